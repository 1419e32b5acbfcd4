"""The native chart draws what is known, and says what it leaves out."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from bot.facts.message import Chart, Message, Series
from bot.surfaces.slack_blocks import Level, home, render
from bot.surfaces.slack_chart import drawn
from tests.surfaces.browser_messages import decimals

WEEKS = ("W43", "W44", "W45", "W46")
CHART = Chart(
    title="AI cost per refund resolved, by week",
    unit="USD",
    categories=WEEKS,
    series=(Series("AI cost each", decimals("2.77", None, "2.1049", "0.0123456")),),
    level=Decimal("2.90"),
    level_name="locked baseline",
    summary="From $2.77 in week 43 to $0.01 in week 46.",
)


def lines(chart: Chart) -> dict[str, list[float]]:
    drawing = drawn(chart)
    assert drawing is not None
    return {each["name"]: [point["value"] for point in each["data"]] for each in drawing.block["chart"]["series"]}


def labels(chart: Chart) -> list[str]:
    drawing = drawn(chart)
    assert drawing is not None
    found: list[str] = drawing.block["chart"]["axis_config"]["categories"]
    return found


def test_a_week_without_a_figure_is_left_out_and_named_never_drawn_as_zero() -> None:
    assert labels(CHART) == ["W43", "W45", "W46"]
    assert lines(CHART)["AI cost each"] == [2.77, 2.1, 0.01235]
    blocks = render(Message("", "", (CHART,)))["blocks"]
    assert blocks[1]["elements"][0]["text"] == f"{CHART.summary} Not drawn: W44."


def test_the_level_is_a_line_of_its_own_under_its_name() -> None:
    assert lines(CHART)["locked baseline"] == [2.9, 2.9, 2.9]


def test_fewer_than_three_figures_are_told_in_words() -> None:
    few = replace(CHART, series=(Series("AI cost each", decimals("2.77", None, None, "2")),))
    assert drawn(few) is None
    assert "data_visualization" not in kinds(render(Message("", "", (few,))))


def test_a_series_with_a_gap_the_first_has_not_is_left_out_and_named() -> None:
    chart = replace(CHART, series=(*CHART.series, Series("Drafts", decimals("1", "1", None, "1"))))
    drawing = drawn(chart)
    assert drawing is not None
    assert drawing.left_out == ("W44", "Drafts")
    assert list(lines(chart)) == ["AI cost each", "locked baseline"]


def test_of_many_weeks_the_last_twenty_are_drawn() -> None:
    names = tuple(f"W{n}" for n in range(26))
    chart = replace(CHART, categories=names, series=(Series("Cost", tuple(map(Decimal, range(26)))),))
    assert labels(chart) == list(names[6:])


def test_long_names_are_cut_and_kept_apart() -> None:
    names = tuple(f"the week that began on Monday {n}" for n in range(3))
    chart = replace(CHART, categories=names, series=(Series("Cost", decimals("1", "2", "3")),), title="T" * 60)
    assert labels(chart) == ["the week that began…", "the week that beg… 2", "the week that beg… 3"]


def test_without_charts_the_words_and_every_number_stay() -> None:
    message = Message("Support", "", (CHART,))
    for payload in (render(message, Level.NO_CHART), render(message, Level.CLASSIC), home(message)):
        assert "data_visualization" not in kinds(payload)
        said = str(payload["blocks"])
        assert CHART.summary in said
        assert "AI cost each: W43 $2.77, W44 not known, W45 $2.10, W46 $0.01" in said


def test_the_third_chart_of_a_message_is_told_in_words() -> None:
    assert kinds(render(Message("", "", (CHART, CHART, CHART)))).count("data_visualization") == 2


def kinds(payload: dict[str, Any]) -> list[str]:
    return [block["type"] for block in payload["blocks"]]
