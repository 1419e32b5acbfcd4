"""The one seam to provider APIs and the one policy around requests: when to wait, when to give up, what to say."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from email.utils import parsedate_to_datetime
from typing import Any, Final

import httpx
import stamina

from bot import __version__
from bot.errors import ProviderAuthError, ProviderChangedError, ProviderError, ProviderUnavailableError
from bot.providers.answer import Answer

TRIES: Final = 5
TIME_SECONDS: Final = 300.0
"""No new try is begun after this long."""
LONGEST_WAIT_SECONDS: Final = 120.0
"""A provider that asks for a longer wait is left to the next run."""
USER_AGENT: Final = f"denominator-bot/{__version__}"

Params = Mapping[str, str | int | bool | list[str]]

_MESSAGE_LENGTH = 200


class Api:
    """One provider's API under one key: ask for a path below `base_url` and have its JSON.

    Tried again, with growing waits or as Retry-After says, only where the provider is busy (429), failing
    (5xx) or out of reach; then ProviderUnavailableError. 401 and 403 raise ProviderAuthError, other refusals
    ProviderError, an answer that is no JSON object ProviderChangedError. Redirects are not followed. The key
    stands in no error, repr or log.
    """

    def __init__(
        self,
        client: httpx.Client,
        *,
        provider: str,
        base_url: str,
        base_url_setting: str,
        key: str,
        key_setting: str,
        headers: Mapping[str, str],
    ) -> None:
        self.provider = provider
        self._client = client
        self._base_url = base_url.rstrip("/")
        self._base_url_setting = base_url_setting
        self._key = key
        self._key_setting = key_setting
        self._headers = {"accept": "application/json", "user-agent": USER_AGENT, **headers}

    def __repr__(self) -> str:
        return f"Api({self.provider})"

    def get(self, path: str, params: Params) -> Answer:
        """The answer to one request, its numbers exact; a list in `params` is sent as a repeated parameter."""
        return self._patiently(lambda: self.once(path, params))

    def post(self, path: str, body: Mapping[str, Any]) -> Answer:
        """The answer to one question that is asked with a JSON body; it must be one that changes nothing."""
        return self._patiently(lambda: self.post_once(path, body))

    def pages(
        self, path: str, params: Params, *, cursor: str = "next_page", parameter: str = "page", patient: bool = True
    ) -> Iterator[Answer]:
        """Every page of a list: while one says `has_more`, its `cursor` field is the next `parameter`.

        A cursor that is missing or comes a second time raises ProviderChangedError. Where it is not worth waiting
        for, `patient=False` tries each page once.
        """
        ask = self.get if patient else self.once
        page = ask(path, params)
        seen: set[str] = set()
        while True:
            yield page
            if not page.flag("has_more"):
                return
            following = page.text(cursor)
            if following in seen:
                raise page.changed(cursor, "repeats, so that the pages have no end")
            seen.add(following)
            page = ask(path, {**params, parameter: following})

    def once(self, path: str, params: Params) -> Answer:
        """The answer to a single try, for who wants to know now and not after five."""
        return self._answer(path, self._try("GET", path, params=dict(params)))

    def post_once(self, path: str, body: Mapping[str, Any]) -> Answer:
        """`post` in a single try."""
        return self._answer(path, self._try("POST", path, json=dict(body)))

    def _patiently(self, ask: Callable[[], Answer]) -> Answer:
        for attempt in stamina.retry_context(
            on=_wait, attempts=TRIES, timeout=TIME_SECONDS, wait_initial=1, wait_max=30, wait_jitter=1
        ):
            with attempt:
                return ask()
        raise AssertionError("the last try returns or raises")

    def _try(self, method: str, path: str, **question: Any) -> httpx.Response:
        """What comes back with status 200, or the ProviderError that stands for everything else."""
        if not (self._key.isascii() and self._key.isprintable()):
            raise ProviderAuthError(f"{self._key_setting} holds a character that no key has; copy the key again")
        try:
            response = self._client.request(
                method, self._base_url + path, headers=self._headers, follow_redirects=False, **question
            )
        except (httpx.UnsupportedProtocol, httpx.InvalidURL):
            raise ProviderError(f"{self._base_url_setting} is not an address to read from; correct it") from None
        except httpx.DecodingError:
            raise ProviderChangedError(f"{self.provider}'s answer to {path} could not be decoded; try again") from None
        except httpx.TimeoutException:
            raise ProviderUnavailableError(
                f"{self.provider} did not answer in time; the next run tries again"
            ) from None
        except httpx.TransportError:
            raise ProviderUnavailableError(
                f"{self.provider} could not be reached; check the network and {self._base_url_setting}"
            ) from None
        if response.status_code != httpx.codes.OK:
            raise self._refusal(path, response)
        return response

    def _answer(self, path: str, response: httpx.Response) -> Answer:
        try:
            body = json.loads(response.content, parse_float=Decimal, parse_constant=_refuse_constant)
        except (ValueError, RecursionError):
            raise ProviderChangedError(
                f"{self.provider}'s answer to {path} is not JSON; check {self._base_url_setting}"
            ) from None
        return Answer.of(self.provider, body)

    def _refusal(self, path: str, response: httpx.Response) -> ProviderError:
        status = response.status_code
        said = f"{status}: {message}" if (message := self._message(response)) else str(status)
        if status in {httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN}:
            return ProviderAuthError(
                f"{self.provider} refused the key for {path} ({said}); "
                f"put an admin key that may read costs into {self._key_setting}",
                status=status,
            )
        if status == httpx.codes.TOO_MANY_REQUESTS or status >= httpx.codes.INTERNAL_SERVER_ERROR:
            wait = retry_after(response.headers)
            if wait is not None and wait > LONGEST_WAIT_SECONDS:
                said = f"{said}; it asks to wait {wait:.0f} seconds"
            return ProviderUnavailableError(
                f"{self.provider} is busy or failing ({said}); the next run tries again", retry_after=wait
            )
        if status == httpx.codes.NOT_FOUND:
            return ProviderError(
                f"{self.provider} has nothing at {path} ({said}); "
                f"check {self._base_url_setting} and whether the organization may use that API",
                status=status,
            )
        if response.is_redirect:
            return ProviderError(
                f"{self.provider} points to another address ({said}); put the right one into {self._base_url_setting}"
            )
        return ProviderError(f"{self.provider} refused {path} ({said}); nothing was read", status=status)

    def _message(self, response: httpx.Response) -> str | None:
        """What the provider says went wrong, in one line that can be stored, without the key."""
        try:
            said = _said(json.loads(response.content))
        except (ValueError, RecursionError):
            return None
        if said is None:
            return None
        printable = "".join(character if character.isprintable() else " " for character in str(said))
        line = " ".join(printable.split()).removesuffix(".")
        if self._key:
            line = line.replace(self._key, "[key]")
        return line if len(line) <= _MESSAGE_LENGTH else f"{line[:_MESSAGE_LENGTH]}…"


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


def _said(body: Any) -> str | None:
    """The words in `error.message`, `detail.error`, `message` or `error`: each provider has one of these."""
    while isinstance(body, dict):
        body = next((body[name] for name in ("error", "detail", "message") if body.get(name)), None)
    return body if isinstance(body, str) else None


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")
