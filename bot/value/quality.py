"""What is printed beside a unit cost: acceptance, intervention, reuse, behaviour (method.md M4, M5, M11, M12).

Each is a share with its 95% range over a window of eight weeks, or None where it cannot be known: a rate without its
denominator is not printed.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.value.proportions import Proportion, wilson

FEWEST_ANSWERS = 5
"""A poll of fewer says nothing, and might say who (M12)."""

LEAST_RECORDED = 0.25
"""Where fewer of the outcomes record an asset, nothing is said of reuse (M11)."""


@dataclass(frozen=True, kw_only=True)
class Reuse:
    """Of the accepted outcomes that record an asset, how many used a reused one; `recorded` is how many do record one.

    `rate` is None where too few record an asset for a rate.
    """

    recorded: Proportion
    rate: Proportion | None


def acceptance(accepted: int, rejected: int | None, abandoned: int = 0) -> Proportion | None:
    """Accepted of all that were accepted, rejected or abandoned (M4).

    None where only acceptances are logged (`rejected` is None), and where there was nothing to accept.
    """
    return None if rejected is None else wilson(accepted, accepted + rejected + abandoned)


def intervention(attempts: int | None, needed: int) -> Proportion | None:
    """Outcomes that needed unplanned human work, or attempts that left the designed path, of all attempts (M5).

    None where attempts are not known.
    """
    return None if attempts is None else wilson(needed, attempts)


def reuse(accepted: int, with_asset: int, reused: int) -> Reuse | None:
    """How many of the accepted outcomes used a reused asset (M11); None where nothing was accepted."""
    recorded = wilson(with_asset, accepted)
    if recorded is None:
        return None
    return Reuse(recorded=recorded, rate=None if recorded.share < LEAST_RECORDED else wilson(reused, with_asset))


def leverage(outcomes_elsewhere: int, assets: int) -> float | None:
    """Outcomes per asset beyond the workflow that created it (M11); None without assets."""
    return outcomes_elsewhere / assets if assets else None


def behaviour(new_way: int, eligible: int, *, is_poll: bool = False) -> Proportion | None:
    """The share of eligible work that is done the new way (M12); of a poll None below five answers."""
    return None if is_poll and eligible < FEWEST_ANSWERS else wilson(new_way, eligible)
