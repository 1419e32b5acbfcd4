"""Whether a smaller model would do as well for less: a hypothesis with its test attached (method.md 5.5, H1 to H3).

No saving is ever computed from list prices: a model listed cheaper may use more tokens and more turns, and cost more
for each outcome that is accepted. Only what was observed of both counts.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from bot.facts.policy import Policy
from bot.value.changes import Comparison, compare
from bot.value.proportions import Difference, Proportion, newcombe, wilson
from bot.value.ranges import Range

FRONTIER_FROM = Decimal("0.60")
"""Above this share of the cost on the dearest models it is worth asking for a smaller one (H1)."""

ACCEPTED_FROM = 0.80
"""From this acceptance on the work is steady enough to try (H1)."""

FEWEST_ACCEPTED = 30
"""Of fewer accepted outcomes on either tier nothing is compared (H2)."""

AS_GOOD = 0.05
"""As good is surely less than so much below, in shares of one (H2)."""

_DELIVERED = frozenset({2, 3})
_SURE, _POWER = 1.645, 0.842  # one-sided 95%, and 80% power


class Routing(StrEnum):
    """What the two tiers say."""

    SWITCH = "as good, and cheaper for each accepted outcome"
    TRY = "not told apart yet: try it"
    STAY = "dearer for each accepted outcome, or accepted less"


@dataclass(frozen=True, kw_only=True)
class Tier:
    """One tier's work, under keys or tags of its own: attempts, those accepted, and the cost of one (3.2) if known."""

    attempts: int
    accepted: int
    each: Range | None


@dataclass(frozen=True, kw_only=True)
class Tiers:
    """The smaller against the frontier tier: `acceptance` is the difference in points, `cost` the ratio, with ranges.

    Both are None where too little was accepted. `trial` is how many attempts each arm of a trial needs.
    """

    routing: Routing
    acceptance: Difference | None
    cost: Comparison | None
    trial: int


def frontier_share(
    on_frontier: Decimal, cost: Decimal, *, is_material: bool, level: int | None, acceptance: Proportion | None
) -> Decimal | None:
    """The share of the cost on frontier models where that is worth a hint (H1), else None; so where it is not known."""
    if cost <= 0 or not is_material or level not in _DELIVERED:
        return None
    if acceptance is None or acceptance.share < ACCEPTED_FROM:
        return None
    share = on_frontier / cost
    return share if share > FRONTIER_FROM else None


def compare_tiers(small: Tier, frontier: Tier, policy: Policy) -> Tiers:
    """Whether the small tier does as well for less (H2), or a trial must tell (H3).

    It is as good where the lower 95% end of the difference in acceptance is above minus five points, and cheaper where
    the upper 95% end of the ratio of observed costs of an accepted outcome is below one.
    """
    base = wilson(frontier.accepted, frontier.attempts)
    trial = trial_size(base.share if base else ACCEPTED_FROM, AS_GOOD)
    other = wilson(small.accepted, small.attempts)
    is_few = min(small.accepted, frontier.accepted) < FEWEST_ACCEPTED
    if base is None or other is None or is_few or small.each is None or frontier.each is None:
        return Tiers(routing=Routing.TRY, acceptance=None, cost=None, trial=trial)
    acceptance = newcombe(other, base)
    cost = compare(frontier.each.level, small.each.level, policy=policy)
    return Tiers(routing=_routing(acceptance, cost), acceptance=acceptance, cost=cost, trial=trial)


def trial_size(acceptance: float, difference: float) -> int:
    """How many attempts each arm needs to see such a difference in acceptance (H3): 95% sure one-sided, power 80%.

    An acceptance of nought or one is taken a point inside, so that a trial is never of nobody. ValueError where the
    difference is not above zero.
    """
    if difference <= 0:
        raise ValueError("a trial looks for a difference above zero")
    share = min(max(acceptance, 0.01), 0.99)
    return math.ceil((_SURE + _POWER) ** 2 * 2 * share * (1 - share) / difference**2)


def _routing(acceptance: Difference, cost: Comparison) -> Routing:
    if cost.ratio is None or cost.high is None:
        return Routing.TRY
    if cost.ratio >= 1 or acceptance.high < -AS_GOOD:
        return Routing.STAY
    return Routing.SWITCH if acceptance.low > -AS_GOOD and cost.high < 1 else Routing.TRY
