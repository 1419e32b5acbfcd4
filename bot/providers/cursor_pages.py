"""Lists of Cursor that are asked for page by page, by number, with a body that stays the same otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from bot.facts.periods import Period
from bot.providers.answer import Answer
from bot.providers.http import Api

LONGEST_DAYS: Final = 30
"""The longest window of one question."""


def days(chunk: Period) -> Mapping[str, int]:
    """What asks for whole UTC days: milliseconds, of which both the first and the last are in (providers.md 4)."""
    starts, ends = (int(at.timestamp()) * 1000 for at in (chunk.starts_at, chunk.ends_at))
    return {"startDate": starts, "endDate": ends - 1}


def pages(api: Api, path: str, body: Mapping[str, int], *, size: int, count: str) -> Iterator[Answer]:
    """Every page up to the last; `count` is the field of `pagination` that says how many there are.

    A page whose `hasNextPage` and count contradict each other raises ProviderChangedError: neither end is sure.
    """
    number = 1
    while True:
        page = api.post(path, {**body, "page": number, "pageSize": size})
        yield page
        pagination = page.part("pagination")
        has_next = pagination.flag("hasNextPage")
        if has_next != (number < pagination.count(count)):
            raise pagination.changed("hasNextPage", f"contradicts {count}")
        if not has_next:
            return
        number += 1
