"""`Bot`: the built parts, as entry points receive them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.collect import Account
from bot.ledger.db import Database
from bot.settings import Settings


@dataclass(frozen=True, kw_only=True)
class Bot:
    """Everything an entry point may use. `now` is the only clock; `pseudonym` hides a person for the store."""

    settings: Settings
    database: Database
    accounts: tuple[Account, ...]
    now: Callable[[], datetime]
    pseudonym: Callable[[str], str]
