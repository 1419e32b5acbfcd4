from __future__ import annotations

import httpx
import pytest

from bot.errors import ProviderError, ProviderUnavailableError
from bot.providers.patience import TRIES
from tests.providers.acme import OK, answering, api


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
