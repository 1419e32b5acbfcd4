"""How the standing of a workflow was made: windows, sums, range, comparison, verdict (method.md 3 to 5)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from math import sqrt

from bot.facts.effort import Effort
from bot.facts.money import plain, shown
from bot.facts.periods import Period, week_of
from bot.value.proportions import Proportion
from bot.value.standing.once import Twice
from bot.value.standing.standing import Standing
from bot.value.verdicts.verdict import Verdict
from bot.value.windows import UNIT_COST_WEEKS
from bot.value.worth.ties import Rule
from reports import standing_words, verdict_words
from reports.wording import money

Pairs = Iterator[tuple[str, str]]


def arithmetic(standing: Standing, converted: Sequence[str] = ()) -> tuple[tuple[str, str], ...]:
    """Every line with its name; `converted` are the other currencies in what is said of all the company's spend."""
    lines = (*_weeks(standing), *_figures(standing), *_compared(standing), *_value(standing))
    return (*lines, *_verdict(standing, converted))


def _weeks(standing: Standing) -> Pairs:
    days = standing.days.shown()
    lag = f", their outcomes {standing.lag_days} days later" if standing.lag_days else ""
    if standing.spend is None:
        yield "Eight settled weeks", f"{days}{lag}: the cost is not known whole, so there is no figure"
        return
    if not standing.weeks:
        yield "Eight settled weeks", f"{days}{lag}: nothing was spent in them"
        return
    costs = " + ".join(plain(week.cost) for week in standing.weeks)
    counts = " + ".join(str(week.count) for week in standing.weeks)
    weeks = "" if len(standing.weeks) == UNIT_COST_WEEKS else f", of which {len(standing.weeks)} are weeks of its own"
    yield "Eight settled weeks", f"{days} (UTC days){weeks}{lag}: no outcome of theirs can be reversed any more"
    yield "Their AI cost", f"{costs} = {plain(standing.spend or Decimal(0))} {standing.currency}"
    yield "Their outcomes", f"{counts} = {standing.net} ({standing.accepted} accepted, {standing.reversed} reversed)"


def _figures(standing: Standing) -> Pairs:
    found, full, currency = standing.figure.range, standing.figure.full, standing.currency
    if found is None:
        yield "Each", standing_words.cell(standing)
    else:
        yield "Each", f"{plain(standing.spend or Decimal(0))} ÷ {standing.net} = {shown(found.each, currency)}"
        ends = f"{shown(found.low, currency)} to {shown(found.high, currency)} (95%)"
        spread = f"uncertain by {sqrt(found.variance):.1%}, from how its {found.weeks} weeks differ"
        yield "Typical range", f"{ends}: {spread}; neighbouring weeks are alike by {found.correlation:.2f} of 1"
    if full is not None:
        yield (
            "Full cost each",
            f"{shown(full.each, currency)} with people's time{_people(standing)}; {full.ai_share:.0%} of it is AI",
        )
    if standing.acceptance is not None:
        yield "Accepted", _share(standing.acceptance)


def _compared(standing: Standing) -> Pairs:
    if standing.against is None:
        yield "Against a baseline", "there is none, so nothing is called better or worse"
        return
    last = week_of(standing.closed_on)
    name = f"Against the baseline ({standing.against})"
    if standing.closes[-1].low is None:
        yield name, str(standing.change)
        return
    said = [
        f"W{last.plus(-back - 1).number:02d} {one.change}"
        + (f" ({standing_words.change_range(one)})" if one.low else "")
        for back, one in enumerate(reversed(standing.closes))
    ]
    yield name, f"{standing.change}. The latest closes: {', '.join(said[:2])}"


def _value(standing: Standing) -> Pairs:
    found, currency = standing.value, standing.currency
    if found is None:
        unpriced = "not known: part of it is in another currency, or hours without an hourly rate in effort"
        yield "Value", unpriced if standing.is_unpriced else "nothing is said of it for these weeks"
        return
    amounts = (("claimed", found.claimed), ("captured", found.captured), ("counted by its evidence", found.weighted))
    said = ", ".join(f"{shown(amount, currency)} {what}" for what, amount in amounts)
    validated = shown(found.validated, currency)
    yield (
        "Value",
        f"{said}, of which finance validated {validated} (what counts of a claim is a policy){_told(standing)}",
    )
    for cut in found.cuts:
        yield "Counted once", _cut(cut, currency)
    made = _made(standing) if found.hours else ""
    if made or found.unplaced:
        left = f", of which nobody said where {found.unplaced:.1f} went" if found.unplaced else ""
        yield "Hours freed", f"{found.hours:.1f}{made}{left}"
    if found.overplaced:
        yield (
            "Hours placed",
            f"{found.overplaced:.1f} more than the outcomes of their months freed, which count nothing",
        )


def _people(standing: Standing) -> str:
    """`, 6 min at $45.00 an hour`: what an outcome takes of people."""
    effort = standing.effort
    return "" if effort is None else f", {_minutes(effort)} min at {_hourly(effort)} an hour"


def _made(standing: Standing) -> str:
    """` (12 − 6 min of each outcome), at $45.00 an hour`: what the hours follow from, and what they are worth."""
    effort, before = standing.effort, standing.minutes_before
    if effort is None:
        return ""
    each = "" if before is None else f" ({plain(before)} − {_minutes(effort)} min of each outcome)"
    return f"{each}, at {_hourly(effort)} an hour"


def _minutes(effort: Effort) -> str:
    return plain(effort.all_minutes)


def _hourly(effort: Effort) -> str:
    return shown(effort.hourly, effort.currency)


def _cut(cut: Twice, currency: str) -> str:
    """`12 h cut: a team frees at most 30% of its paid hours (a policy)`."""
    if cut.most is not None:
        return f"{cut.hours:.1f} h cut: a team frees at most {cut.most:.0%} of its paid hours (a policy)"
    if cut.rule is Rule.NOT_CASH_YET:
        return f"{shown(cut.captured, currency)} stays claimed: {_reason(cut.rule)}"
    return f"{shown(cut.claimed, currency)} cut: {_reason(cut.rule)}"


def _reason(rule: Rule) -> str:
    """What the rule says, without the number by which the method knows it."""
    return rule.partition(": ")[2]


def _told(standing: Standing) -> str:
    """Which weeks it is of, where nothing is said of some months of the window."""
    found = standing.value
    if found is None or found.until is None:
        return ""
    since = found.since or standing.since
    if since <= standing.since and found.until >= standing.until:
        return ""
    return f"; of the weeks {Period(since, found.until).shown()} alone, for nothing is said of the other months"


def _verdict(standing: Standing, converted: Sequence[str]) -> Pairs:
    yield "Verdict", standing_words.verdict(standing)
    for verdict in (standing.shown.verdict, standing.shown.pending):
        if verdict is not None:
            yield f"Rule {verdict.rule}", _rule(verdict, converted)


def _rule(verdict: Verdict, converted: Sequence[str]) -> str:
    given, found, currency = verdict.inputs, verdict.returns, verdict.inputs.currency
    facts = [
        f"spend {_money(given.spend, currency)}",
        f"the company's {_whole(verdict, converted)}, {_money(given.allocated, currency)} of it allocated",
        f"value by its evidence {_money(given.weighted, currency)}, {_money(given.claimed, currency)} as claimed",
        f"cost of the weeks of which that is known {_money(given.cost, currency)}",
        f"cost against its baseline: {given.change or 'not known'}",
    ]
    if found.each is not None and found.low is not None and found.high is not None:
        low, high = money(found.low, currency), money(found.high, currency)
        one = shown(Decimal(1), currency, whole=True)
        facts.append(f"returns {money(found.each, currency)} per {one} ({low} to {high}, 80% sure)")
    if found.generous is not None:
        one = shown(Decimal(1), currency, whole=True)
        facts.append(
            f"at best {money(found.generous, currency)} per {one}, every claim believed and the cost at its low end"
        )
    said = f"{verdict.kind}, because of {verdict.ground}: {'; '.join(facts)}."
    unknown = verdict_words.not_known(verdict)
    return f"{said} {unknown}" if unknown else said


def _whole(verdict: Verdict, converted: Sequence[str]) -> str:
    """All that the company spent, and what of it was converted to say so: nobody billed that sum."""
    said = _money(verdict.inputs.organisation, verdict.inputs.currency)
    if verdict.inputs.organisation is None or not converted:
        return said
    return f"{said} ({' and '.join(converted)} converted at the reference rate of each week's last day)"


def _money(amount: Decimal | None, currency: str) -> str:
    return "not known" if amount is None else money(amount, currency)


def _share(found: Proportion) -> str:
    return f"{found.hits} of {found.tries} = {found.share:.0%} ({found.low:.0%}–{found.high:.0%})"
