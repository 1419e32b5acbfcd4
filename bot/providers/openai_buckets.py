"""OpenAI's reports by UTC day: costs and every kind of usage answer in the same buckets (providers.md 1.1 to 1.3)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Final

from bot.facts.periods import DAY, Period, midnight
from bot.providers.answer import Answer
from bot.providers.http import Api
from bot.providers.reading import today

PROVIDER: Final = "openai"


def query(days: Period, grouping: Sequence[str]) -> dict[str, str | int | bool | list[str]]:
    """What asks for these days, at most as many as one page may have of the report."""
    asked: dict[str, str | int | bool | list[str]] = {
        "start_time": int(days.starts_at.timestamp()),
        "end_time": int(days.ends_at.timestamp()),
        "bucket_width": "1d",
        "limit": len(days),
    }
    return asked | {"group_by[]": list(grouping)} if grouping else asked


def rows(api: Api, path: str, days: Period, grouping: Sequence[str], now: datetime) -> Iterator[tuple[date, Answer]]:
    """Each result of a report with its UTC day."""
    return rows_of(api.pages(path, query(days, grouping)), days, now)


def rows_of(pages: Iterable[Answer], days: Period, now: datetime) -> Iterator[tuple[date, Answer]]:
    """Each result with its UTC day; days beside those asked for are not ours.

    OpenAI sends a bucket for every day asked for, without results where nothing was used. Fewer buckets than days that
    are over are an answer cut short, which would erase what the ledger has of the others.
    """
    missing = {day for day in days.days() if day not in today(now)}
    page = None
    for page in pages:
        for bucket in page.parts("data"):
            starts_at = bucket.unix_instant("start_time")
            day = starts_at.date()
            if starts_at != midnight(day):
                raise bucket.changed("start_time", "is not a UTC midnight")
            if day not in days:
                continue
            if not starts_at < bucket.unix_instant("end_time") <= midnight(day + DAY):
                raise bucket.changed("end_time", "is not in the same UTC day")
            missing.discard(day)
            yield from ((day, row) for row in bucket.parts("results"))
    if missing and page is not None:
        raise page.changed("data", f"ends without {len(missing)} of {len(days)} days, such as {min(missing)}")
