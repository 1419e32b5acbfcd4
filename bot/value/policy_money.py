"""What the amounts of the policy are in another currency than the organisation reports in (method.md 2.0)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.facts.fx import Fx
from bot.facts.policy import Policy
from bot.facts.rates import Rates
from bot.value.fx import at


def judged_in(currency: str, policy: Policy, fx: Fx | None, day: date, rates: Rates) -> Policy | None:
    """The policy with its amounts in this currency, at the day's reference rate.

    As it is where the organisation names no currency that it reports in; None where a rate of the day is not known.
    """
    if fx is None or fx.currency == currency:
        return policy
    ratio = rates.ratio(day, fx.currency, currency)
    if ratio is None:
        return None
    return replace(
        policy,
        anomaly_from=at(policy.anomaly_from, ratio),
        creep_from=at(policy.creep_from, ratio),
        quiet_below=at(policy.quiet_below, ratio),
        material_from=at(policy.material_from, ratio),
    )
