"""When the use of an asset is a reuse (method.md 1.14); the rate of M11 is in bot/value/quality.py."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

REUSED_AFTER = timedelta(days=7)
"""So long after an asset was made its own team's use of it is a reuse too."""


@dataclass(frozen=True, kw_only=True)
class Asset:
    """A prompt, skill, agent, template, workflow definition or dataset; what made it, and when."""

    name: str
    link: str
    team: str
    workflow: str | None
    created_on: date


@dataclass(frozen=True, kw_only=True)
class Use:
    """An outcome that used an asset, by whom; `outcome` is its id."""

    outcome: str
    asset: str
    team: str
    workflow: str | None
    used_on: date
    is_accepted: bool


@dataclass(frozen=True, kw_only=True)
class Uses:
    """Accepted outcomes of a window: those that record a known asset, those that reused one, and those elsewhere.

    `elsewhere` counts uses beyond the workflow that made the asset, which is what an asset's leverage is made of.
    """

    with_asset: int
    reused: int
    elsewhere: int


def is_reuse(use: Use, asset: Asset) -> bool:
    """Whether it counts: another team or workflow used it, or its own a week or more later; and it was accepted."""
    if not use.is_accepted or use.used_on < asset.created_on:
        return False
    return _is_elsewhere(use, asset) or use.used_on - asset.created_on >= REUSED_AFTER


def uses(found: Iterable[Use], assets: Mapping[str, Asset]) -> Uses:
    """The counts that `bot.value.quality.reuse` and `leverage` ask for; an outcome counts once, whatever it used."""
    accepted = [use for use in found if use.is_accepted and use.asset in assets]
    return Uses(
        with_asset=len({use.outcome for use in accepted}),
        reused=len({use.outcome for use in accepted if is_reuse(use, assets[use.asset])}),
        elsewhere=len({use.outcome for use in accepted if _is_elsewhere(use, assets[use.asset])}),
    )


def _is_elsewhere(use: Use, asset: Asset) -> bool:
    is_other_workflow = use.workflow is not None and asset.workflow is not None and use.workflow != asset.workflow
    return use.team != asset.team or is_other_workflow
