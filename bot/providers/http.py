"""The one seam to provider APIs and the one policy around requests: when to wait, when to give up, what to say."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, Final

import httpx
import stamina

from bot import __version__
from bot.errors import ProviderAuthError, ProviderChangedError, ProviderError, ProviderUnavailableError
from bot.providers.answer import Answer, exact
from bot.providers.patience import LONGEST_WAIT_SECONDS, is_busy, patiently, retry_after

READY_SECONDS: Final = 600.0
"""What a provider prepares is not asked for again after this long."""
USER_AGENT: Final = f"denominator-bot/{__version__}"

Params = Mapping[str, str | int | bool | list[str]]

_MESSAGE_LENGTH = 200


class _NotReadyError(Exception):
    """What the provider prepares is not ready yet."""


class Api:
    """One provider's API under one key: ask for a path below `base_url` and have its JSON.

    Tried again, with growing waits or as Retry-After says, only where the provider is busy (429), failing
    (5xx) or out of reach; then ProviderUnavailableError. `busy_seconds` is how long to wait after a 429 that does
    not say, of a provider that is known to count by the minute. 401 and 403 raise ProviderAuthError, other refusals
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
        busy_seconds: float | None = None,
    ) -> None:
        self.provider = provider
        self._busy_seconds = busy_seconds
        self._client = client
        self._base_url = base_url.rstrip("/")
        self._base_url_setting = base_url_setting
        self._key = key
        # As it is and as it is sent: basic authentication has it in base64.
        self._secrets = tuple(filter(None, (headers.get("authorization", "").rpartition(" ")[2], key)))
        self._key_setting = key_setting
        self._headers = {"accept": "application/json", "user-agent": USER_AGENT, **headers}

    def __repr__(self) -> str:
        return f"Api({self.provider})"

    def get(self, path: str, params: Params) -> Answer:
        """The answer to one request, its numbers exact; a list in `params` is sent as a repeated parameter."""
        return patiently(lambda: self.once(path, params))

    def get_if_any(
        self, path: str, params: Params, *, absent: Collection[int] = (httpx.codes.NO_CONTENT,)
    ) -> Answer | None:
        """The answer to one request, None where its status says that there is none."""

        def ask() -> Answer | None:
            response = self._try("GET", path, absent=absent, params=dict(params))
            return None if response.status_code in absent else self._answer(path, response)

        return patiently(ask)

    def get_once_ready(self, path: str, is_ready: Callable[[Answer], bool]) -> Answer:
        """The answer to one request that says so when it is ready: until then it is asked for again, with growing
        waits. ProviderUnavailableError after ten minutes.
        """

        def ask() -> Answer:
            answer = self.get(path, {})
            if is_ready(answer):
                return answer
            raise _NotReadyError

        try:
            for attempt in stamina.retry_context(
                on=_NotReadyError, attempts=None, timeout=READY_SECONDS, wait_initial=2, wait_max=30, wait_jitter=1
            ):
                with attempt:
                    return ask()
        except _NotReadyError:
            pass
        raise ProviderUnavailableError(
            f"{self.provider} did not finish what it prepares at {path} in time; the next run tries again"
        )

    def post(self, path: str, body: Mapping[str, Any]) -> Answer:
        """The answer to one question that is asked with a JSON body; it must be harmless when it is asked twice."""
        return patiently(lambda: self.post_once(path, body))

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

    def linked_pages(self, path: str, params: Params) -> Iterator[Answer]:
        """Every page of a list whose answers name the next page in their Link header (RFC 8288).

        Only the parameters of that link are taken, so that the key is sent nowhere else. A link that comes a second
        time raises ProviderChangedError.
        """

        def ask(wanted: Params) -> tuple[Answer, str | None]:
            response = self._try("GET", path, params=dict(wanted))
            return self._answer(path, response), response.links.get("next", {}).get("url")

        page, following = patiently(lambda: ask(params))
        seen: set[str] = set()
        while True:
            yield page
            if following is None:
                return
            if following in seen:
                raise page.changed("the header Link", "repeats, so that the pages have no end")
            seen.add(following)
            try:
                wanted = dict(httpx.URL(following).params)
            except httpx.InvalidURL:
                raise page.changed("the header Link", "is no address") from None
            page, following = patiently(lambda wanted=wanted: ask(wanted))  # type: ignore[misc]

    def offsets(self, path: str, params: Params, *, patient: bool = True) -> Iterator[Answer]:
        """Every page of a list that ends with an empty one: `offset` is how many entries of `data` came before.

        A page that is the one before once more raises ProviderChangedError: the offset is not heeded.
        """
        ask = self.get if patient else self.once
        page, offset = ask(path, params), 0
        while entries := len(list(page.parts("data"))):
            yield page
            offset += entries
            following = ask(path, {**params, "offset": offset})
            if following.body == page.body:
                raise following.changed("data", "repeats, so that the pages have no end")
            page = following

    def once(self, path: str, params: Params) -> Answer:
        """The answer to a single try, for who wants to know now and not after five."""
        return self._answer(path, self._try("GET", path, params=dict(params)))

    def post_once(self, path: str, body: Mapping[str, Any]) -> Answer:
        """`post` in a single try."""
        return self._answer(path, self._try("POST", path, json=dict(body)))

    def _try(self, method: str, path: str, *, absent: Collection[int] = (), **question: Any) -> httpx.Response:
        """What comes back with success (2xx) or a status of `absent`; the ProviderError that stands for all else."""
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
        if not response.is_success and response.status_code not in absent:
            raise self._refusal(path, response)
        return response

    def _answer(self, path: str, response: httpx.Response) -> Answer:
        try:
            body = exact(response.content)
        except (ValueError, RecursionError):
            raise ProviderChangedError(
                f"{self.provider}'s answer to {path} is not JSON; check {self._base_url_setting}"
            ) from None
        return Answer.of(self.provider, body)

    def _refusal(self, path: str, response: httpx.Response) -> ProviderError:
        status = response.status_code
        said = f"{status}: {message}" if (message := self._message(response)) else str(status)
        if is_busy(response):
            wait = retry_after(response.headers)
            if wait is None and status == httpx.codes.TOO_MANY_REQUESTS:
                wait = self._busy_seconds
            if wait is not None and wait > LONGEST_WAIT_SECONDS:
                said = f"{said}; it asks to wait {wait:.0f} seconds"
            return ProviderUnavailableError(
                f"{self.provider} is busy or failing ({said}); the next run tries again", retry_after=wait
            )
        if status in {httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN}:
            return ProviderAuthError(
                f"{self.provider} refused the key for {path} ({said}); "
                f"put an admin key that may read costs into {self._key_setting}",
                status=status,
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
        for secret in self._secrets:
            line = line.replace(secret, "[key]")
        return line if len(line) <= _MESSAGE_LENGTH else f"{line[:_MESSAGE_LENGTH]}…"


def _said(body: Any) -> str | None:
    """The words in `error.message`, `detail.error`, `message` or `error`: each provider has one of these.

    Where `error` is a word beside a `message`, such as `Forbidden`, the message is the sentence (Cursor).
    """
    while isinstance(body, dict):
        inner = [body[name] for name in ("error", "detail") if isinstance(body.get(name), dict)]
        body = next((value for value in (*inner, *map(body.get, ("message", "detail", "error"))) if value), None)
    return body if isinstance(body, str) else None
