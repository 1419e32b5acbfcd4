"""What a workflow brought in a window, as claims: what was said of it, and the hours that it frees (method.md 4)."""

from __future__ import annotations

from dataclasses import replace

from bot.facts.benefit import Benefit, BenefitKind
from bot.facts.grade import Grade
from bot.value.exact import EXACT
from bot.value.standing.freed import freed, rates
from bot.value.standing.known import Known
from bot.value.standing.months import part_of, said
from bot.value.windows import Window
from bot.value.worth.claims import Claim, Ledger
from bot.value.worth.hours import claims_of_hours
from bot.value.worth.ties import Tied

_LEDGERS = {
    BenefitKind.CASH: Ledger.CASH,
    BenefitKind.REVENUE: Ledger.REVENUE,
    BenefitKind.RISK: Ledger.RISK,
}


def claims(known: Known, window: Window) -> tuple[Claim, ...] | None:
    """The claims of the window's days in the workflow's currency; None where nothing is known of its value.

    A benefit of a month counts evenly over those of its days that lie in weeks of the workflow. Hours that follow from
    the locked minutes, the minutes of now and the count are claimed in place of nothing: of those that the owner has
    placed only what is left is unknown. What has no price here leaves the value unknown (`is_unpriced`).
    """
    found = tied(known, window)
    return None if found is None else tuple(one.claim for one in found)


def tied(known: Known, window: Window) -> tuple[Tied, ...] | None:
    """The same claims with what they are tied to, by which other workflows' claims may count the same (4.6).

    A deal is one of a name, a month and a currency. Whoever states a share of a benefit that has a name says that
    others may have theirs.
    """
    if is_unpriced(known, window):
        return None
    told = said(known, window)
    money = [_money(number, one, window, known) for number, one in enumerate(told) if one.kind is not BenefitKind.HOURS]
    hours = freed(known, window)
    if not money and hours is None:
        return None
    claimed = () if hours is None else claims_of_hours(hours, rates(known), known.policy)
    return (*money, *(_tied(known, claim) for claim in claimed))


def is_unpriced(known: Known, window: Window) -> bool:
    """Whether something was told that has no price here: money of another currency, hours of which none has a rate.

    Then the value is not known: what is left would be called every claim, and may look like a loss. Nothing is nothing
    in every currency.
    """
    return any(
        not rates(known) if one.kind is BenefitKind.HOURS else one.amount != 0 and one.currency != known.currency
        for one in said(known, window)
    )


def _tied(known: Known, claim: Claim) -> Tied:
    return Tied(claim=claim, claimed_on=known.closed_at.date(), team=known.workflow.team)


def _money(number: int, benefit: Benefit, window: Window, known: Known) -> Tied:
    assert benefit.amount is not None
    amount = part_of(EXACT.multiply(benefit.amount, benefit.share), benefit, known, window)
    claim = Claim(
        id=f"{known.workflow.slug}:{benefit.month}:{benefit.kind}:{number}",
        workflow=known.workflow.slug,
        ledger=_LEDGERS[benefit.kind],
        claimed=amount,
        captured=amount,
        grade=Grade(benefit.grade),
    )
    named = f"{benefit.name}, {benefit.month:%B %Y}, {benefit.currency}" if benefit.name else None
    return replace(
        _tied(known, claim),
        benefit=f"{benefit.kind}: {named}" if named and benefit.share < 1 else None,
        share=benefit.share,
        deal=named if benefit.kind is BenefitKind.REVENUE else None,
    )
