"""The keys we make ourselves: given by a setting, or made once and kept beside the SQLite database."""

from __future__ import annotations

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

from bot.errors import SettingsError
from bot.ledger.db import Database
from bot.settings import Settings

_LEAST = 16
_LEAST_KEPT = 32
"""What we make is twice as long; less is a file that was cut or emptied."""


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
    """The key in the file, made at the first start; of several first starts all get the same one."""
    try:
        if not path.exists():
            _make(path)
        kept = path.read_bytes().strip()
    except OSError as error:
        raise SettingsError(f"The pseudonym key cannot be kept in {path.parent} ({error.strerror})") from None
    if len(kept) < _LEAST_KEPT:
        raise SettingsError(
            f"{path} holds no whole key; put it back from a backup, or remove it if nothing was collected or logged yet"
        )
    return kept


def _make(path: Path) -> None:
    """Make the file whole or not at all, and leave one that somebody else made in the meantime."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_hex(32).encode())
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(name, path)  # unlike a rename it never replaces
    finally:
        Path(name).unlink()
