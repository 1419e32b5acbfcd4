"""Files behind signed links: they lie on another host, which must see no key, and whoever has a link can read."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from typing import Final

import httpx

from bot.errors import ProviderChangedError, ProviderError, ProviderUnavailableError
from bot.providers.http import USER_AGENT
from bot.providers.patience import is_busy, patiently, retry_after

_HEADERS: Final = {"accept": "*/*", "user-agent": USER_AGENT}
_is_signed: ContextVar[bool] = ContextVar("_is_signed", default=False)


class _ExpiredError(ProviderError):
    """The host refuses the link, as it does with one that is too old."""


class SignedLinks:
    """One provider's files on other hosts.

    Tried again as its API is; ProviderUnavailableError where that does not help, ProviderError for a refusal,
    ProviderChangedError for what is no text. A link stands in no error and no log: what follows its host is a secret.
    """

    def __init__(self, client: httpx.Client, *, provider: str) -> None:
        self._client = client
        self._provider = provider

    def texts(self, links: Callable[[], Sequence[str]]) -> list[str]:
        """The text behind each of the links that `links` gives. They live for minutes: where one is refused, it is
        asked for links once more.
        """
        try:
            return [self._text(link) for link in links()]
        except _ExpiredError:
            return [self._text(link) for link in links()]

    def _text(self, link: str) -> str:
        response = patiently(lambda: self._try(link))
        try:
            return response.content.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise ProviderChangedError(f"a file that {self._provider} links to is not UTF-8; try again") from None

    def _try(self, link: str) -> httpx.Response:
        token = _is_signed.set(True)
        try:
            url = httpx.URL(link)
            response = self._client.get(url, headers=_HEADERS, follow_redirects=False)
        except (httpx.UnsupportedProtocol, httpx.InvalidURL):
            raise ProviderChangedError(f"a link of {self._provider} is no address to read from; try again") from None
        except httpx.DecodingError:
            raise ProviderChangedError(f"a file of {self._provider} could not be decoded; try again") from None
        except httpx.TransportError:
            raise ProviderUnavailableError(
                f"{self._provider} keeps files on {url.host}, which could not be reached; let the network pass to it"
            ) from None
        finally:
            _is_signed.reset(token)
        if is_busy(response):
            raise ProviderUnavailableError(
                f"{self._provider} keeps files on {url.host}, which is busy or failing ({response.status_code}); "
                "the next run tries again",
                retry_after=retry_after(response.headers),
            )
        if not response.is_success:
            said = f"which refused a link just given ({response.status_code})"
            raise _ExpiredError(f"{self._provider} keeps files on {url.host}, {said}; the next run asks for another")
        return response


def _withhold(_: logging.LogRecord) -> bool:
    """Whether a record of httpx may be kept: it would show the whole address."""
    return not _is_signed.get()


logging.getLogger("httpx").addFilter(_withhold)
