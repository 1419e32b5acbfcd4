"""What AI credits and premium requests were used: by person from an enterprise's report, else by model alone."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import date
from typing import Final
from urllib.parse import quote

import httpx

from bot.errors import ProviderChangedError, ProviderUnavailableError
from bot.facts.periods import Period, month_of
from bot.providers.github_bill import used
from bot.providers.github_places import Places, is_copilot
from bot.providers.github_report import Line, ReportError, lines
from bot.providers.http import Api
from bot.providers.signed_links import SignedLinks

LONGEST_REPORT: Final = 31
CREDITS_SINCE: Final = date(2026, 6, 1)
"""The first day that Copilot is billed in AI credits; before, and in some plans since, in premium requests."""
_NOT_OFFERED: Final = frozenset({httpx.codes.NOT_FOUND, httpx.codes.GONE})


def credits_of(api: Api, places: Places, day: date) -> list[Line]:
    """The AI credits of a day by SKU and model."""
    if day < CREDITS_SINCE:
        return []
    return list(used(api.get(f"{places.billing}/ai_credit/usage", of_day(day)), day))


def requests_of(api: Api, places: Places, days: Period) -> list[Line] | None:
    """The premium requests of legacy plans, by SKU and model: each month is asked whether there were any.

    None where GitHub has no such answer (404, 410): then the bill tells all there is of them.
    """
    path = f"{places.billing}/premium_request/usage"
    found: list[Line] = []
    for month in sorted({month_of(day) for day in days.days()}):
        asked: dict[str, str | int | bool | list[str]] = {"year": month.start.year, "month": month.start.month}
        whole = api.get_if_any(path, asked, absent=_NOT_OFFERED)
        if whole is None:
            return None
        if any(True for _ in whole.parts("usageItems")):
            for day in days.days():
                if day in month:
                    found += used(api.get(path, of_day(day)), day)
    return found


def order(api: Api, places: Places, days: Period) -> str:
    """Order the report of at most 31 days that only an enterprise can have; where it will be, once it is made."""
    ordered = api.post(
        places.exports,
        {
            "report_type": "ai_credit",
            "start_date": days.start.isoformat(),
            "end_date": days.last_day.isoformat(),
            "send_email": False,
        },
    )
    return f"{places.exports}/{quote(ordered.text('id'), safe='')}"


def reported(api: Api, links: SignedLinks, places: Places, path: str, days: Period) -> list[Line]:
    """The AI credits of the days by person, from the report that was ordered.

    GitHub may be some minutes at it; ProviderUnavailableError where it does not come.
    """
    found = [
        line
        for text in links.texts(_finished(api, path))
        for line in _read(api.provider, text)
        if line.day in days and is_copilot(line.product)
    ]
    if found and places.organization and not any(line.organization for line in found):
        raise _changed(api.provider, "column organization is missing or empty, and only one organization is read")
    return [line for line in found if places.is_ours(line.organization)]


def of_day(day: date) -> dict[str, str | int | bool | list[str]]:
    """The parameters that ask for one UTC day of the bill."""
    return {"year": day.year, "month": day.month, "day": day.day}


def _finished(api: Api, path: str) -> Callable[[], list[str]]:
    """The links to the report, once there are any."""

    def links() -> list[str]:
        report = api.get_once_ready(path, lambda answer: answer.text("status") != "processing")
        status = report.text("status")
        if status == "failed":
            raise ProviderUnavailableError(f"{api.provider} could not make its AI usage report; the next run asks anew")
        if status != "completed":
            raise report.changed("status", "is neither processing nor completed nor failed")
        return report.texts("download_urls")

    return links


def _read(provider: str, text: str) -> Iterator[Line]:
    try:
        yield from lines(io.StringIO(text, newline=""))
    except ReportError as error:
        place = f"line {error.line}, column {error.column}" if error.column else f"line {error.line}"
        raise _changed(provider, f"{place}: {error}") from None


def _changed(provider: str, how: str) -> ProviderChangedError:
    return ProviderChangedError(
        f"{provider}'s AI usage report has another shape than known ({how}); "
        "update Denominator, or tell its maintainers"
    )
