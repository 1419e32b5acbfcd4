"""The card as a whole: every row of method.md 8.2 that is measured, in a short form."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from bot.bench.method.score import Family, Run, Score, seeds_said
from bot.bench.method.scorecard import SUBJECTS, is_met, measure
from bot.commands import bench_method
from bot.errors import UsageError
from tests.bench.bars import bar

QUICK = ("verdicts", "routing")


def score(measured: float, **more: float) -> Score:
    return Score(row="row", name="name", measured=measured, of="3", reason="few weeks", **more)  # type: ignore[arg-type]


def test_a_target_that_is_met_in_one_family_alone_is_not_met() -> None:
    good, bad = score(0.97, at_least=0.94), score(0.93, at_least=0.94)
    assert is_met({Family.TUNED: [good], Family.OTHER: [good]}, good) is True
    assert is_met({Family.TUNED: [good], Family.OTHER: [bad]}, good) is False
    assert is_met({Family.TUNED: [score(3)]}, score(3)) is None


def test_both_ends_of_a_target_are_held() -> None:
    assert [score(one, at_least=0.75, at_most=0.85).holds for one in (0.74, 0.75, 0.85, 0.86)] == [
        False,
        True,
        True,
        False,
    ]


def test_the_card_says_what_is_met_what_is_not_and_why(capsys: pytest.CaptureFixture[str]) -> None:
    good, bad = score(0.97, at_least=0.94), score(0.93, at_least=0.94)
    bench_method.show({Family.TUNED: [good], Family.OTHER: [bad]}, "101-120")
    said = capsys.readouterr().out
    assert "0 of 1 targets met" in said
    assert "✗  name   ≥ 0.94   0.97   0.93          3" in said
    assert "name: few weeks" in said


def test_every_reason_is_said_once_for_all_whose_it_is_and_by_family_where_they_differ(
    capsys: pytest.CaptureFixture[str],
) -> None:
    met, also = score(0.97, at_least=0.94), replace(score(1), name="another")
    missed = replace(score(0.93, at_least=0.94), reason="few runs.", of="4")
    bench_method.show({Family.TUNED: [met, also], Family.OTHER: [met, also]}, "101-120")
    assert "name; another: few weeks" in capsys.readouterr().out
    bench_method.show({Family.TUNED: [met], Family.OTHER: [missed]}, "101-120")
    said = capsys.readouterr().out
    assert "name: other: few runs." in said
    assert "3 / 4" in said


def test_what_only_the_bench_measures_is_marked_and_counted_apart(capsys: pytest.CaptureFixture[str]) -> None:
    unsaid = replace(score(0.97, at_least=0.94), name="hint", in_product=False)
    found = {Family.TUNED: [score(0.97, at_least=0.98), unsaid]}
    bench_method.show(found, "1")
    said = capsys.readouterr().out
    assert "1 of 2 targets met, 1 of 1 of what is not said by the bot yet" in said
    assert "hint (not said by the bot yet)" in said
    assert "hint (not said by the bot yet)" in bench_method.as_markdown(found, "1")
    assert [one["in_product"] for one in bench_method.as_json(found, "1")["scores"]] == [True, False]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("seeds", "said"), [((7,), "seed 7"), ((1, 2, 3), "seeds 1 to 3"), ((1, 5, 9), "seeds 1, 5, 9")]
)
def test_seeds_are_said_as_briefly_as_they_can_be(seeds: tuple[int, ...], said: str) -> None:
    assert seeds_said(seeds) == said


def test_the_document_has_the_same_in_tables() -> None:
    good, bad = score(0.97, at_least=0.94), score(0.93, at_least=0.94)
    said = bench_method.as_markdown({Family.TUNED: [good], Family.OTHER: [bad]}, "101-120")
    assert "| ✗ | name | ≥ 0.94 | 0.97 | 0.93 |  | 3 |" in said
    assert "- *name*: few weeks." in said


def test_the_names_of_scores_are_the_same_in_both_families_and_their_json_is_whole() -> None:
    found = {one: measure(Run(seeds=(1,), family=one, is_short=True), bar, QUICK) for one in Family}
    tuned, other = ([(one.row, one.name) for one in scores] for scores in found.values())
    assert tuned == other
    document = json.loads(json.dumps(bench_method.as_json(found, "1")))
    assert {one["family"] for one in document["scores"]} == {"tuned", "other"}
    assert {"row", "name", "measured", "at_least", "at_most", "anchor", "anchored", "met"} <= document["scores"][
        0
    ].keys()


@pytest.mark.parametrize(("text", "first", "last"), [("101-120", 101, 120), (" 7 ", 7, 7)])
def test_seeds_are_a_number_or_a_span(text: str, first: int, last: int) -> None:
    assert bench_method.seeds(text) == tuple(range(first, last + 1))


@pytest.mark.parametrize("text", ["", "x", "9-1", "1-500", "1,2"])
def test_other_seeds_are_refused(text: str) -> None:
    with pytest.raises(UsageError, match="written like 101-120"):
        bench_method.seeds(text)


def test_every_subject_measures_something_of_its_own() -> None:
    assert len({id(one) for one in SUBJECTS.values()}) == len(SUBJECTS)
