from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import OrgFileError
from bot.orgfile import read
from tests.orgfile.refusing import VALID, refused


@pytest.mark.parametrize("text", ["a = " + "[" * 400 + "]" * 400, "a = " + "[" * 5000, "a = 9" + "9" * 5000])
def test_a_hostile_file_is_refused_like_any_other(text: str) -> None:
    assert refused(text)


@given(st.data())
def test_no_value_is_too_odd_to_be_refused_in_a_sentence(data: st.DataObject) -> None:
    odd = st.sampled_from(
        ['""', '"x"', "3", "-1", "1.5", "true", "inf", "nan", "[]", "[[]]", "[1]", "{}", "{ a = 1 }", "2026-01-01",
         "07:30:00", "2026-01-01T00:00:00Z", '"\\u0000"', '["x", "x"]', '[{ slug = "x" }]']
    )  # fmt: skip
    rows = VALID.splitlines()
    for number in data.draw(st.sets(st.sampled_from([n for n, row in enumerate(rows) if " = " in row]), max_size=3)):
        key = rows[number].split(" = ")[0]
        rows[number] = f"{key} = {data.draw(odd)}" if not key.startswith(" ") else data.draw(odd) + ","
    problems = ""
    try:
        read("\n".join(rows), "org.toml")
    except OrgFileError as error:
        problems = str(error)
    assert all(problem.startswith("org.toml:") for problem in problems.splitlines())
