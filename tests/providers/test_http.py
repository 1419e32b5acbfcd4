from __future__ import annotations

import base64
import logging
from decimal import Decimal
from typing import Any

import httpx
import pytest

from bot.errors import ProviderAuthError, ProviderChangedError, ProviderError, ProviderUnavailableError
from bot.providers.http import USER_AGENT, Api
from tests.providers.acme import KEY, OK, answering, api


def test_a_request_names_the_integration_and_a_slash_at_the_end_of_the_base_makes_no_difference() -> None:
    handler, asked = answering(OK)
    api(handler).get("/costs", {"group_by[]": ["a", "b"], "archived": True, "limit": 3})
    assert str(asked[0].url) == (
        "https://api.acme.example/v1/costs?group_by%5B%5D=a&group_by%5B%5D=b&archived=true&limit=3"
    )
    assert asked[0].headers["user-agent"] == USER_AGENT
    assert USER_AGENT.startswith("denominator-bot/")


def test_numbers_keep_every_digit() -> None:
    handler, _ = answering(httpx.Response(200, content=b'{"value": 0.12345678901234567890123}'))
    assert api(handler).get("/costs", {}).number("value") == Decimal("0.12345678901234567890123")


@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_key_names_the_setting_to_change(status: int) -> None:
    handler, _ = answering(httpx.Response(status, json={"error": {"message": "no such key"}}))
    with pytest.raises(ProviderAuthError, match=r"no such key.*ACME_ADMIN_KEY"):
        api(handler).get("/costs", {})


def test_a_refusal_says_what_the_provider_said_in_one_short_line() -> None:
    handler, _ = answering(httpx.Response(400, json={"error": {"message": "line one\nline two " + "x" * 5000}}))
    with pytest.raises(ProviderError, match="400: line one line two x") as caught:
        api(handler).get("/costs", {})
    assert len(str(caught.value)) < 300
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "body",
    [
        {"error": {"message": "wrong day"}},
        {"error": {"code": 400, "message": "wrong day"}},
        {"detail": {"error": "wrong day"}},
        {"message": "wrong day"},
        {"error": "wrong day"},
        {"error": "Forbidden", "message": "wrong day"},
        {"error": {}, "detail": None, "message": "wrong day"},
    ],
)
def test_what_the_provider_said_is_found_in_each_of_the_envelopes_there_are(body: dict[str, Any]) -> None:
    handler, _ = answering(httpx.Response(400, json=body))
    with pytest.raises(ProviderError, match=r"refused /costs \(400: wrong day\)"):
        api(handler).get("/costs", {})


@pytest.mark.parametrize(
    ("status", "told"),
    [(400, 400), (401, 401), (403, 403), (404, 404), (409, 409), (429, None), (500, None), (503, None)],
)
def test_a_refusal_knows_its_status_and_an_outage_has_none(status: int, told: int | None, hasty: None) -> None:
    for ask in (Api.get, Api.once):
        with pytest.raises(ProviderError) as caught:
            ask(api(answering(httpx.Response(status))[0]), "/costs", {})
        assert caught.value.status == told
        assert isinstance(caught.value, ProviderUnavailableError) == (told is None)


@pytest.mark.parametrize("body", [b"", b"<html>", b"[1]", b'"text"', b'{"a": NaN}', b"\xff\xfe\x00", b"[" * 100_000])
def test_an_answer_that_is_no_json_object_is_a_changed_provider(body: bytes) -> None:
    handler, asked = answering(httpx.Response(200, content=body))
    with pytest.raises(ProviderChangedError, match="Acme"):
        api(handler).get("/costs", {})
    assert len(asked) == 1


def test_what_a_provider_says_can_be_stored_whatever_it_is() -> None:
    handler, _ = answering(httpx.Response(400, content=b'{"error": {"message": "half \\ud800 a\\u0000pair"}}'))
    with pytest.raises(ProviderError, match="400: half a pair"):
        api(handler).get("/costs", {})


@pytest.mark.parametrize("base_url", ["api.acme.example/v1", "ftp://acme.example", "http://[::", "http://"])
def test_a_wrong_base_address_names_its_setting(base_url: str) -> None:
    client = httpx.Client()
    wrong = Api(
        client,
        provider="Acme",
        base_url=base_url,
        base_url_setting="ACME_BASE_URL",
        key=KEY,
        key_setting="ACME_ADMIN_KEY",
        headers={},
    )
    with pytest.raises(ProviderError, match="ACME_BASE_URL"):
        wrong.get("/costs", {})


def test_no_content_is_no_answer_and_no_fault() -> None:
    handler, _ = answering(httpx.Response(204))
    assert api(handler).get_if_any("/report", {}) is None
    with pytest.raises(ProviderChangedError):
        api(handler).get("/report", {})
    handler, _ = answering(OK)
    found = api(handler).get_if_any("/report", {})
    assert found is not None
    assert found.flag("ok")
    missing = httpx.Response(404)
    assert api(answering(missing)[0]).get_if_any("/report", {}, absent={404}) is None
    with pytest.raises(ProviderError, match="nothing at /report"):
        api(answering(missing)[0]).get_if_any("/report", {})


@pytest.mark.parametrize("status", [400, 401, 404, 429, 500])
def test_a_key_that_the_provider_echoes_is_not_repeated(
    status: int, hasty: None, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    message = f"x-api-key {KEY} " * 30
    handler, _ = answering(httpx.Response(status, json={"error": {"message": message}}, headers={"x-echo": KEY}))
    with pytest.raises(ProviderError) as caught:
        api(handler).get("/costs", {})
    out = capsys.readouterr()
    for text in (str(caught.value), repr(caught.value), repr(api(handler)), caplog.text, out.out, out.err):
        assert "Secret" not in text
    assert caught.value.__cause__ is None


def test_a_key_that_the_provider_echoes_as_it_was_sent_is_not_repeated_either() -> None:
    sent = base64.b64encode(f"{KEY}:".encode()).decode()
    handler, _ = answering(httpx.Response(400, json={"message": f"cannot read Basic {sent} of {KEY}"}))
    basic = Api(
        httpx.Client(transport=httpx.MockTransport(handler)),
        provider="Acme",
        base_url="https://api.acme.example",
        base_url_setting="ACME_BASE_URL",
        key=KEY,
        key_setting="ACME_ADMIN_KEY",
        headers={"authorization": f"Basic {sent}"},
    )
    with pytest.raises(ProviderError, match=r"cannot read Basic \[key\] of \[key\]"):
        basic.get("/costs", {})


@pytest.mark.parametrize("key", ["Secret\n0123", "Secret…0123"])
def test_a_key_with_a_character_no_key_has_is_refused_before_it_is_sent(key: str) -> None:
    handler, asked = answering(OK)
    with pytest.raises(ProviderAuthError, match="ACME_ADMIN_KEY") as caught:
        api(handler, key=key).get("/costs", {})
    assert "Secret" not in str(caught.value)
    assert asked == []
