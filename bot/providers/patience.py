"""The one policy around requests: when to ask again, how long to wait before, and when to give up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from email.utils import parsedate_to_datetime
from typing import Final, TypeVar

import httpx
import stamina

from bot.errors import ProviderUnavailableError

TRIES: Final = 5
TIME_SECONDS: Final = 300.0
"""No new try is begun after this long."""
LONGEST_WAIT_SECONDS: Final = 120.0
"""A provider that asks for a longer wait is left to the next run."""

_Found = TypeVar("_Found")


def patiently(ask: Callable[[], _Found]) -> _Found:
    """What `ask` returns, tried again where it raises ProviderUnavailableError, with growing waits or as long as the
    provider asks to wait.
    """
    for attempt in stamina.retry_context(
        on=_wait, attempts=TRIES, timeout=TIME_SECONDS, wait_initial=1, wait_max=30, wait_jitter=1
    ):
        with attempt:
            return ask()
    raise AssertionError("the last try returns or raises")


def is_busy(response: httpx.Response) -> bool:
    """Whether asking again later may help: 429, 5xx, or a 403 that says so by Retry-After or by a used-up limit,
    as GitHub's do.
    """
    status = response.status_code
    if status == httpx.codes.FORBIDDEN:
        return retry_after(response.headers) is not None or response.headers.get("x-ratelimit-remaining") == "0"
    return status == httpx.codes.TOO_MANY_REQUESTS or status >= httpx.codes.INTERNAL_SERVER_ERROR


def retry_after(headers: Mapping[str, str]) -> float | None:
    """The seconds a Retry-After header asks to wait; a date counts from the answer's own Date. None: not said."""
    said = headers.get("retry-after", "").strip()
    if said.isascii() and said.isdigit():
        return float(said)
    try:
        seconds = (parsedate_to_datetime(said) - parsedate_to_datetime(headers.get("date", ""))).total_seconds()
    except (ValueError, TypeError, OverflowError):
        return None
    return max(seconds, 0.0)


def _wait(error: Exception) -> bool | float:
    """Whether to try again, or after how many seconds."""
    if not isinstance(error, ProviderUnavailableError):
        return False
    if error.retry_after is None:
        return True
    return error.retry_after <= LONGEST_WAIT_SECONDS and (error.retry_after or True)
