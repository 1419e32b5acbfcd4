"""`Bot`: the built parts, as entry points receive them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.collect import Account
from bot.ledger.db import Database
from bot.settings import Settings
from bot.surfaces.base import Voice


@dataclass(frozen=True, kw_only=True)
class Bot:
    """Everything an entry point may use. `now` is the only clock; `pseudonym` hides a person for the store.

    `voices` are the surfaces that can speak unasked, by name; `speaks_on` is the one that digests and alerts go to,
    None where there is none: digests are kept all the same.
    """

    settings: Settings
    database: Database
    accounts: tuple[Account, ...]
    now: Callable[[], datetime]
    pseudonym: Callable[[str], str]
    voices: Mapping[str, Voice] = field(default_factory=dict)
    speaks_on: str | None = None
