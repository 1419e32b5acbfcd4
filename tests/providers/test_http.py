from __future__ import annotations

import base64
import logging
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import httpx
import pytest
import stamina

from bot.errors import ProviderAuthError, ProviderChangedError, ProviderError, ProviderUnavailableError
from bot.providers.http import USER_AGENT, Api
from bot.providers.patience import TRIES

KEY = "sk-ant-admin01-Secret/+=0123"
Handler = Callable[[httpx.Request], httpx.Response]


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that would have been slept."""
    slept: list[float] = []
    monkeypatch.setattr("time.sleep", slept.append)
    return slept


@pytest.fixture
def hasty() -> Iterator[None]:
    """No waits between tries."""
    with stamina.set_testing(True, attempts=TRIES, cap=True):
        yield


def api(
    handler: Handler,
    *,
    key: str = KEY,
    base_url: str = "https://api.acme.example/v1/",
    busy_seconds: float | None = None,
) -> Api:
    return Api(
        httpx.Client(transport=httpx.MockTransport(handler)),
        provider="Acme",
        base_url=base_url,
        base_url_setting="ACME_BASE_URL",
        key=key,
        key_setting="ACME_ADMIN_KEY",
        headers={"x-api-key": key},
        busy_seconds=busy_seconds,
    )


def answering(*responses: httpx.Response | Exception) -> tuple[Handler, list[httpx.Request]]:
    """Each answer in its turn, the last one from then on; and what was asked."""
    asked: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        answer = responses[min(len(asked), len(responses)) - 1]
        if isinstance(answer, Exception):
            raise answer
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)

    return handler, asked


OK = httpx.Response(200, json={"ok": True})


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


@pytest.mark.parametrize(
    "failure",
    [
        httpx.Response(429),
        httpx.Response(500),
        httpx.Response(502, content=b"<html>"),
        httpx.Response(529),
        httpx.ReadTimeout("slow"),
        httpx.ConnectError("refused"),
        httpx.RemoteProtocolError("cut"),
    ],
)
def test_a_busy_failing_or_unreachable_provider_is_tried_again_a_limited_number_of_times(
    failure: httpx.Response | Exception, hasty: None
) -> None:
    handler, asked = answering(failure)
    with pytest.raises(ProviderUnavailableError, match="Acme"):
        api(handler).get("/costs", {})
    assert len(asked) == TRIES

    handler, asked = answering(failure, failure, OK)
    assert api(handler).get("/costs", {}).flag("ok")
    assert len(asked) == 3


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 422, 302])
def test_a_refusal_is_not_tried_again(status: int, waits: list[float]) -> None:
    handler, asked = answering(httpx.Response(status, headers={"location": "https://elsewhere.example/"}))
    with pytest.raises(ProviderError) as caught:
        api(handler).get("/costs", {})
    assert not isinstance(caught.value, ProviderUnavailableError)
    assert len(asked) == 1
    assert waits == []


def test_a_refusal_has_its_status_and_what_is_no_refusal_has_none(hasty: None) -> None:
    for status, said in ((400, 400), (401, 401), (403, 403), (404, 404), (429, None), (500, None)):
        handler, _ = answering(httpx.Response(status))
        with pytest.raises(ProviderError) as caught:
            api(handler).get("/costs", {})
        assert caught.value.status == said


def test_retry_after_in_seconds_is_obeyed(waits: list[float]) -> None:
    handler, _ = answering(httpx.Response(429, headers={"retry-after": "17"}), OK)
    api(handler).get("/costs", {})
    assert waits == [17.0]


def test_retry_after_as_a_date_counts_from_the_answers_own_date(waits: list[float]) -> None:
    dates = {"date": "Sun, 22 Nov 2026 10:00:00 GMT", "retry-after": "Sun, 22 Nov 2026 10:00:40 GMT"}
    handler, _ = answering(httpx.Response(503, headers=dates), OK)
    api(handler).get("/costs", {})
    assert waits == [40.0]


@pytest.mark.parametrize("said", ["0", "soon", "Sun, 22 Nov 2026 10:00:40 GMT", "-5"])
def test_without_a_usable_retry_after_the_waits_grow(said: str, waits: list[float]) -> None:
    handler, _ = answering(httpx.Response(429, headers={"retry-after": said}))
    with pytest.raises(ProviderUnavailableError):
        api(handler).get("/costs", {})
    assert len(waits) == TRIES - 1
    assert all(2**n <= wait <= 2**n + 1 for n, wait in enumerate(waits))


def test_a_provider_that_counts_by_the_minute_is_waited_for_that_long_in_all(waits: list[float]) -> None:
    """Only where it is busy and does not say for how long."""
    patient = [httpx.Response(429), httpx.Response(429, headers={"retry-after": "7"}), httpx.Response(500), OK]
    handler, _ = answering(*patient)
    api(handler, busy_seconds=16).get("/costs", {})
    assert waits[:2] == [16.0, 7.0]
    assert waits[2] != 16.0


def test_a_wait_of_an_hour_is_left_to_the_next_run(waits: list[float]) -> None:
    handler, asked = answering(httpx.Response(429, headers={"retry-after": "3600"}))
    with pytest.raises(ProviderUnavailableError, match="3600 seconds") as caught:
        api(handler).get("/costs", {})
    assert caught.value.retry_after == 3600
    assert len(asked) == 1
    assert waits == []


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


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409])
def test_a_refusal_knows_its_status_and_an_outage_has_none(status: int) -> None:
    with pytest.raises(ProviderError) as refused:
        api(answering(httpx.Response(status))[0]).once("/costs", {})
    assert refused.value.status == status
    with pytest.raises(ProviderUnavailableError) as busy:
        api(answering(httpx.Response(503))[0]).once("/costs", {})
    assert busy.value.status is None


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


def pages(*bodies: dict[str, Any]) -> Api:
    return api(answering(*(httpx.Response(200, json=body) for body in bodies))[0])


def test_pages_are_followed_until_there_are_no_more() -> None:
    handler, asked = answering(
        httpx.Response(200, json={"has_more": True, "next_page": "two"}),
        httpx.Response(200, json={"has_more": True, "next_page": "three"}),
        httpx.Response(200, json={"has_more": False, "next_page": None}),
    )
    assert len(list(api(handler).pages("/costs", {"limit": 1}))) == 3
    assert [dict(request.url.params) for request in asked] == [
        {"limit": "1"},
        {"limit": "1", "page": "two"},
        {"limit": "1", "page": "three"},
    ]


def test_pages_that_go_round_in_a_circle_are_a_changed_provider() -> None:
    with pytest.raises(ProviderChangedError, match="next_page repeats"):
        list(pages({"has_more": True, "next_page": "again"}).pages("/costs", {}))


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"next_page": None}, "has_more"),
        ({"has_more": "yes"}, "has_more"),
        ({"has_more": True}, "next_page"),
        ({"has_more": True, "next_page": 7}, "next_page"),
    ],
)
def test_a_page_that_does_not_say_whether_there_are_more_is_not_taken_for_the_last(
    body: dict[str, Any], field: str
) -> None:
    with pytest.raises(ProviderChangedError, match=field):
        list(pages(body).pages("/costs", {}))


def test_a_list_is_followed_by_how_many_came_before_until_a_page_is_empty() -> None:
    handler, asked = answering(*(httpx.Response(200, json={"data": [{"n": n}] * n}) for n in (2, 3, 0)))
    assert len(list(api(handler).offsets("/keys", {"all": True}))) == 2
    assert [dict(request.url.params) for request in asked] == [
        {"all": "true"},
        {"all": "true", "offset": "2"},
        {"all": "true", "offset": "5"},
    ]


def test_a_list_that_does_not_heed_the_offset_is_a_changed_provider() -> None:
    with pytest.raises(ProviderChangedError, match="data repeats"):
        list(pages({"data": [{"n": 1}]}).offsets("/keys", {}))


@pytest.mark.parametrize("body", [{}, {"data": None}, {"data": [1]}])
def test_a_page_of_a_list_that_holds_none_is_not_taken_for_the_last(body: dict[str, Any]) -> None:
    with pytest.raises(ProviderChangedError, match="data"):
        list(pages({"data": [{"n": 1}]}, body).offsets("/keys", {}))


def test_pages_that_are_not_worth_waiting_for_are_tried_once(waits: list[float]) -> None:
    handler, asked = answering(httpx.Response(429, headers={"retry-after": "60"}))
    with pytest.raises(ProviderUnavailableError):
        list(api(handler).pages("/projects", {}, patient=False))
    assert len(asked) == 1
    assert waits == []


NEXT = '<https://elsewhere.example/other?limit=1&page=2>; rel="next", <https://elsewhere.example/other>; rel="last"'


def test_pages_named_by_a_link_header_are_followed_with_the_parameters_of_the_link_alone() -> None:
    """The key goes to no address that an answer names."""
    handler, asked = answering(httpx.Response(200, json={"n": 1}, headers={"link": NEXT}), OK)
    assert len(list(api(handler).linked_pages("/seats", {"limit": 1}))) == 2
    assert [str(request.url) for request in asked] == [
        "https://api.acme.example/v1/seats?limit=1",
        "https://api.acme.example/v1/seats?limit=1&page=2",
    ]


def test_link_headers_that_go_round_in_a_circle_are_a_changed_provider() -> None:
    handler, _ = answering(httpx.Response(200, json={}, headers={"link": NEXT}))
    with pytest.raises(ProviderChangedError, match="Link repeats"):
        list(api(handler).linked_pages("/seats", {}))


def test_a_page_that_fails_is_tried_again_and_the_pages_before_it_are_not(hasty: None) -> None:
    first = httpx.Response(200, json={}, headers={"link": NEXT})
    handler, asked = answering(first, httpx.Response(500), OK)
    assert len(list(api(handler).linked_pages("/seats", {}))) == 2
    assert len(asked) == 3


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


def test_what_is_prepared_is_asked_for_until_it_is_ready(waits: list[float]) -> None:
    handler, asked = answering(httpx.Response(202, json={"ok": False}), httpx.Response(200, json={"ok": False}), OK)
    assert api(handler).get_once_ready("/report/7", lambda answer: answer.flag("ok")).flag("ok")
    assert len(asked) == 3
    assert len(waits) == 2


def test_what_is_never_ready_is_left_to_the_next_run(hasty: None) -> None:
    handler, asked = answering(httpx.Response(200, json={"ok": False}))
    with pytest.raises(ProviderUnavailableError, match="did not finish what it prepares at /report/7"):
        api(handler).get_once_ready("/report/7", lambda answer: answer.flag("ok"))
    assert len(asked) == TRIES


def test_a_refusal_while_it_is_prepared_ends_the_asking(hasty: None) -> None:
    handler, asked = answering(httpx.Response(200, json={"ok": False}), httpx.Response(404))
    with pytest.raises(ProviderError, match="/report/7"):
        api(handler).get_once_ready("/report/7", lambda answer: answer.flag("ok"))
    assert len(asked) == 2


def test_a_403_that_says_when_to_come_back_is_no_refusal_of_the_key(waits: list[float]) -> None:
    """GitHub's secondary limits answer so (providers.md 15)."""
    handler, asked = answering(httpx.Response(403, headers={"retry-after": "7"}), OK)
    api(handler).get("/costs", {})
    assert len(asked) == 2
    assert waits == [7.0]
    handler, asked = answering(httpx.Response(403, headers={"x-ratelimit-remaining": "0"}), OK)
    api(handler).get("/costs", {})
    assert len(asked) == 2


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
