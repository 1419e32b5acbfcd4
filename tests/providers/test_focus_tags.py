from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.providers.focus_tags import tags

STORABLE = st.text(st.characters(codec="utf-8", exclude_characters="\0"))


@pytest.mark.parametrize(
    "text",
    [
        '{"team": "support", "cost center": "12"}',
        '{"team": "support", "cost center": 12}',
        '[{"key": "team", "value": "support"}, {"key": "cost center", "value": "12"}]',
        '[{"Key": "team", "Value": "support"}, {"Key": "cost center", "Value": 12}]',
        "{team=support, cost center=12}",
        "team=support;cost center=12",
    ],
)
def test_the_three_forms_say_the_same(text: str) -> None:
    assert tags(text) == {"team": "support", "cost center": "12"}


@pytest.mark.parametrize("text", ["{}", "[]", "null"])
def test_no_tags_are_no_tags(text: str) -> None:
    assert tags(text) == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a": null, "b": true, "c": 1.10, "d": ["x"]}', {"a": "", "b": "true", "c": "1.10", "d": '["x"]'}),
        ('{"org": "x", " org": "y"}', {"org": "x", " org": "y"}),
        ("{a=x, y, b=}", {"a": "x, y", "b": ""}),
        ("{url=https://e.example/?q=1}", {"url": "https://e.example/?q=1"}),
    ],
)
def test_values_keep_what_they_say(text: str, expected: dict[str, str]) -> None:
    assert tags(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "just words",
        "5",
        '"x"',
        "{",
        "=x",
        '["a"]',
        '[{"key": "a", "value": "b", "more": 1}]',
        '[{"value": "b"}]',
        r'{"a": "\u0000"}',
        r'{"a": "\ud800"}',
        "[" * 100_000,
    ],
)
def test_an_unreadable_text_is_kept_whole(text: str) -> None:
    assert tags(text) == {"tags": text}


@given(st.dictionaries(STORABLE, STORABLE))
def test_any_json_object_of_texts_comes_back(expected: dict[str, str]) -> None:
    assert tags(json.dumps(expected)) == expected
    assert tags(json.dumps(expected, ensure_ascii=False)) == expected
    assert tags(json.dumps([{"key": key, "value": value} for key, value in expected.items()])) == expected


@given(st.text())
def test_no_text_is_refused(text: str) -> None:
    assert all(isinstance(value, str) for value in tags(text).values())
