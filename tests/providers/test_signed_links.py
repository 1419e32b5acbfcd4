from __future__ import annotations

import logging
from collections.abc import Callable

import httpx
import pytest

from bot.errors import ProviderChangedError, ProviderError, ProviderUnavailableError
from bot.providers.signed_links import SignedLinks

pytestmark = pytest.mark.usefixtures("hasty")

LINK = "https://reports.acme.example/secret-path/1.ndjson?sig=Secret0123"
Handler = Callable[[httpx.Request], httpx.Response]


def links(handler: Handler) -> SignedLinks:
    return SignedLinks(httpx.Client(transport=httpx.MockTransport(handler)), provider="Acme")


def test_a_file_is_fetched_without_any_key_and_as_it_is() -> None:
    asked: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, content="\ufeffa,b\r\n1,é\r\n".encode())

    assert links(handler).texts(lambda: [LINK]) == ["a,b\r\n1,é\r\n"]
    assert str(asked[0].url) == LINK
    assert "authorization" not in asked[0].headers


def test_every_part_is_fetched_in_order() -> None:
    given = [f"https://reports.acme.example/{number}" for number in range(3)]
    assert links(lambda request: httpx.Response(200, text=request.url.path)).texts(lambda: given) == ["/0", "/1", "/2"]


def test_a_link_that_expired_is_asked_for_once_more() -> None:
    given: list[str] = []

    def ask() -> list[str]:
        given.append(f"https://reports.acme.example/{len(given)}")
        return given[-1:]

    def handler(request: httpx.Request) -> httpx.Response:
        return httpx.Response(403 if request.url.path == "/0" else 200, text="fresh")

    assert links(handler).texts(ask) == ["fresh"]
    assert len(given) == 2
    with pytest.raises(ProviderError, match="refused a link"):
        links(lambda _: httpx.Response(410)).texts(ask)
    assert len(given) == 4


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_busy_host_is_tried_again_and_not_taken_for_an_expired_link(status: int) -> None:
    asked: list[str] = []

    def ask() -> list[str]:
        asked.append("")
        return [LINK]

    answers = [httpx.Response(status), httpx.Response(200, text="late")]
    assert links(lambda _: answers.pop(0)).texts(ask) == ["late"]
    with pytest.raises(ProviderUnavailableError, match=r"reports\.acme\.example"):
        links(lambda _: httpx.Response(status)).texts(ask)
    assert len(asked) == 2


@pytest.mark.parametrize("link", ["ftp://acme.example", "http://[::", "", "no address"])
def test_what_is_no_address_is_a_changed_provider(link: str) -> None:
    with pytest.raises(ProviderChangedError, match="Acme"):
        SignedLinks(httpx.Client(), provider="Acme").texts(lambda: [link])


def test_a_file_that_is_no_text_is_a_changed_provider() -> None:
    with pytest.raises(ProviderChangedError, match="UTF-8"):
        links(lambda _: httpx.Response(200, content=b"\xff\xfe\x00")).texts(lambda: [LINK])


def failing(error: Exception) -> Handler:
    def handler(_: httpx.Request) -> httpx.Response:
        raise error

    return handler


@pytest.mark.parametrize(
    "handler",
    [
        lambda _: httpx.Response(200, text="fine"),
        lambda _: httpx.Response(403, text=LINK),
        lambda _: httpx.Response(500, text=LINK),
        failing(httpx.ConnectError(LINK)),
        failing(httpx.DecodingError(LINK)),
    ],
    ids=["fine", "refused", "failing", "unreachable", "undecodable"],
)
def test_a_link_stands_in_no_error_and_no_log(
    handler: Handler, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    said = ""
    try:
        links(handler).texts(lambda: [LINK])
    except ProviderError as error:
        said = f"{error} {error!r} {error.__cause__!r}"
    out = capsys.readouterr()
    for text in (said, caplog.text, out.out, out.err):
        assert "Secret" not in text
        assert "secret-path" not in text


def test_other_requests_are_logged_as_before(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="httpx")
    httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(200))).get("https://acme.example/open")
    assert "https://acme.example/open" in caplog.text
