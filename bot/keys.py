"""The keys we make ourselves: given by a setting, or made once and kept beside the SQLite database."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from bot.errors import SettingsError
from bot.ledger.db import Database
from bot.settings import Settings

_LEAST = 16


def pseudonym_key(settings: Settings, database: Database) -> bytes:
    """The key of all pseudonyms; SettingsError where it must be given and is not.

    It must never change: with another key the same person would be somebody else.
    """
    if settings.pseudonym_key is not None:
        given = settings.pseudonym_key.get_secret_value().strip()
        if len(given) < _LEAST:
            raise SettingsError(f"PSEUDONYM_KEY is too short; give at least {_LEAST} random characters")
        return given.encode()
    if not database.is_sqlite:
        raise SettingsError(
            "PSEUDONYM_KEY is needed with PostgreSQL, the same for every process; make one with: openssl rand -hex 32"
        )
    folder = database.folder
    return secrets.token_bytes(32) if folder is None else _kept(folder / "denominator.pseudonym.key")


def _kept(path: Path) -> bytes:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes().strip()
    except OSError as error:
        raise SettingsError(f"The pseudonym key cannot be kept in {path.parent} ({error.strerror})") from None
    made = secrets.token_hex(32).encode()
    with os.fdopen(handle, "wb") as file:
        file.write(made)
    return made
