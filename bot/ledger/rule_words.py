"""Pure: what a rule of the org file asks for and whose charges are, in words; who a person is stands in none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from bot.facts.money import plain
from bot.facts.org import UNALLOCATED, AllocationRule, Match
from bot.facts.pool import SHARED
from bot.ledger.allocation import MEMBERSHIP, OVERLAP, RULE, Placement
from bot.ledger.rules import SERVICE_ACCOUNT, TAG, wanted

PERSON = "person"
PERSONS_RULE = "a person's rule"
"""The reason of what a rule about a person places, whichever it is: its number would say whose use it was."""
COARSE = frozenset({"provider", "connection", "billing_account"})
"""What a rule may look at that tells no team's charges from another's."""

Called = Callable[[str, str], str]
"""From a kind (`sub_account`, `key`) and an id to the id with the name people gave it, if there is one."""


def asked(match: Match) -> Iterator[tuple[str, str]]:
    """Each field a rule looks at, as people call it, and what it asks for there; the coarse ones come first."""
    return ((called_field(field), value) for field, value in wanted(match))


def called_field(field: str) -> str:
    """A field of `rules` as the org file calls it: `key`, `service_account`, `tag env`."""
    name = field.removeprefix(TAG)
    return field if name == field else SERVICE_ACCOUNT if name == SERVICE_ACCOUNT else f"tag {name}"


def is_fallback(rule: AllocationRule) -> bool:
    """Whether the rule looks at nothing finer than provider, connection or billing account (AC-E10)."""
    return COARSE.issuperset(name for name, _ in asked(rule.match))


def as_it_is(kind: str, its_id: str) -> str:  # noqa: ARG001  (it is a `Called`)
    """The id alone."""
    return its_id


def match_said(match: Match, called: Called = as_it_is) -> str:
    """`provider openai, sub_account proj_refunds, a person`."""
    return ", ".join("a person" if name == PERSON else f"{name} {called(name, value)}" for name, value in asked(match))


def rule_said(number: int, rule: AllocationRule, called: Called = as_it_is) -> str:
    """`rule 3: match sub_account proj_refunds -> 40% to support / refunds, from 2026-01-01`."""
    share = "" if rule.share is None else f"{percent(rule.share)} to "
    place = whose(rule.team or f"{SHARED}{rule.pool}", rule.workflow or UNALLOCATED)
    dates = f", {said}" if (said := dates_said(rule)) else ""
    return f"rule {number}: match {match_said(rule.match, called)} -> {share}{place}{dates}"


def dates_said(rule: AllocationRule) -> str:
    """`from 2026-01-01 until 2026-07-01`, as far as the rule has such ends."""
    return " ".join(f"{word} {day}" for word, day in (("from", rule.since), ("until", rule.until)) if day is not None)


def told_reason(reason: str | None, rules: Sequence[AllocationRule]) -> str | None:
    """A `Segment.reason` under the rules it was made by, as it may be told."""
    if reason is None or not reason.startswith(RULE):
        return reason
    return reason if rules[int(reason.removeprefix(RULE)) - 1].match.person is None else PERSONS_RULE


def reason_said(reason: str, placement: Placement, called: Called = as_it_is) -> str:
    """What a reason means under the placement it was made by, beginning with the reason itself; see `told_reason`."""
    if reason == PERSONS_RULE:
        return f"{reason}: one of those of the org file that are about the person whose use it was"
    if reason == MEMBERSHIP:
        return "membership: by the teams of the person whose use it was, on the day and by their weights"
    if reason.startswith(OVERLAP):
        overlap = placement.overlaps[int(reason.removeprefix(OVERLAP)) - 1]
        return f"{reason}: {overlap.covered_by} says it as well and counts, so this is kept and in no sum"
    number = int(reason.removeprefix(RULE))
    return rule_said(number, placement.rules[number - 1], called)


def whose(team: str, workflow: str) -> str:
    """`support / refunds`, `support`, `shared:platform`, `unallocated`."""
    return team if workflow == UNALLOCATED else f"{team} / {workflow}"


def percent(part: Fraction | Decimal) -> str:
    """A part of a whole, to the hundredth of a per cent: `60%`, `33.33%`; one that is not nothing is never `0%`."""
    hundredths = round(Fraction(part) * 10_000)
    if hundredths or not part:
        return f"{plain(Decimal(hundredths) / 100)}%"
    return "<0.01%" if part > 0 else "-<0.01%"
