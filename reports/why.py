"""Why these numbers: a digest's arithmetic line by line, from the inputs the digest itself keeps."""

from __future__ import annotations

from bot.errors import UnknownNameError
from bot.facts.message import Element, Facts, Heading, Message, Note
from bot.facts.money import plain, shown
from bot.facts.periods import Period
from bot.value.unit_cost import FewAccepted, NoneAccepted, UnitCost
from reports.digest import Digest, Source, Spend, WeekFigures, WorkflowLine
from reports.standing_why import arithmetic
from reports.unusual_words import reckoned


def message(digest: Digest, workflow: str | None = None) -> Message:
    """Every figure of the digest with what it was made of: amounts whole, dates, sources, the method's version.

    With the slug of a workflow, the figures of that one alone; UnknownNameError where the digest has none of it.
    """
    lines = [line for line in digest.workflows if workflow in {None, line.slug}]
    if workflow is not None and not lines:
        raise UnknownNameError(
            f"The digest of {digest.team_name} for {digest.week} has no line for {workflow}, which was not in the team "
            f"when it was made; name another --week, or see the team's with: denominator why {digest.team} "
            f"--week {digest.week}"
        )
    title = f"Why these numbers: {digest.team_name if workflow is None else lines[0].name}, week {digest.week.number}"
    elements: list[Element] = []
    for line in lines:
        elements += [Heading(line.name), Facts(_arithmetic(line))]
        if line.standing is not None:
            elements.append(Facts(arithmetic(line.standing, line.converted)))
    if workflow is None:
        elements += [Heading("The team's spend"), Facts(_spend(digest))]
        if digest.unusual:
            elements += [Heading("What was unusual"), Facts(tuple(map(reckoned, digest.unusual)))]
    elements += [Heading("Where the figures come from"), Facts(tuple(_source(one) for one in digest.sources))]
    elements.append(
        Note(
            f"Effective cost of the UTC days {digest.week.period.shown()}, in the ledger then; "
            "one outcome's cost is the workflow's whole cost divided by accepted less reversed. "
            f"Method {digest.method}."
        )
    )
    return Message(title, title, tuple(elements))


def _arithmetic(line: WorkflowLine) -> tuple[tuple[str, str], ...]:
    week = line.this
    pairs = [
        ("AI cost", " + ".join(_exact(spend) for spend in week.spend) or "nothing was spent"),
        ("Outcomes", f"{week.accepted} accepted − {week.reversed} reversed = {week.net}{_rejected(week)}"),
        ("Each", _each(line)),
    ]
    if line.baseline is not None:
        baseline = line.baseline
        counted = "" if baseline.n is None else f", {baseline.n:,} outcomes"
        span = Period(baseline.since, baseline.until).shown()
        kind = "before AI, the full cost of the work" if baseline.is_before_ai else "AI cost"
        pairs.append(
            (
                "Locked baseline",
                f"{shown(baseline.cost, baseline.currency)} ({kind}; {span}{counted})",
            )
        )
    return tuple(pairs)


def _each(line: WorkflowLine) -> str:
    found = line.this.finding
    match found:
        case UnitCost():
            return f"{plain(found.cost)} ÷ {found.net} = {shown(found.each, found.currency)}"
        case FewAccepted():
            low, high = shown(found.low, found.currency), shown(found.high, found.currency)
            return (
                f"{plain(found.cost)} ÷ {found.net} = {shown(found.each, found.currency)}; with so few it could lie "
                f"between {low} and {high}, so it is not compared"
            )
        case NoneAccepted():
            return (
                f"none accepted; {plain(found.cost)} ÷ 3.00 = {shown(found.at_least, found.currency)} is the least one "
                "would cost at a steady rate (95%)"
            )
        case _:
            return "no figure: the cost is not known whole, or nothing was spent"


def _spend(digest: Digest) -> tuple[tuple[str, str], ...]:
    """Beside a team too small to be shown the sum alone: its parts less the workflows would be that team's spend."""
    pairs = [
        (
            f"In {spend.currency}",
            f"{plain(spend.total)} in all"
            if digest.folded
            else f"{plain(spend.direct)} with a workflow + {plain(spend.team_only)} without = {plain(spend.total)}",
        )
        for spend in digest.spend
    ]
    pairs += [("Not allocated, whole company", _exact(spend)) for spend in digest.unallocated]
    return tuple(pairs) or (("This week", "no charges"),)


def _source(source: Source) -> tuple[str, str]:
    if source.data_until is None:
        return source.name, source.error or "never read"
    fresh = "" if source.as_of is None else f", figures of {source.as_of:%d %b %Y %H:%M} UTC"
    final = "" if source.final_to in {None, source.data_until} else f", final up to {source.final_to}"
    return source.name, f"complete up to {source.data_until} (not included){final}{fresh}"


def _exact(spend: Spend) -> str:
    return f"{plain(spend.amount)} {spend.currency}{'' if spend.complete else ' known, the rest is not'}"


def _rejected(week: WeekFigures) -> str:
    return f"; {week.rejected} rejected, whose cost is included" if week.rejected else ""
