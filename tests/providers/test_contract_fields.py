"""What every provider makes of an answer that is not what it was."""

from __future__ import annotations

import copy
import functools
import operator
from collections.abc import Iterator
from typing import Any

import pytest

from bot.errors import ProviderChangedError
from tests.providers.contract import answer, every_provider, every_recording, shape
from tests.providers.replay import Recording, Replay

pytestmark = pytest.mark.usefixtures("hasty")


def fields(value: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The place of every field in a body."""
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
        yield (*place, key)
        if isinstance(inner, dict | list) and inner:
            yield from fields(inner, (*place, key))


def changed_at(recording: Recording, name: str, value: Any) -> Any:
    """The first answer about costs with another value in the first field of that name that is no object."""
    body = copy.deepcopy(recording.exchanges[recording.costs[0]]["response"]["body"])
    for *path, last in fields(body):
        holder = functools.reduce(operator.getitem, path, body)
        if last == name and "type" not in holder:
            holder[name] = value
            return body
    raise AssertionError(f"the recording has no field {name}")


@every_recording
def test_a_page_that_is_no_list_of_rows_or_does_not_say_whether_more_follow_yields_nothing(
    recording: Recording,
) -> None:
    """Where the rows are counts alone they are lost, and the money is not."""
    if not shape(recording).pages:
        return
    for number in recording.costs:
        counts = "usage" in recording.exchanges[number]["request"]["path"]
        rows = () if counts else ({"data": "?", "has_more": False}, {"data": [{}], "has_more": False})
        for wrong in (*rows, {"data": []}):
            with pytest.raises(ProviderChangedError):
                Replay(recording, {number: answer(200, wrong)}).read()


@every_provider
def test_a_needed_field_that_is_gone_or_of_another_kind_is_named(recording: Recording) -> None:
    """AC-C10: a row that cannot be read fails the reading, it is not left out."""
    number = recording.costs[0]
    for name in shape(recording).needed:
        for wrong in (None, "?", [7], True):
            if wrong is True and name in shape(recording).flags:
                continue
            if wrong == "?" and name in shape(recording).words:
                continue
            with pytest.raises(ProviderChangedError, match=name):
                Replay(recording, {number: answer(200, changed_at(recording, name, wrong))}).read()


@every_provider
@pytest.mark.parametrize("wrong", ["99999999999999", "1e400", "-1e-999999999", "NaN"])
def test_an_amount_the_ledger_cannot_hold_is_a_changed_provider_that_names_the_field(
    recording: Recording, wrong: str
) -> None:
    name = shape(recording).amount
    with pytest.raises(ProviderChangedError, match=f"{name} is"):
        Replay(recording, {recording.costs[0]: answer(200, changed_at(recording, name, wrong))}).read()


@every_provider
@pytest.mark.parametrize("wrong", ["half a \ud800", "nothing \0"], ids=ascii)
def test_a_text_that_cannot_be_stored_is_a_changed_provider_that_names_the_field(
    recording: Recording, wrong: str
) -> None:
    for name in shape(recording).texts:
        with pytest.raises(ProviderChangedError, match=f"{name} holds a character"):
            Replay(recording, {recording.costs[0]: answer(200, changed_at(recording, name, wrong))}).read()
