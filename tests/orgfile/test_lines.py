from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.facts.org import Org
from bot.orgfile import write
from bot.orgfile.lines import Path, locate
from tests.orgfile.orgs import orgs, patiently


def test_tables_keys_and_items_are_found_where_they_stand() -> None:
    text = """\
# [[team]] in a comment
[[team]]
slug = "a # no [comment]"
'odd key' = \"\"\"
two \\" lines\"\"\"
[[team]]
  "sl\\u0075g" = '''x
'''
dotted . key = 2026-01-01 07:32:00 # a date with a blank

[team.inside]
list = [
  1,  # one
  { a = 1, b = [{ c = "}" }] },
]
"""
    lines = locate(text)
    assert lines.of(("team",)) == 2
    assert lines.of(("team", 0)) == 2
    assert lines.of(("team", 0, "slug")) == 3
    assert lines.of(("team", 0, "odd key")) == 4
    assert lines.of(("team", 1)) == 6
    assert lines.of(("team", 1, "slug")) == 7
    assert lines.of(("team", 1, "dotted", "key")) == 9
    assert lines.of(("team", 1, "inside")) == 11
    assert lines.of(("team", 1, "inside", "list", 0)) == 13
    assert lines.of(("team", 1, "inside", "list", 1, "b", 0, "c")) == 14


def test_what_does_not_stand_in_the_text_is_placed_at_what_is_around_it() -> None:
    lines = locate("\n[[team]]\nslug = 'a'\n")
    assert lines.of(("team", 0, "name")) == 2
    assert lines.of(("budget",)) == 1


@pytest.mark.parametrize("quote", ['"""', "'''"])
def test_text_over_many_lines_is_one_value(quote: str) -> None:
    text = f"a = {quote}\n[[b]]\nc = 1{quote}\nd = 1\n"
    assert locate(text).by_path == {("a",): 1, ("d",): 4}


def _paths(value: Any, path: Path = ()) -> set[Path]:
    inside: set[Path] = set()
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        inside |= {(*path, key)} | _paths(item, (*path, key))
    return inside


@patiently
@given(orgs(), st.booleans())
def test_every_value_the_reader_sees_has_a_line_that_names_it(org: Org, windows: bool) -> None:
    text = write(org).replace("\n", "\r\n") if windows else write(org)
    found = locate(text).by_path
    assert set(found) == _paths(tomllib.loads(text))
    rows = text.split("\n")
    for path, line in found.items():
        if isinstance(path[-1], str) and path[-1].isidentifier():
            assert path[-1] in rows[line - 1]
