"""One workflow's week in words: as a sentence, as the cells of a table row, and as the comparisons beside a figure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal

from bot.facts.periods import Period
from bot.value.unit_cost import (
    FEWEST_FOR_A_UNIT_COST,
    FewAccepted,
    Finding,
    NoneAccepted,
    NotKnown,
    TotalsOnly,
    UnitCost,
)
from bot.value.windows import WEEKS_UNTIL_KNOWN
from reports import standing_words
from reports.digest import Baseline, Digest, Gap, Spend, WeekFigures, WorkflowLine
from reports.wording import about, change, money, number, say

WORDS = "digest.txt.j2"
COLUMNS = ("Workflow", "Accepted", "Spent", "AI cost each", "Week before", "Baseline")
SETTLED_COLUMNS = ("Workflow", "Accepted", "Spent", "AI cost each", "Eight weeks (typical range)", "Baseline")
"""With what eight settled weeks say in the place of the week before, which says less."""


def sentence(line: WorkflowLine) -> str:
    """The week of a workflow as method.md M3 wants it said."""
    this = line.this
    both = {
        "name": line.name,
        "accepted": accepted(this, verb=" accepted"),
        "spent": spent_in(this.spend, this.gaps, verb=" spent"),
    }
    match this.finding:
        case UnitCost():
            return say(WORDS, "counted", **both)
        case FewAccepted() as few:
            facts = {"each": few.each, "low": few.low, "high": few.high, "currency": few.currency}
            return say(WORDS, "few_accepted", **both, **facts)
        case NoneAccepted() as none:
            return say(WORDS, "none_accepted", **both, at_least=none.at_least, currency=none.currency)
        case TotalsOnly():
            return say(WORDS, "totals_only", **both)
        case NotKnown():
            reason = "its data are not complete" if this.gaps else _why_not_known(this)
            return say(WORDS, "not_known", **both, reason=reason)


def cells(line: WorkflowLine, *, is_settled: bool = False) -> tuple[str, ...]:
    """The workflow's row under COLUMNS, or under SETTLED_COLUMNS where it `is_settled`."""
    return (
        f"{line.name} ({line.unit})",
        number(line.this.net) if line.this.net else "none",
        spent_in(line.this.spend, line.this.gaps),
        each(line.this.finding),
        _settled(line) if is_settled else _before(line.previous),
        _baseline_cell(line),
    )


def _settled(line: WorkflowLine) -> str:
    return "–" if line.standing is None else standing_words.cell(line.standing)


def unaccepted(line: WorkflowLine) -> str:
    """What was rejected or came back, whose cost is in the figure all the same; empty where nothing was."""
    this = line.this
    parts = ((this.rejected, "rejected"), (this.reversed, "reversed"))
    said = " and ".join(f"{number(count)} {what}" for count, what in parts if count)
    return f"{line.name} {said}" if said else ""


def comparisons(line: WorkflowLine) -> tuple[str, ...]:
    """What a figure is read beside: the week before, and the locked baseline with its dates."""
    return (_was(line), *_baseline_words(line))


def accepted(week: WeekFigures, *, verb: str = "") -> str:
    """How many were accepted, and what became of the rest: `none`, `447 after 3 reversed, 12 rejected`."""
    return say(WORDS, "accepted", net=week.net, reversed=week.reversed, rejected=week.rejected, verb=verb)


def spent_in(spend: Iterable[Spend], gaps: Iterable[Gap], *, verb: str = "") -> str:
    """Amounts in words, one per currency and never added; says so where they are not whole."""
    found = tuple(spend)
    amounts = [money(each.amount, each.currency) for each in found if each.amount]
    complete = all(each.complete for each in found)
    return say(WORDS, "spent", amounts=amounts, gaps=tuple(gaps), complete=complete, verb=verb)


def each(finding: Finding) -> str:
    """The AI cost of one outcome in a cell, as far as method.md M3 supports one."""
    match finding:
        case UnitCost() as found:
            return money(found.each, found.currency)
        case FewAccepted() as few:
            low, high = about(few.low, few.currency), about(few.high, few.currency)
            return f"({about(few.each, few.currency)}, range {low}–{high})"
        case NoneAccepted() as none:
            return f"at least {about(none.at_least, none.currency)} at a steady rate (95%)"
        case TotalsOnly():
            return "no figure"
        case NotKnown():
            return "not known"


def gap(found: Gap) -> str:
    """Why a week's data are not whole, with the day."""
    if found.starts is not None:
        return say(WORDS, "starts", name=found.name, day=found.starts)
    if found.ends is not None:
        return say(WORDS, "ends", name=found.name, day=found.ends)
    if found.hole is not None:
        return say(WORDS, "hole", name=found.name, days=found.hole.shown())
    return say(WORDS, "unread", name=found.name)


def whole(digest: Digest) -> list[str]:
    """The sources that were read to the end of the week."""
    cut = {found.name for found in digest.gaps}
    return [source.name for source in digest.sources if source.name not in cut]


def _why_not_known(week: WeekFigures) -> str:
    if week.gaps:
        return "; ".join(gap(found) for found in week.gaps)
    if len(week.spend) > 1:
        return "currencies are not added together"
    return "some charges have no known price"


def _before(week: WeekFigures | None) -> str:
    """The week before in a cell: its figure, or the short reason why there is none."""
    if week is None:
        return "first week"
    match week.finding:
        case UnitCost() as found:
            return money(found.each, found.currency)
        case FewAccepted() as few:
            return f"{few.net} accepted, too few to compare"
        case NoneAccepted():
            return "none accepted"
        case TotalsOnly():
            return "no figure" if week.net or week.spend else "nothing"
        case NotKnown():
            return _why_not_known(week)


def _was(line: WorkflowLine) -> str:
    before = line.previous
    if before is not None and isinstance(before.finding, UnitCost):
        return say(WORDS, "was", each=before.finding.each, currency=before.currency)
    return "first week shown" if before is None else say(WORDS, "before_not_comparable", reason=_before(before))


def _baseline_words(line: WorkflowLine) -> tuple[str, ...]:
    locked = line.baseline
    if locked is None:
        return ()
    facts = {"cost": locked.cost, "currency": locked.currency, "span": Period(locked.since, locked.until).shown()}
    if locked.is_before_ai:
        now, minutes_now = _with_people(line)
        return (say(WORDS, "baseline_before_ai", minutes=locked.minutes, now=now, minutes_now=minutes_now, **facts),)
    if may_compare(line):
        return (say(WORDS, "baseline_with_ai", each=line.this.unit_cost, **facts),)
    return (say(WORDS, "baseline_stated", **facts),)


def _with_people(line: WorkflowLine) -> tuple[Decimal | None, Decimal | None]:
    """What one outcome cost in the settled weeks with people's time, and how many minutes of it; None where unknown.

    That, and not the AI cost alone, is what the work before AI may be held against (method.md 3.3).
    """
    standing = line.standing
    if standing is None or standing.figure.full is None or standing.effort is None:
        return None, None
    same = line.baseline is not None and line.baseline.currency == standing.currency
    return (standing.figure.full.each, standing.effort.all_minutes) if same else (None, None)


def may_compare(line: WorkflowLine) -> bool:
    """Whether a percentage may stand between the week and its baseline.

    Both sides must be AI cost in one currency and from eight outcomes up, four weeks after the launch
    (method.md M3, 3.3).
    """
    locked, this = line.baseline, line.this
    return (
        locked is not None
        and not locked.is_before_ai
        and isinstance(this.finding, UnitCost)
        and locked.currency == this.currency
        and locked.cost > 0
        and (locked.n is None or locked.n >= FEWEST_FOR_A_UNIT_COST)
        and (line.launched is None or line.launched + timedelta(weeks=WEEKS_UNTIL_KNOWN) <= this.week.period.end)
    )


def _baseline_cell(line: WorkflowLine) -> str:
    locked: Baseline | None = line.baseline
    if locked is None:
        return "none yet"
    called = "" if line.standing is None else standing_words.compared(line.standing)
    if called:
        return called
    cost = money(locked.cost, locked.currency)
    if locked.is_before_ai and locked.minutes is not None:
        return f"{cost} with {number(locked.minutes)} min before AI"
    if may_compare(line) and line.this.unit_cost is not None:
        return f"{change(line.this.unit_cost, locked.cost)} {cost}"
    return cost
