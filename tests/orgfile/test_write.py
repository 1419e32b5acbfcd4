from __future__ import annotations

import pytest
from hypothesis import given

from bot.facts.org import Org
from bot.orgfile import plan, read, write
from tests.orgfile.orgs import orgs, patiently
from tests.orgfile.refusing import WORKFLOW


@patiently
@given(orgs())
def test_what_is_written_reads_back_as_it_was(org: Org) -> None:
    text = write(org)
    assert read(text, "org.toml") == org
    assert write(read(text, "org.toml")) == text


@patiently
@given(orgs(), orgs())
def test_a_plan_is_empty_for_equals_and_the_same_twice(old: Org, new: Org) -> None:
    assert plan(old, old) == ()
    assert plan(old, read(write(old), "org.toml")) == ()
    assert plan(old, new) == plan(old, new)
    assert old != new or not plan(old, new)


@pytest.mark.parametrize(("line", "is_facing"), [("customer_facing = false\n", False), ("", None)])
def test_that_customers_do_not_see_it_is_kept_apart_from_what_nobody_said(line: str, is_facing: bool | None) -> None:
    text = WORKFLOW + line
    (workflow,) = (org := read(text, "org.toml")).workflows
    assert workflow.is_customer_facing is is_facing
    assert line in write(org)
    assert ("customer_facing" in write(org)) is (is_facing is not None)


def test_an_empty_organisation_is_an_empty_file() -> None:
    assert write(Org()) == ""
    assert read("", "org.toml") == Org()
