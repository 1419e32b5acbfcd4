"""`denominator allocation rules`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

import click

from bot import app
from bot.commands import output
from bot.commands.allocation_words import Names, amount, beside, cost_row, money, say
from bot.commands.options import json_output, lately, span
from bot.facts.org import UNALLOCATED, Match
from bot.facts.periods import Period
from bot.facts.pool import SHARED
from bot.ledger import orgs
from bot.ledger.allocation import MEMBERSHIP, OVERLAP
from bot.ledger.claimed import Claimed, claimed, ever_placing
from bot.ledger.explanation import added
from bot.ledger.rule_claims import MOST_BY_FALLBACK, RuleClaim, by_fallback, rule_claims, share_of, whole
from bot.ledger.rule_words import PERSON, asked, is_fallback, match_said, percent, whose
from bot.ledger.sums import NOTHING, Sums

_DIGITS = 6


@click.command("rules", short_help="Say how much each rule claims, and how much a fallback does.")
@span
@json_output
def command(since: date | None, until: date | None, json_wanted: bool) -> None:
    """Say how much each rule claims in UTC days from --since (in) to --until (out), and its share of the whole.

    By default the last 30 complete days. A fallback is a rule that matches on nothing finer than provider, connection
    or billing account; more than 30% of the whole claimed so is called out.
    """
    bot = app.build()
    period = lately(since, until, bot.now().date())
    with bot.database.reading() as connection:
        found = tuple(claimed(connection, period))
        rules, placing = orgs.placement(connection).rules, ever_placing(connection)
        names, missing = Names(connection), beside(connection, period)
    claims = rule_claims(rules, found, period=period, placing=placing)
    if json_wanted:
        output.as_json({**_as_json(period, claims, found), **missing})
        return
    _say(period, claims, found, names)
    say(missing)


def _say(period: Period, claims: Sequence[RuleClaim], found: Sequence[Claimed], names: Names) -> None:
    total = whole(found)
    output.words(f"What each rule claims on {period.shown()}, UTC days; of all that counts: {money(total)}")
    click.echo()
    output.table(
        ("rule", "claims", "of all", "whose", "match"),
        [*_rules(claims, total, names), *_others(claims, found, total)],
        right=("rule", "claims", "of all"),
        wrap=True,
    )
    click.echo()
    for claim in claims:
        if claim.idle is not None and _is_told(claim):
            output.words(f"Rule {claim.number} claims nothing: {claim.idle}.", indent=2)
    for sentence in _called_out(claims, total):
        output.words(sentence, indent=2)


def _is_told(claim: RuleClaim) -> bool:
    """Whether what the rule claims may be told: of a rule about a person it would be what that person used."""
    return claim.rule.match.person is None


def _personal(claims: Sequence[RuleClaim], found: Sequence[Claimed]) -> dict[str, Sums]:
    """What is placed by whose use it was, by currency: memberships and rules about a person together."""
    theirs = [claim.claims for claim in claims if not _is_told(claim)]
    return added([_of(found, MEMBERSHIP), *theirs])


def _rules(claims: Sequence[RuleClaim], total: Mapping[str, Sums], names: Names) -> Iterator[tuple[str, ...]]:
    for claim in claims:
        place = whose(claim.rule.team or f"{SHARED}{claim.rule.pool}", claim.rule.workflow or UNALLOCATED)
        match = _shortly(claim.rule.match, names)
        if not _is_told(claim):
            yield str(claim.number), "–", "–", place, f"{match}: with the memberships"
            continue
        for currency, sums in claim.claims.items():
            yield str(claim.number), amount(sums, currency), _part(sums, total.get(currency)), place, match
        if not claim.claims:
            yield str(claim.number), "–", "–", place, match


def _shortly(match: Match, names: Names) -> str:
    """What the rule asks for without the names of its fields, such as `openai, sales, proposals, env=prod`."""
    parts = []
    for field, value in asked(match):
        tag = field.removeprefix("tag ")
        said = names.short(field, value) if tag == field else f"{tag}={value}"
        parts.append("a person" if field == PERSON else said)
    return ", ".join(parts)


def _others(
    claims: Sequence[RuleClaim], found: Sequence[Claimed], total: Mapping[str, Sums]
) -> Iterator[tuple[str, ...]]:
    """What is placed by whose use it was, what nobody claims, and what does not count."""
    rows = (("a team", "membership", _personal(claims, found)), (UNALLOCATED, "no rule", _of(found, None)))
    for place, what, costs in rows:
        for currency, sums in costs.items():
            yield "–", amount(sums, currency), _part(sums, total.get(currency)), place, what
    suppressed = sorted({one.reason for one in found if one.reason is not None and one.reason.startswith(OVERLAP)})
    for reason in suppressed:
        for currency, sums in _of(found, reason).items():
            yield "–", amount(sums, currency), "–", "suppressed", reason


def _of(found: Sequence[Claimed], reason: str | None) -> dict[str, Sums]:
    """What has the reason, by currency."""
    costs: dict[str, Sums] = {}
    for one in found:
        if one.reason == reason:
            costs[one.currency] = costs.get(one.currency, NOTHING) + one.sums
    return dict(sorted(costs.items()))


def _share(sums: Sums, total: Sums | None) -> Decimal | None:
    """What part of the whole it is, to a millionth."""
    share = None if total is None else share_of(sums, total)
    return None if share is None else round(share, _DIGITS)


def _part(sums: Sums, total: Sums | None) -> str:
    share = _share(sums, total)
    return "–" if share is None else percent(share)


def _called_out(claims: Sequence[RuleClaim], total: Mapping[str, Sums]) -> Iterator[str]:
    """A sentence for each currency of which rules that tell nobody apart claim too much."""
    for currency, (sums, numbers) in by_fallback(claims).items():
        share = share_of(sums, total.get(currency, NOTHING))
        if share is not None and share > MOST_BY_FALLBACK:
            rules = f"{'rule' if len(numbers) == 1 else 'rules'} {', '.join(map(str, numbers))}"
            yield (
                f"{percent(share)} of all in {currency}, more than {percent(MOST_BY_FALLBACK)}, is claimed by {rules}, "
                "which match on nothing finer than provider, connection or billing account; put finer rules before."
            )


def _as_json(period: Period, claims: Sequence[RuleClaim], found: Sequence[Claimed]) -> dict[str, object]:
    total = whole(found)
    fallback = by_fallback(claims)
    return {
        "since": period.start,
        "until": period.end,
        "rules": [
            {
                "rule": claim.number,
                "match": match_said(claim.rule.match),
                "team": claim.rule.team,
                "workflow": claim.rule.workflow,
                "pool": claim.rule.pool,
                "fallback": is_fallback(claim.rule),
                "idle": claim.idle if _is_told(claim) else None,
                "claims": [
                    cost_row(currency, sums) | {"share": _share(sums, total.get(currency))}
                    for currency, sums in claim.claims.items()
                ]
                if _is_told(claim)
                else None,
            }
            for claim in claims
        ],
        "personal": [cost_row(currency, sums) for currency, sums in _personal(claims, found).items()],
        "unallocated": [cost_row(currency, sums) for currency, sums in _of(found, None).items()],
        "totals": [cost_row(currency, sums) for currency, sums in total.items()],
        "fallback": [
            cost_row(currency, sums) | {"rules": numbers, "share": _share(sums, total.get(currency))}
            for currency, (sums, numbers) in fallback.items()
        ],
    }
