"""Pure: what nobody has claimed, by why it is so and by what a rule could match on (AC-E3, method.md M2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum

from bot.facts.org import FEWEST_SHOWN_ALONE, Match
from bot.facts.reason import NOT_GROUPED, REASON
from bot.ledger.claimed import Unclaimed
from bot.ledger.columns import AMOUNTS
from bot.ledger.rules import SERVICE_ACCOUNT, RuleIndex
from bot.ledger.sums import NOTHING, Sums


class Reason(StrEnum):
    """Why a charge, or a part of it, is unallocated: the repair list."""

    NO_RULE = "no rule matches"
    NOT_IN_FORCE = "only rules that are not in force on those days match"
    REST = "what rules with a share have left"
    NOTHING_KNOWN = "no sub account, key or person is known"
    PERSONAL = "personal use without a membership"
    NOT_GROUPED = "not in the grouped report"
    NOT_METERED = "what metering could not explain"


@dataclass(frozen=True, kw_only=True)
class Line:
    """What is unallocated for one reason in one currency, and the `match` that a rule could claim it with.

    `rules` are those that are not in force, or that have left it. `people` is of how many people personal use is, None
    for fewer than five; a person is in no match.
    """

    reason: Reason
    match: Match
    rules: tuple[int, ...]
    currency: str
    sums: Sums
    people: int | None = None


def backlog(unclaimed: Iterable[Unclaimed], rules: RuleIndex) -> tuple[Line, ...]:
    """Everything that is unallocated, each of it in one line; by currency, the largest effective cost first."""
    found: dict[tuple[Reason, Match, tuple[int, ...], str], _Sum] = defaultdict(_Sum)
    for one in unclaimed:
        found[*_about(one, rules), one.currency].add(one)
    lines = [
        Line(
            reason=reason,
            match=match,
            rules=numbers,
            currency=currency,
            sums=total.sums,
            people=len(total.people) if reason is Reason.PERSONAL and len(total.people) >= FEWEST_SHOWN_ALONE else None,
        )
        for (reason, match, numbers, currency), total in found.items()
    ]
    return tuple(sorted(lines, key=lambda line: (line.currency, -effective(line.sums), line.reason, str(line.match))))


def by_reason(lines: Iterable[Line]) -> dict[tuple[str, Reason], Sums]:
    """What each reason comes to in each currency, the largest of a currency first."""
    found: dict[tuple[str, Reason], Sums] = {}
    for line in lines:
        where = (line.currency, line.reason)
        found[where] = found.get(where, NOTHING) + line.sums
    return dict(sorted(found.items(), key=lambda item: (item[0][0], -effective(item[1]), item[0][1])))


def effective(sums: Sums) -> int:
    """The effective cost that is known, as a count of 1e-9, to put amounts in order."""
    return sums.known[AMOUNTS.index("effective")]


@dataclass
class _Sum:
    sums: Sums = NOTHING
    people: set[str] = field(default_factory=set)

    def add(self, one: Unclaimed) -> None:
        self.sums += one.sums
        if one.cell.person is not None:
            self.people.add(one.cell.person)


def _about(one: Unclaimed, rules: RuleIndex) -> tuple[Reason, Match, tuple[int, ...]]:
    """Why it is unallocated, what a rule could match on, and the rules that are not in force or have left it.

    Rules about a person are passed over, and what only its person tells from others is one line with all such use:
    nobody's cost stands alone.
    """
    cell = one.cell
    connection = Match(connection=cell.connection)
    account = replace(
        connection, sub_account=cell.sub_account, key=cell.key, service_account=cell.tags.get(SERVICE_ACCOUNT)
    )
    if cell.line_item == NOT_GROUPED:
        return Reason.NOT_GROUPED, replace(connection, line_item=NOT_GROUPED), ()
    if REASON in cell.tags and account.key is None and account.service_account is None:
        return Reason.NOT_METERED, replace(account, tags=((REASON, cell.tags[REASON]),)), ()
    if account == connection and cell.person is not None:
        return Reason.PERSONAL, connection, ()
    if account == connection:
        match = replace(connection, billing_account=cell.billing_account, line_item=cell.line_item)
    else:
        match = account
    meant = [(number, rule) for number, rule in rules.meant(cell.says) if rule.match.person is None]
    if one.is_rest:
        return Reason.REST, match, tuple(number for number, rule in meant if rule.share is not None)
    if meant:
        return Reason.NOT_IN_FORCE, match, tuple(number for number, _ in meant)
    return Reason.NO_RULE if match is account else Reason.NOTHING_KNOWN, match, ()
