"""`Once`: what a workflow's claims come to beside those of all others, and what was cut as counted twice (4.6)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from bot.value.worth.claims import Claim
from bot.value.worth.ties import Rule


@dataclass(frozen=True, kw_only=True)
class Twice:
    """What a rule took from the claims of one workflow in a window: of their face value, of what counts, of the hours.

    Money is in the workflow's currency. `most` is the part of a team's paid hours that the policy lets it free, of D3
    alone.
    """

    rule: Rule
    claimed: Decimal
    captured: Decimal
    hours: Decimal
    most: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class Once:
    """What is left of the workflow's claims in a window, and what was cut of them."""

    claims: tuple[Claim, ...]
    cuts: tuple[Twice, ...] = ()
