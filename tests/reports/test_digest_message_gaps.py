"""What a digest says where something is not known, not yet or not for good."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.facts.message import Note, Paragraph
from bot.surfaces.console import render
from reports.digest_inputs import DigestInputs
from reports.digest_message import message
from tests.reports.digests import (
    DRAFTING,
    REFUNDS,
    WEEK,
    company,
    cost,
    count,
    inputs,
    one_workflow,
    source,
    unsettled,
    with_sources,
)
from tests.reports.forms import digest_of
from tests.reports.messages import headline, money_lines, said


def test_a_source_cut_short_is_named_and_no_total_stands_out() -> None:
    """AC-C1."""
    of = with_sources(one_workflow("900", 450), source("anthropic", connection="openai", until=date(2026, 11, 15)))
    assert headline(of) is None
    assert Paragraph("Anthropic data ends 14 Nov 2026: this week's spend is not complete.") in said(of).elements
    assert money_lines(of) == {"Team spend": "$900 so far"}


def test_weeks_before_a_source_was_connected_say_so() -> None:
    """AC-C13."""
    found = headline(with_sources(one_workflow("900", 450), source(first_day=date(2026, 11, 9))))
    assert found is not None
    assert found.detail.startswith("the week before: OpenAI not connected before 9 Nov 2026")


def test_the_week_a_source_was_connected_in_is_not_taken_as_whole() -> None:
    """AC-C13."""
    of = with_sources(one_workflow("900", 450), source(first_day=date(2026, 11, 11)))
    assert headline(of) is None
    assert "OpenAI not connected before 11 Nov 2026: this week's spend is not complete." in render(said(of))


@pytest.mark.parametrize("counts", [(), (count(12, "refunds"),)], ids=["nothing logged", "outcomes logged"])
def test_before_any_data_there_is_no_amount_at_all(counts: tuple[object, ...]) -> None:
    """AC-C14."""
    text = render(said(inputs(company(REFUNDS), (), counts, sources=(source(newest_day=None),))))  # type: ignore[arg-type]
    assert "Connected, no data yet: OpenAI answered and had no charge to report so far." in text
    assert "$" not in text
    assert ("12 outcomes logged this week" in text) is bool(counts)


def test_before_any_source_there_is_no_amount_either() -> None:
    text = render(said(inputs(company(REFUNDS), (), sources=())))
    assert "No provider is connected yet" in text
    assert "$" not in text


def test_a_team_no_spend_has_reached_is_told_what_to_do() -> None:
    text = render(said(inputs(company(REFUNDS), (cost("600", team=None),))))
    assert "No AI spend has reached this team yet." in text
    assert "Next: add a rule to the org file that gives spend to this team." in text


def test_a_team_of_which_this_week_is_not_read_is_not_told_that_nothing_was_spent() -> None:
    earlier = cost("600", week=WEEK.plus(-1))
    late = source(until=date(2026, 11, 6))
    first = render(said(inputs(company(), (earlier,), sources=(late,))))
    assert "AI spend of this week is not known yet." in first
    assert "spend of this team" not in first
    text = render(said(inputs(company(REFUNDS), (replace(earlier, workflow="refunds"),), sources=(late,))))
    assert "not known yet" in text
    assert "nothing so far" not in text
    assert "No AI spend this week." in render(said(inputs(company(), (earlier,))))


def test_the_first_weeks_say_what_is_set_up_and_one_next_step() -> None:
    first = inputs(company(DRAFTING), (cost("310", "drafting"),))
    assert "3 of 5 set up. Still open: a first outcome and a baseline." in render(said(first))
    old = replace(first, costs=(*first.costs, cost("300", "drafting", week=WEEK.plus(-4))))
    assert "set up" not in render(said(old))
    assert "KB drafting has no baseline" in render(said(old))


def test_a_restated_week_says_what_it_was_and_what_it_is() -> None:
    assert Paragraph("Restated: week 45 was $61.40, now $82.80.") in message(digest_of("restated")).elements


def small_print(of: DigestInputs) -> str:
    return " ".join(each.text for each in said(of).elements if isinstance(each, Note))


def test_what_is_provisional_is_said_in_one_sentence_with_its_days() -> None:
    """AC-C6."""
    open_ = source(unsettled=unsettled(WEEK.period.end))
    both, outcomes, spend = (
        with_sources(one_workflow("900", 450), open_),
        one_workflow("900", 450),
        with_sources(one_workflow("900", 0), open_),
    )
    sentences = [
        "Provisional: outcomes may still be reversed until 23 Nov 2026, spend corrected until 19 Nov 2026.",
        "Provisional until 23 Nov 2026: outcomes may still be reversed.",
        "Provisional until 19 Nov 2026: spend may still be corrected.",
    ]
    assert [small_print(of).count("rovisional") for of in (both, outcomes, spend)] == [1, 1, 1]
    assert all(text in small_print(of) for of, text in zip((both, outcomes, spend), sentences, strict=True))
    assert "rovisional" not in small_print(one_workflow("900", 0))
