"""Scores: how many of the planted teams the checks find, and how many honest ones they accuse (method.md 4.7, 8.2)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby
from statistics import fmean

from bot.bench.method.score import Bar, Run, Score
from bot.bench.method.workflow_years import BASE, BEFORE, LIVE, VOLUMES, Kind, Log, Year, year
from bot.facts.periods import month_of
from bot.facts.policy import DEFAULT
from bot.value.changes import Change, compare, standing
from bot.value.coverage import FALL, FALL_WEEKS, Coverage
from bot.value.ranges import WeekSums, typical_range
from bot.value.worth.audit_samples import Auditable, sample
from bot.value.worth.audits import RIGHT, AuditResult
from bot.value.worth.entries import BUNCHED_FROM, Entry, bunched
from bot.value.worth.findings import Check
from bot.value.worth.gaming import (
    INFLATED_FROM,
    Units,
    failed_audits,
    hidden_cost,
    inflated,
    quality_lost,
    sandbagged,
    split_units,
)

_ROW = "gaming found (7, 8, 9, 10) / false accusations per 100 honest teams"
_PLANTED = {
    Kind.INFLATER: frozenset({Check.INFLATED, Check.FAILED_AUDITS}),
    Kind.SANDBAGGER: frozenset({Check.SANDBAGGED}),
    Kind.HIDER: frozenset({Check.HIDDEN_COST}),
    Kind.LOSER: frozenset({Check.QUALITY_LOST}),
}
_ANCHOR = "the rules of 4.7 by their letter"
_WINDOW = 8
_KEY = b"of the scorecard"
_CENT = Decimal("0.01")


@dataclass
class _Told:
    """What was found of the planted teams and of the honest ones, by the checks and by the letter of 4.7.

    `accused_of_more` are the honest teams that were told of anything but a tag that they really lost.
    """

    planted: int = 0
    found: Counter[Kind] = field(default_factory=Counter)
    found_naively: Counter[Kind] = field(default_factory=Counter)
    found_small: Counter[Kind] = field(default_factory=Counter)
    unrecorded: int = 0
    honest: int = 0
    accused: Counter[Check] = field(default_factory=Counter)
    accused_teams: int = 0
    accused_of_more: int = 0
    accused_naively: int = 0
    accused_of_more_naively: int = 0
    lost_tags: int = 0

    def plant(self, kind: Kind, one: Year, small: Year) -> None:
        """Take in a planted team, and one of its kind that is as small as honest ones are."""
        audits, checks = _audits(one), _PLANTED[kind]
        is_found = not checks.isdisjoint(_found(one, audits))
        self.found[kind] += is_found
        self.found_naively[kind] += not checks.isdisjoint(_by_the_letter(one, audits))
        self.found_small[kind] += not checks.isdisjoint(_found(small, _audits(small)))
        self.unrecorded += kind is Kind.INFLATER and not is_found and one.recorded is None

    def trust(self, one: Year) -> None:
        """Take in an honest team, whatever it is accused of."""
        audits = _audits(one)
        found, naive = set(_found(one, audits)), set(_by_the_letter(one, audits))
        own_fault = {Check.HIDDEN_COST} if one.lost_tag else set[Check]()
        self.honest += 1
        self.lost_tags += one.lost_tag
        self.accused.update(found)
        self.accused_teams += bool(found)
        self.accused_of_more += bool(found - own_fault)
        self.accused_naively += bool(naive)
        self.accused_of_more_naively += bool(naive - own_fault)


def scores(run: Run, bar: Bar) -> Iterator[Score]:
    """The scores, each beside the same rules by their letter: with no regard to chance and to small numbers."""
    told = _told(run, bar)
    yield from _of_planted(told)
    yield from _of_honest(told)


def _of_planted(told: _Told) -> Iterator[Score]:
    kinds = ", ".join(f"{kind} {told.found[kind]} of {told.planted}" for kind in _PLANTED)
    missed = told.planted - told.found[Kind.INFLATER]
    yield Score(
        row=_ROW,
        name="planted teams found, of 4, within the year",
        measured=sum(told.found.values()) / told.planted,
        at_least=4.0,
        anchor=_ANCHOR,
        anchored=sum(told.found_naively.values()) / told.planted,
        of=f"{told.planted} worlds with each of the four",
        reason=f"{kinds}; of inflaters that are missed, without a system of record: {told.unrecorded} of {missed}; "
        "where little is logged, half as much again is no more than the record, and only audits can find it",
        in_product=False,
    )
    small, large = (f"{fewest} to {most}" for fewest, most in (VOLUMES[True], VOLUMES[False]))
    yield Score(
        row=_ROW,
        name="planted teams found, of 4, where they are small",
        measured=sum(told.found_small.values()) / told.planted,
        of=f"{told.planted} worlds with each of the four",
        reason=f"{', '.join(f'{kind} {told.found_small[kind]}' for kind in _PLANTED)}; no target: with {small} "
        f"outcomes a week, as the honest teams have, where those of 8.1 are of the largest and have {large} here",
        in_product=False,
    )


def _of_honest(told: _Told) -> Iterator[Score]:
    checks = ", ".join(f"{check} {count}" for check, count in sorted(told.accused.items()))
    of = f"{told.honest:,} honest team-years, in {told.lost_tags} of which a key really loses its tag"
    yield Score(
        row=_ROW,
        name="honest teams ever accused in a year, per 100",
        measured=100 * told.accused_teams / told.honest,
        at_most=2.0,
        anchor=_ANCHOR,
        anchored=100 * told.accused_naively / told.honest,
        of=of,
        reason=f"by check: {checks or 'none'}; what only asks (large entries, high values) is not counted",
        in_product=False,
    )
    yield Score(
        row=_ROW,
        name="the same without tags that were really lost",
        measured=100 * told.accused_of_more / told.honest,
        anchor=_ANCHOR,
        anchored=100 * told.accused_of_more_naively / told.honest,
        of=of,
        reason="no target: coverage did fall there, and the team is rightly told so, though it hides nothing",
        in_product=False,
    )


def _told(run: Run, bar: Bar) -> _Told:
    honest, planted = (15, 2) if run.is_short else (50, 5)
    told = _Told(planted=planted * len(run.seeds))
    with bar("gaming", len(run.seeds)) as step:
        for seed in run.seeds:
            for number in range(honest):
                told.trust(year(seed, run.family, Kind.HONEST, number))
            for kind in _PLANTED:
                for number in range(planted):
                    one, small = (year(seed, run.family, kind, number, is_small=is_small) for is_small in (False, True))
                    told.plant(kind, one, small)
            step(1)
    return told


def _found(one: Year, audits: list[AuditResult]) -> Iterator[Check]:
    """What the checks find, each asked as often as the product does: by week, by month, or once."""
    closes = [_coverage(share) for share in one.tagged]
    before = _units(one, BEFORE)
    for end in range(BEFORE + _WINDOW, BEFORE + LIVE + 1):
        now = _units(one, end)
        found = [
            inflated("w", now.logged, now.recorded),
            split_units("w", before, now, DEFAULT),
            hidden_cost("w", closes[:end]),
        ]
        yield from (finding.check for finding in found if finding)
    found = [failed_audits("w", audits[: last + 1]) for last in range(len(audits))]
    found += [bunched("w", [_entry(log) for log in logs], month_of(logs[0].day)) for logs in _months(one)]
    history = [_money(value) for value in one.minutes[:BEFORE]]
    own = None if one.own is None else _money(one.own)
    found.append(sandbagged("w", _money(one.locked), own, history, DEFAULT))
    yield from (finding.check for finding in found if finding)
    if _loses_quality(one):
        yield Check.QUALITY_LOST


def _by_the_letter(one: Year, audits: list[AuditResult]) -> Iterator[Check]:
    """The same rules with nothing beside them: one week, one month, one audit is enough, however few there are."""
    yield from _weekly_by_the_letter(one)
    for logs in _months(one):
        last = month_of(logs[0].day).last_day
        if sum((last - log.day).days < 2 for log in logs) > BUNCHED_FROM * len(logs):  # noqa: PLR2004
            yield Check.BUNCHED
    if any(audit.right is not None and audit.right.high < RIGHT for audit in audits):
        yield Check.FAILED_AUDITS
    if one.locked > sorted(one.minutes[:BEFORE])[3 * BEFORE // 4]:
        yield Check.SANDBAGGED
    if _loses_quality(one):
        yield Check.QUALITY_LOST


def _weekly_by_the_letter(one: Year) -> Iterator[Check]:
    before = _units(one, BEFORE)
    for week in range(BEFORE, BEFORE + LIVE):
        if one.recorded is not None and one.logged[week] > INFLATED_FROM * one.recorded[week] > 0:
            yield Check.INFLATED
        if one.tagged[week - FALL_WEEKS] - one.tagged[week] > FALL:
            yield Check.HIDDEN_COST
        now = _units(one, week + 1)
        if before.median_each and now.median_each and now.recorded and before.recorded:
            is_flat = abs(now.recorded / before.recorded - 1) <= 0.1  # noqa: PLR2004
            if is_flat and now.median_each < before.median_each * Decimal("0.7"):
                yield Check.SPLIT_UNITS


def _units(one: Year, end: int) -> Units:
    weeks = slice(end - _WINDOW, end)
    return Units(
        logged=int(one.logged[weeks].sum()),
        recorded=None if one.recorded is None else int(one.recorded[weeks].sum()),
        median_each=_money(fmean(one.minutes[weeks])),
    )


def _loses_quality(one: Year) -> bool:
    """Whether at any weekly close the cost of an outcome stands as improved and the reversals as worse (3.3)."""
    spent = _stands(one, [_money(cost) for cost in one.cost], counts_both=False)
    if Change.IMPROVED not in spent:
        return False
    taken = _stands(one, [Decimal(int(count)) for count in one.reversed], counts_both=True)
    return any(quality_lost("w", *pair, "reversal rate") for pair in zip(spent, taken, strict=True))


def _stands(one: Year, of: list[Decimal], *, counts_both: bool) -> list[Change]:
    """What stands at each weekly close, of what by accepted outcomes."""
    weeks = [WeekSums(cost=cost, count=int(count)) for cost, count in zip(of, one.accepted, strict=True)]
    ends = range(BEFORE + _WINDOW, BEFORE + LIVE + 1)
    base, *nows = (
        typical_range(part, usual_correlation=DEFAULT.usual_correlation, counts_both=counts_both)
        for part in (weeks[BEFORE - BASE : BEFORE], *(weeks[end - _WINDOW : end] for end in ends))
    )
    closes = [compare(base.level if base else None, now.level if now else None) for now in nows]
    return [standing(closes[max(at - 1, 0) : at + 1]) for at in range(len(closes))]


def _audits(one: Year) -> list[AuditResult]:
    results = list[AuditResult]()
    for logs in _months(one):
        named = {f"{at:05d}": log for at, log in enumerate(logs)}
        claims = [Auditable(id=name, claimed=Decimal(log.quantity)) for name, log in named.items()]
        drawn = sample(claims, period=f"{logs[0].day:%Y-%m}", key=_KEY)
        yes = sum(named[name].is_confirmed for name in drawn)
        results.append(AuditResult(yes=yes, no=len(drawn) - yes))
    return results


def _months(one: Year) -> list[list[Log]]:
    by_month = groupby(sorted(one.log, key=lambda log: log.day), key=lambda log: (log.day.year, log.day.month))
    return [list(logs) for _, logs in by_month]


def _entry(log: Log) -> Entry:
    return Entry(id="", logged_on=log.day, quantity=log.quantity)


def _coverage(share: float) -> Coverage:
    known = Decimal(repr(float(share)))
    return Coverage(workflow=known, team=known, explained=known)


def _money(value: float) -> Decimal:
    return Decimal(repr(float(value))).quantize(_CENT)
