"""OpenRouter's keys and workspaces: which keys a reading asks for one by one, and what people call both."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date

import structlog

from bot.errors import ProviderError
from bot.providers.answer import Answer
from bot.providers.directory import Names
from bot.providers.http import Api

_KEYS = "/keys"
_WORKSPACES = "/workspaces"

_log = structlog.get_logger()


@dataclass(frozen=True, order=True)
class Key:
    """A key by its hash; `used_on` is the UTC day it was last used, None where it never was."""

    hash: str
    name: str | None
    used_on: date | None

    @classmethod
    def of(cls, entry: Answer) -> Key:
        """Read one entry of the list."""
        used_at = entry.optional_instant("last_used_at")
        return cls(entry.text("hash"), entry.optional_text("name"), used_at and used_at.astimezone(UTC).date())

    def is_used_since(self, day: date) -> bool:
        """Whether it may have been used on that day or later."""
        return self.used_on is not None and self.used_on >= day


def keys(api: Api, workspaces: Iterable[str | None]) -> tuple[Key, ...]:
    """Every key of these workspaces, disabled and expired ones too, in order of their hash.

    A list is of the default workspace where none is named (providers.md 15): None asks for that.
    """
    found: dict[str, Key] = {}
    for workspace in workspaces:
        every: dict[str, str | bool] = {"include_disabled": True, "include_expired": True}
        params: Mapping[str, str | bool] = every if workspace is None else every | {"workspace_id": workspace}
        for page in api.offsets(_KEYS, params):
            found |= {key.hash: key for key in map(Key.of, page.parts("data"))}
    return tuple(sorted(found.values(), key=lambda key: key.hash))


def workspace_names(api: Api) -> Names:
    """What people call the workspaces, as far as it can be read: names are not worth losing costs for, nor waiting."""
    found: Names = {}
    try:
        for page in api.offsets(_WORKSPACES, {}, patient=False):
            for entry in page.parts("data"):
                if name := entry.optional_text("name"):
                    found["sub_account", entry.text("id")] = name
    except ProviderError as error:
        _log.info("names not read", path=_WORKSPACES, reason=str(error))
    return found
