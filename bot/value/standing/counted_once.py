"""The claims of all workflows held against each other, before any of them is judged (method.md 4.6)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from bot.facts.money import NANO
from bot.facts.periods import Week, week_of
from bot.value.exact import part, quotient
from bot.value.standing.brought import tied
from bot.value.standing.compared import closes
from bot.value.standing.known import Known
from bot.value.standing.once import Once, Twice
from bot.value.standing.told import valued
from bot.value.windows import Window
from bot.value.worth.claims import Claim
from bot.value.worth.double_counts import checked, hours_paid
from bot.value.worth.ties import Bounds, Cut, Rule, TeamWeek, Tied

_JUDGED = 2
"""A close judges its own window, and that of the close before where that was never published."""


def counted_once(everyone: Sequence[Known], headcounts: Mapping[TeamWeek, int]) -> tuple[Known, ...]:
    """The same workflows, which are all of the organisation's, with what is left of their claims at this close.

    By `headcounts` a team without a member in a week is one whose paid hours nobody knows, and is not cut. D1, D2, D4,
    D7 and D8 cut nothing yet: no claim is tied to outcomes, to a chain, to an output, or to what prices made.
    """
    held = {known.workflow.slug: known for known in everyone}
    for back in range(1, 1 + _JUDGED):
        asked = [(known, window) for known in everyone if (window := valued(known, closes(known)[-back])) is not None]
        once = _once(asked, headcounts)
        for known, window in asked:
            slug = known.workflow.slug
            if slug in once:  # two closes may be of the same weeks: what is left at this one stands
                held[slug] = replace(held[slug], once={window: once[slug], **held[slug].once})
    return tuple(held.values())


def _once(asked: Sequence[tuple[Known, Window]], headcounts: Mapping[TeamWeek, int]) -> Mapping[str, Once]:
    """By workflow what is left of its claims in its window, where there are any."""
    claimed = {known.workflow.slug: tied(known, window) or () for known, window in asked}
    pieces = [
        piece
        for known, window in asked
        for one in claimed[known.workflow.slug]
        for piece in _pieces(one, known, window)
    ]
    if not pieces:
        return {}
    policy = asked[0][0].policy
    paid = {team_week: hours_paid(people, policy) for team_week, people in headcounts.items() if people > 0}
    left = checked(pieces, Bounds(paid_hours=paid, margins=_margins(pieces)), policy)
    kept: defaultdict[str, list[Claim]] = defaultdict(list)
    for claim in left.claims:
        kept[claim.id].append(claim)
    return {
        workflow: Once(
            claims=tuple(_whole(kept[one.claim.id]) for one in ties),
            cuts=tuple(_cuts([cut for cut in left.cuts if cut.workflow == workflow], policy.most_hours)),
        )
        for workflow, ties in claimed.items()
        if ties
    }


def _pieces(one: Tied, known: Known, window: Window) -> Iterator[Tied]:
    """A claim of hours by the weeks in which its outcomes came, evenly where none came; any other as it is."""
    hours = one.claim.hours
    if hours is None:
        yield one
        return
    counts = _counts(known, window)
    total, left = sum(counts.values()), one.claim
    *earlier, last = counts
    for week in earlier:
        claim = _part(one.claim, Fraction(counts[week], total))
        left = _less(left, claim)
        yield replace(one, claim=claim, week=week)
    yield replace(one, claim=left, week=last)


def _counts(known: Known, window: Window) -> dict[Week, int]:
    """The net outcomes by the week in which they came, which is when the hours were free; 1 each where none came."""
    days = known.outcome_days(window)
    assert days is not None  # or there would be no claim
    found: defaultdict[Week, int] = defaultdict(int)
    for day, logged in known.logged.items():
        if day in days:
            found[week_of(day)] += logged.net
    some = {week: count for week, count in sorted(found.items()) if count > 0}
    return some or dict.fromkeys((week_of(chunk.start) for chunk in days.chunks(7)), 1)


def _part(claim: Claim, share: Fraction) -> Claim:
    assert claim.hours is not None
    return replace(
        claim,
        claimed=part(claim.claimed, share),
        captured=part(claim.captured, share),
        hours=part(claim.hours, share),
    )


def _less(claim: Claim, taken: Claim) -> Claim:
    assert claim.hours is not None
    assert taken.hours is not None
    return replace(
        claim,
        claimed=claim.claimed - taken.claimed,
        captured=claim.captured - taken.captured,
        hours=claim.hours - taken.hours,
    )


def _whole(pieces: Sequence[Claim]) -> Claim:
    hours = [piece.hours for piece in pieces if piece.hours is not None]
    return replace(
        pieces[0],
        claimed=sum((piece.claimed for piece in pieces), Decimal(0)),
        captured=sum((piece.captured for piece in pieces), Decimal(0)),
        hours=sum(hours, Decimal(0)) if hours else None,
    )


def _margins(claims: Iterable[Tied]) -> Mapping[str, Decimal]:
    """The margin of each deal: the largest that anybody states of it, and what rounding may add to the claims."""
    found: defaultdict[str, Decimal] = defaultdict(Decimal)
    for one in claims:
        if one.deal is not None and one.share > 0:
            found[one.deal] = max(found[one.deal], quotient(one.claim.claimed, one.share) + NANO)
    return found


def _cuts(cuts: Iterable[Cut], most_hours: Decimal) -> Iterator[Twice]:
    """What was cut of one workflow, each rule once."""
    by_rule: dict[Rule, Twice] = {}
    for cut in cuts:
        most = most_hours if cut.rule is Rule.ONE_HOUR else None
        before = by_rule.get(cut.rule, Twice(rule=cut.rule, claimed=Decimal(0), captured=Decimal(0), hours=Decimal(0)))
        by_rule[cut.rule] = Twice(
            rule=cut.rule,
            claimed=before.claimed + cut.claimed,
            captured=before.captured + cut.captured,
            hours=before.hours + cut.hours,
            most=most,
        )
    yield from by_rule.values()
