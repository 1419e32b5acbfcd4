"""Why a charge is known no better: words that stand in a dimension of the charge itself, where rules can match them."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

from bot.facts.charge import Charge

NOT_GROUPED = "not in the grouped report"
"""The line item of what the control total has and the grouped rows lack."""

REASON = "x_reason"
"""The tag of a charge that metering should have told more about and could not. Its line item stays what the bill says,
because rules match that.
"""

NOT_METERED = "not metered"
NO_COST = "metered at no cost"
SHARED_METER = "metered together with another charge"
NOT_BILLED = "metered and not billed"
COMMITTED = "paid for ahead"


def because(charge: Charge, reason: str) -> Charge:
    """The charge with the reason in its tags; all else is as it was."""
    return replace(charge, tags=MappingProxyType({**charge.tags, REASON: reason}))
