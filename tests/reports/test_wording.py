"""Words for people: exact where it matters, short where it does not, and never silent about a missing fact."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from jinja2 import UndefinedError

from reports.wording import (
    about,
    bare,
    change,
    day,
    environment,
    listed,
    money,
    number,
    people,
    plural,
    provider_name,
    say,
)


def test_cents_are_shown_where_they_matter() -> None:
    assert money(Decimal("14.7"), "USD") == "$14.70"
    assert money(Decimal("1329.12"), "USD") == "$1,329"
    assert money(Decimal(-1200), "EUR") == "-€1,200"


def test_beside_an_amount_its_range_needs_no_currency() -> None:
    assert [bare(Decimal(each), "CHF") for each in ("8.834", "-0.5", "1329")] == ["8.83", "-0.50", "1,329"]
    assert bare(Decimal("0.001"), "USD") == "<0.01"


def test_an_estimate_is_not_given_to_the_cent() -> None:
    assert (about(Decimal("23.95"), "USD"), about(Decimal("3.104"), "USD")) == ("$24", "$3.10")


def test_a_change_is_said_in_words() -> None:
    assert change(Decimal("2.00"), Decimal("2.90")) == "31% below"
    assert change(Decimal("3.00"), Decimal("2.00")) == "50% above"
    assert change(Decimal("2.001"), Decimal("2.00")) == "level with"


def test_one_is_not_said_like_many() -> None:
    assert (plural(1, "key"), plural(2, "key"), plural(1200, "outcome")) == ("1 key", "2 keys", "1,200 outcomes")
    assert (people(1), people(5)) == ("1 person", "5 people")


def test_names_are_listed_as_in_a_sentence() -> None:
    assert [listed(names) for names in ([], ["A"], ["A", "B"], ["A", "B", "C"])] == ["", "A", "A and B", "A, B and C"]


def test_a_day_carries_its_year() -> None:
    assert day(date(2026, 11, 14)) == "14 Nov 2026"


def test_numbers_carry_no_needless_zeros() -> None:
    assert (number(4100), number(Decimal("14.0")), number(Decimal("2.50"))) == ("4,100", "14", "2.5")


def test_a_provider_is_called_what_people_call_it() -> None:
    assert (provider_name("openai"), provider_name("google-cloud")) == ("OpenAI", "Google Cloud")


def test_a_sentence_refuses_to_be_said_without_its_facts() -> None:
    with pytest.raises(UndefinedError):
        say("digest.txt.j2", "provisional")
    with pytest.raises(TypeError):
        say("digest.txt.j2", "provisional", until=date(2026, 11, 23), reason="none")


def test_texts_are_left_as_they_are_and_pages_are_escaped() -> None:
    said = say("digest.txt.j2", "folded", names=["R&D <ops>"], people=5)
    assert said == "Includes R&D <ops>, too small to show alone (fewer than 5 people)."
    assert callable(environment().autoescape)
    assert environment().autoescape("page.html.j2") is True
