"""What every provider promises, held against every recording of it."""

from __future__ import annotations

import base64
import copy
import json
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC
from decimal import Decimal
from typing import Any

import httpx
import pytest
import stamina
from structlog.testing import capture_logs

from bot.errors import ProviderAuthError, ProviderChangedError, ProviderError, ProviderUnavailableError
from bot.facts.periods import DAY
from bot.facts.reason import NOT_GROUPED
from bot.providers import PROVIDERS
from bot.providers.base import Reading
from bot.providers.patience import TRIES
from tests.providers.contract import FIRSTS, RECORDINGS, answer, every_provider, every_recording, shape
from tests.providers.replay import KEY, Instead, Recording, Replay
from tests.providers.shapes import SHAPES

pytestmark = pytest.mark.usefixtures("hasty")

DEATHS = [(recording, number) for recording in RECORDINGS for number in recording.costs]
LISTED = [recording for recording in FIRSTS if SHAPES[recording.provider].listings]
every_list_of_names = pytest.mark.parametrize("recording", LISTED, ids=lambda r: r.provider)
every_death = pytest.mark.parametrize(
    ("recording", "number"), DEATHS, ids=[f"{r.provider}-{r.name}-{n}" for r, n in DEATHS]
)


def failing(error: Exception) -> Instead:
    def instead(_: httpx.Request) -> httpx.Response:
        raise error

    return instead


def total(reading: Reading) -> Decimal:
    return sum((charge.billed_cost for charge in reading.charges if charge.billed_cost is not None), Decimal(0))


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_provider_has_recordings_and_names_its_settings(provider: Any) -> None:
    assert any(recording.provider == provider.name for recording in RECORDINGS)
    assert provider.key_setting.isupper()
    assert provider.base_url_setting.isupper()
    assert provider.default_base_url.startswith("https://") or not provider.default_base_url
    assert provider.settles_after + DAY <= provider.restates  # it counts from a day's end, this from its start
    assert provider.capabilities.amounts
    assert provider.capabilities.knows


@every_recording
def test_every_page_is_asked_for_and_nothing_else(recording: Recording) -> None:
    replay = Replay(recording)
    replay.read()
    assert replay.left_over == []
    assert len(replay.asked) == len(recording.exchanges)


@every_recording
def test_count_total_control_and_names_are_exactly_as_checked(recording: Recording) -> None:
    reading = Replay(recording).read()
    assert len(reading.charges) == recording.expected("charges")
    assert total(reading) == recording.expected("billed_cost")
    assert reading.control_total == recording.expected("control_total")
    assert len(reading.names) == recording.expected("names")


@every_recording
def test_with_its_remainder_a_reading_adds_up_to_the_control_total(recording: Recording) -> None:
    """Where there is none, nothing is made up to it."""
    reading = Replay(recording).read()
    if reading.control_total is None:
        assert NOT_GROUPED not in {charge.line_item for charge in reading.charges}
        return
    assert abs(total(reading) - reading.control_total) <= len(reading.charges) * Decimal("1e-9")


@every_recording
def test_ids_are_unique_in_their_day_and_the_same_at_a_second_reading(recording: Recording) -> None:
    first, second = Replay(recording).read(), Replay(recording).read()
    ids = [(charge.day, charge.id) for charge in first.charges]
    assert len(set(ids)) == len(ids)
    assert first == second


def turn(body: Any, rows: tuple[str, ...]) -> None:
    """Put the lists of these names in the opposite order, wherever they are; lists of names page by their last id."""
    for inner in body.values() if isinstance(body, dict) else body if isinstance(body, list) else ():
        turn(inner, rows)
    if isinstance(body, dict) and "last_id" not in body:
        for name in rows:
            if isinstance(body.get(name), list):
                body[name].reverse()


@every_recording
def test_the_order_of_rows_changes_nothing(recording: Recording) -> None:
    turned = copy.deepcopy(dict(recording.said))
    for exchange in turned["exchanges"]:
        turn(exchange["response"].get("body"), shape(recording).rows)
    assert Replay(replace(recording, said=turned)).read() == Replay(recording).read()


@every_recording
def test_every_charge_lies_on_whole_utc_days_inside_the_window_that_was_read(recording: Recording) -> None:
    reading = Replay(recording).read()
    assert recording.window.start <= reading.window.start
    assert reading.window.end <= recording.window.end
    for charge in reading.charges:
        assert charge.day in reading.window
        assert charge.ends_at <= reading.window.ends_at
        assert charge.starts_at.tzinfo is UTC
        assert charge.provider == recording.provider
        assert charge.currency.isupper()


@every_recording
def test_each_chunk_is_reported_once_it_has_been_read(recording: Recording) -> None:
    read: list[Any] = []
    reading = Replay(recording).provider().read(recording.window, now=recording.now, progress=read.append)
    assert [day for chunk in read for day in chunk.days()] == list(reading.window.days())


def is_asked_in_another_way_after(instead: Instead, recording: Recording, number: int) -> bool:
    try:
        status = instead(httpx.Request("GET", "https://provider.example")).status_code
    except httpx.TransportError:
        return False
    return status in shape(recording).refusals or recording.is_asked_otherwise(number, status)


@every_death
@pytest.mark.parametrize(
    ("instead", "error", "tries"),
    [
        (answer(401, {"error": {"message": f"wrong key {KEY}"}}), ProviderAuthError, 1),
        (answer(403, {"error": {"message": "no right"}}), ProviderAuthError, 1),
        (answer(400, {"error": {"message": f"bad {KEY}"}}), ProviderError, 1),
        (answer(404, {"error": {"message": "no such thing"}}), ProviderError, 1),
        (answer(429, {"error": {"message": f"slow down {KEY}"}}), ProviderUnavailableError, TRIES),
        (answer(500), ProviderUnavailableError, TRIES),
        (answer(529), ProviderUnavailableError, TRIES),
        (failing(httpx.ReadTimeout("slow")), ProviderUnavailableError, TRIES),
        (failing(httpx.ConnectError("refused")), ProviderUnavailableError, TRIES),
        (answer(200, "?"), ProviderChangedError, 1),
        (answer(200), ProviderChangedError, 1),
    ],
    ids=["401", "403", "400", "404", "429", "500", "529", "timeout", "unreachable", "no-object", "nothing"],
)
def test_a_death_on_any_page_of_costs_yields_nothing_but_its_error(
    recording: Recording,
    number: int,
    instead: Instead,
    error: type[ProviderError],
    tries: int,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    if is_asked_in_another_way_after(instead, recording, number):
        return
    if recording.is_signed(number) and error in {ProviderAuthError, ProviderError}:
        # A link that is refused has expired: another is asked for and refused as well.
        error, tries = ProviderError, 3
    replay = Replay(recording, {number: instead})
    with pytest.raises(ProviderError) as caught:
        replay.read()
    assert isinstance(caught.value, error)
    assert recording.is_signed(number) or type(caught.value) is error
    assert len(replay.asked) - len(replay.used) == tries
    out = capsys.readouterr()
    for text in (str(caught.value), repr(caught.value), repr(replay.provider()), caplog.text, out.out, out.err):
        assert KEY not in text


@every_provider
def test_retry_after_is_obeyed_and_a_second_answer_is_enough(
    recording: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    monkeypatch.setattr("time.sleep", slept.append)
    busy = [httpx.Response(429, headers={"retry-after": "9"})]
    replay = Replay(recording)
    handler: Callable[[httpx.Request], httpx.Response] = lambda request: busy.pop() if busy else replay(request)  # noqa: E731
    cls = next(cls for cls in PROVIDERS if cls.name == recording.provider)
    more = recording.said.get("settings", {})
    provider = cls(httpx.Client(transport=httpx.MockTransport(handler)), key=KEY, **more)
    with stamina.set_testing(False):
        reading = provider.read(recording.window, now=recording.now)
    assert slept == [9.0]
    assert reading == Replay(recording).read()


def names_of_lists(reading: Reading, recording: Recording) -> dict[tuple[str, str], str]:
    """The names that do not come with the costs themselves."""
    return {key: name for key, name in reading.names.items() if key[0] not in shape(recording).kept_names}


@every_list_of_names
def test_a_directory_that_is_refused_or_down_loses_names_and_never_costs(recording: Recording) -> None:
    for instead in (answer(403), answer(404), answer(400), answer(500), answer(200, {"data": 1, "has_more": False})):
        with capture_logs() as logged:
            reading = Replay(recording, dict.fromkeys(recording.listings, instead)).read()
        assert names_of_lists(reading, recording) == {}
        assert "names not read" in {entry["event"] for entry in logged}
        assert total(reading) == recording.expected("billed_cost")


@every_list_of_names
def test_costs_do_not_wait_for_names(recording: Recording, monkeypatch: pytest.MonkeyPatch) -> None:
    """A directory that is busy is asked once, and that was all for this run."""
    slept: list[float] = []
    monkeypatch.setattr("time.sleep", slept.append)
    replay = Replay(recording, dict.fromkeys(recording.listings, answer(429, **{"retry-after": "60"})))
    with stamina.set_testing(False):
        reading = replay.read()
    assert slept == []
    assert (names_of_lists(reading, recording), total(reading)) == ({}, recording.expected("billed_cost"))
    assert len(replay.asked) == len(recording.costs) + len(recording.extras) + 1


@every_recording
@pytest.mark.parametrize("status", [400, 401, 403, 404, 429, 500])
def test_what_is_counted_apart_from_money_may_be_lost_and_nothing_else_with_it(
    recording: Recording, status: int
) -> None:
    read = Replay(recording).read()
    for number in recording.extras:
        reading = Replay(recording, {number: answer(status)}).read()
        assert reading.activities is None
        assert replace(reading, activities=read.activities) == read


def carries_the_key(request: httpx.Request) -> bool:
    """Whether a header holds the key, as it is or in the base64 of basic authentication."""
    basic = base64.b64encode(f"{KEY}:".encode()).decode()
    return any(KEY in value or basic in value for value in request.headers.values())


@every_provider
def test_a_probe_makes_one_small_request_that_needs_the_key(recording: Recording) -> None:
    asked: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(401 if len(asked) == 2 else 200, json=shape(recording).empty)

    cls = next(cls for cls in PROVIDERS if cls.name == recording.provider)
    more = recording.said.get("settings", {})
    provider = cls(httpx.Client(transport=httpx.MockTransport(handler)), key=KEY, **more)
    provider.probe(now=recording.now)
    assert len(asked) == 1
    asked_for = dict(asked[0].url.params) | json.loads(asked[0].content or "{}")
    assert shape(recording).probe.items() <= asked_for.items()
    assert carries_the_key(asked[0])
    with pytest.raises(ProviderAuthError, match=cls.key_setting):
        provider.probe(now=recording.now)
