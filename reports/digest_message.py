"""A digest as a `Message`: outcomes first, read in twenty seconds, no tokens, no names of people, no ranks."""

from __future__ import annotations

from decimal import Decimal

from bot.facts.message import (
    Actions,
    Button,
    Chart,
    Element,
    Facts,
    Headline,
    Message,
    Note,
    Paragraph,
    Series,
    Table,
)
from reports import standing_words
from reports.digest import Digest, Spend, TeamSpend, WorkflowLine
from reports.digest_lines import (
    COLUMNS,
    SETTLED_COLUMNS,
    WORDS,
    cells,
    comparisons,
    gap,
    sentence,
    spent_in,
    unaccepted,
    whole,
)
from reports.digest_notes import SharedPart
from reports.first_digest import first_elements, is_first
from reports.unusual_words import unusual
from reports.wording import listed, money, say

_FEWEST_POINTS = 3


def message(digest: Digest) -> Message:
    """What the team reads. A digest of its first weeks says what is there, what is missing and one next step."""
    body = first_elements(digest) if is_first(digest) else _figures(digest)
    return Message(
        title=_title(digest),
        summary=_summary(digest, body),
        elements=(*body, *_small_print(digest), _actions(digest)),
    )


def _title(digest: Digest) -> str:
    return f"{digest.team_name} · week {digest.week.number} · {digest.week.period.shown()} (UTC days)"


def _summary(digest: Digest, body: tuple[Element, ...]) -> str:
    """The first two things the digest says, for where nothing else can be shown."""
    first = [each for each in body if isinstance(each, Headline | Paragraph)]
    lines = [_plain(each) for each in first[: 1 if digest.spend and not is_first(digest) else 2]]
    if digest.spend and not is_first(digest):
        lines.append(say(WORDS, "team_spend", spent=_team_spent(digest)))
    return " ".join(lines)


def _plain(element: Headline | Paragraph) -> str:
    if isinstance(element, Paragraph):
        return element.text
    return say(WORDS, "headline", figure=element.figure, label=element.label, detail=element.detail)


def _figures(digest: Digest) -> tuple[Element, ...]:
    """The ordinary digest: the headline, the workflows, then the money and what is to be known about it."""
    lead = _lead(digest)
    elements: list[Element] = []
    if lead is not None:
        elements.append(_headline(lead))
    is_settled = any(line.standing is not None for line in digest.workflows)
    if len(digest.workflows) == 1:
        elements += [Paragraph(sentence(digest.workflows[0])), *_settled(digest.workflows[0])]
    elements += [*_incomplete(digest), *([] if is_settled else _decision(digest))]
    if len(digest.workflows) > 1:
        columns = SETTLED_COLUMNS if is_settled else COLUMNS
        elements.append(Table(columns, tuple(cells(line, is_settled=is_settled) for line in digest.workflows)))
    elements += _verdicts(digest)
    if lead is not None:
        elements += _chart(lead)
    elements.append(_money(digest))
    elements += [Paragraph(text) for text in unusual(digest.unusual)]
    elements += [
        Paragraph(say(WORDS, "restated", week=m.week.number, before=m.before, after=m.after, currency=m.currency))
        for m in digest.restated
    ]
    elements += [Paragraph(say(WORDS, "budget", note=note)) for note in digest.budgets]
    return tuple(elements)


def _lead(digest: Digest) -> WorkflowLine | None:
    """The workflow whose figure stands large: the first that has one and a baseline to read it beside, else any."""
    figures = [line for line in digest.workflows if line.has_figure]
    return next((line for line in figures if line.baseline is not None), figures[0] if figures else None)


def _headline(line: WorkflowLine) -> Headline:
    assert line.this.unit_cost is not None
    return Headline(
        figure=money(line.this.unit_cost, line.this.currency),
        label=f"AI cost per {line.unit}",
        detail=" · ".join(comparisons(line)),
    )


def _incomplete(digest: Digest) -> list[Element]:
    gaps = [gap(found) for found in digest.gaps]
    return [Paragraph(say(WORDS, "incomplete", gaps=gaps))] if gaps else []


def _decision(digest: Digest) -> list[Element]:
    """What is missing, by workflow; a workflow that stands alone has said by itself that nothing was accepted."""
    without_baseline = [line.name for line in digest.workflows if line.baseline is None]
    alone = len(digest.workflows) == 1
    fruitless = [line.name for line in digest.workflows if line.spends_for_nothing and not alone]
    if not without_baseline and not fruitless:
        return []
    return [Paragraph(say(WORDS, "decision", without_baseline=without_baseline, fruitless=fruitless))]


def _settled(line: WorkflowLine) -> list[Element]:
    return [] if line.standing is None else [Paragraph(standing_words.sentence(line.standing))]


def _verdicts(digest: Digest) -> list[Element]:
    """What is proposed for each workflow and what to do next, in the digest's order: who has to answer comes first.

    Workflows of which the same is said stand together.
    """
    said: dict[str, list[str]] = {}
    for line in digest.workflows:
        if line.standing is not None:
            said.setdefault(standing_words.verdict(line.standing), []).append(line.name)
    return [Facts(tuple((listed(names), verdict) for verdict, names in said.items()))] if said else []


def _money(digest: Digest) -> Facts:
    """The team's own money, and the company's unallocated spend under its own label."""
    pairs = [("Team spend", _whole_and_part(digest))]
    fruitless = [(spend, spend.without_outcomes) for spend in digest.spend if len(digest.workflows) > 1]
    if any(amount for _, amount in fruitless):
        pairs.append(("Spent without an accepted outcome", _amounts(digest, fruitless)))
    pairs += standing_words.worth(digest.workflows)
    said = [text for line in digest.workflows if (text := unaccepted(line))]
    if said and len(digest.workflows) > 1:
        pairs.append(("Not accepted, cost included", ", ".join(said)))
    pairs += [(f"Part of {one.pool}, shared by {one.key}", _shared(one)) for one in digest.shared]
    if any(spend.amount for spend in digest.unallocated):
        pairs.append(("Not allocated to any team (whole company)", _unallocated(digest)))
    return Facts(tuple(pairs))


def _without_workflow(digest: Digest) -> list[tuple[TeamSpend, Decimal]]:
    """Spend no workflow stands for. Beside a team too small to be shown it is left in the sum, which would else tell
    that team's spend by subtraction.
    """
    return [] if digest.folded else [(spend, spend.team_only) for spend in digest.spend]


def _whole_and_part(digest: Digest) -> str:
    """The team's spend, and how much of it no workflow stands for."""
    part = _without_workflow(digest)
    without = _amounts(digest, part) if any(amount for _, amount in part) else ""
    return say(WORDS, "team_and_part", spent=_team_spent(digest), without=without)


def _team_spent(digest: Digest) -> str:
    return _amounts(digest, [(spend, spend.total) for spend in digest.spend])


def _amounts(digest: Digest, amounts: list[tuple[TeamSpend, Decimal]]) -> str:
    spend = [Spend(currency=of.currency, amount=amount, complete=of.complete) for of, amount in amounts]
    return spent_in(spend, digest.gaps)


def _shared(one: SharedPart) -> str:
    part, total = money(one.part, one.currency), money(one.total, one.currency)
    return say(WORDS, "shared", part=part, total=total, is_whole=one.is_whole)


def _unallocated(digest: Digest) -> str:
    amounts = [money(spend.amount, spend.currency) for spend in digest.unallocated]
    complete = all(spend.complete for spend in digest.unallocated)
    return say(WORDS, "unallocated", amounts=amounts, keys=digest.unallocated_keys, complete=complete)


def _chart(line: WorkflowLine) -> list[Element]:
    """The weekly unit cost where at least three weeks support one, beside the baseline if that is AI cost too."""
    currency = line.this.currency
    values = tuple(week.unit_cost if week.currency == currency else None for week in line.weeks)
    known = [(week, value) for week, value in zip(line.weeks, values, strict=True) if value is not None]
    if len(known) < _FEWEST_POINTS:
        return []
    locked = line.baseline
    comparable = locked is not None and not locked.is_before_ai and locked.currency == currency
    summary = say(
        WORDS,
        "course",
        first=known[0][1],
        first_week=known[0][0].week.number,
        last=known[-1][1],
        last_week=known[-1][0].week.number,
        low=min(value for _, value in known),
        high=max(value for _, value in known),
        gaps=len(values) - len(known),
        currency=currency,
    )
    return [
        Chart(
            title=f"AI cost per {line.unit}, by week",
            unit=currency,
            categories=tuple(f"W{week.week.number}" for week in line.weeks),
            series=(Series("AI cost each", values),),
            level=locked.cost if locked is not None and comparable else None,
            level_name="locked baseline" if comparable else "",
            summary=summary,
        )
    ]


def _small_print(digest: Digest) -> list[Element]:
    """Freshness first, then what else a careful reader wants to know."""
    last_day = digest.week.period.last_day
    lines = [say(WORDS, "closed", at=digest.closed_at, whole=whole(digest), last_day=last_day)]
    outcomes, spend = digest.provisional_until, digest.spend_provisional_until
    if outcomes is not None or spend is not None:
        lines.append(say(WORDS, "provisional", outcomes=outcomes, spend=spend))
    if digest.unsorted:
        lines.append(say(WORDS, "unsorted", count=digest.unsorted))
    if digest.folded:
        lines.append(say(WORDS, "folded", names=digest.folded, people=digest.fewest_shown))
    return [Note(" ".join(lines))]


def _actions(digest: Digest) -> Actions:
    return Actions(
        (
            Button("outcome.open", "Log an outcome", digest.team, primary=True),
            Button("digest.why", "Why these numbers", f"{digest.team}:{digest.week}"),
        )
    )
