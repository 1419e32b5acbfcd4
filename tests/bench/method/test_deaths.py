"""What a reader sees where processes die, on a short run (method.md 6.3, 8.2), and that deaths are deaths."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.bench.method import deaths
from bot.bench.method.lives import Fate, Office
from bot.bench.method.score import Family, Run
from bot.sandbox.course import rng
from tests.bench.bars import bar


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = Office(tmp_path)
    yield office
    office.close()


def test_each_alert_is_seen_once_where_the_simpler_senders_repeat_or_lose_it() -> None:
    again, never, taken_back = deaths.scores(Run(seeds=(3,), family=Family.TUNED, is_short=True), bar)
    assert (again.measured, never.measured) == (0, 0)
    assert again.anchored
    assert never.anchored
    assert taken_back.at_most is None
    assert "over 6 crash points" in again.of


def test_a_life_that_nothing_disturbs_tells_each_of_three_people_once(office: Office) -> None:
    told = office.live(deaths._bot, Fate(), rng("whole"))
    assert sorted(one.key.rpartition(":")[0] for one in told.said) == [
        "alert:team:sales:month:USD/2026-11-01/A80/1",
        "alert:team:support:month:USD/2026-11-01/A120/1",
        "alert:team:support:month:USD/2026-11-01/A120/1",
    ]
    assert told.deaths == 0
    assert told.steps > 50


def test_a_sender_that_marks_after_it_says_repeats_what_it_died_over(office: Office) -> None:
    whole = office.live(deaths._repeats, Fate(), rng("whole"))
    died = [office.live(deaths._repeats, Fate(deaths=(step,)), rng("whole")) for step in range(2, whole.steps, 6)]
    assert {one.deaths for one in died} == {1}
    assert {len(one.standing) for one in died} == {3, 4}


def test_a_first_message_over_which_the_process_dies_twice_in_a_row_is_seen_once(office: Office) -> None:
    for second in range(33, 50, 3):
        told = office.live(deaths._bot, Fate(deaths=(44, second, 44)), rng(second))
        assert told.deaths == 3
        assert len(told.standing) == len({one.key for one in told.standing}) == 3


def test_two_workers_at_once_say_nothing_twice_either(office: Office) -> None:
    told = office.live(deaths._bot, Fate(meanwhile=1), rng("whole"))
    assert len(told.said) == len(told.standing) == 3
