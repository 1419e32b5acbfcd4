"""A chart is drawn honestly: from zero, with gaps for what is not known, and told to those who listen."""

from __future__ import annotations

from decimal import Decimal
from xml.etree import ElementTree as ET

from hypothesis import given

from bot.facts.message import Chart, Series
from bot.surfaces.chart_svg import HEIGHT, WIDTH, svg
from bot.surfaces.scale import figure, scale_of
from tests.surfaces.browser_messages import as_carried, charts, decimals

SVG = "{http://www.w3.org/2000/svg}"


def chart(*values: str | None, **changes: object) -> Chart:
    weeks = tuple(f"W{n}" for n in range(len(values)))
    given_ = {
        "title": "Cost per refund",
        "unit": "USD",
        "categories": weeks,
        "series": (Series("", decimals(*values)),),
    }
    return Chart(**{**given_, **changes})  # type: ignore[arg-type]


def drawn(of: Chart, kind: str) -> list[ET.Element]:
    return [each for each in ET.fromstring(svg(of)).iter() if each.get("class", "").split()[:1] == [kind]]  # noqa: S314


@given(charts())
def test_any_chart_is_well_formed_and_tells_its_title_and_summary(of: Chart) -> None:
    if not of.categories:
        assert svg(of) == ""
        return
    root = ET.fromstring(svg(of))  # noqa: S314 - our own drawing
    assert root.get("role") == "img"
    assert (root.findtext(f"{SVG}title") or "").split() == as_carried(of.title).split()
    assert (root.findtext(f"{SVG}desc") or "").split() == as_carried(of.summary).split()


@given(charts())
def test_every_point_lies_inside_the_drawing(of: Chart) -> None:
    if not of.categories:
        return
    for each in ET.fromstring(svg(of)).iter():  # noqa: S314
        for name, most in (("x", WIDTH), ("x1", WIDTH), ("x2", WIDTH), ("cx", WIDTH), ("y1", HEIGHT), ("cy", HEIGHT)):
            assert 0 <= float(each.get(name, "0")) <= most


def test_what_is_not_known_is_a_gap_and_says_so() -> None:
    of = chart("2", None, "0", "3")
    assert len(drawn(of, "bar")) == 3
    (gap,) = drawn(of, "gap")
    assert gap.findtext(f"{SVG}title") == "W1: not known"


def test_a_line_breaks_where_a_value_is_not_known() -> None:
    two = (Series("a", decimals("1", "2", None, "3", "4")), Series("b", decimals(None, "2", None, None, None)))
    first, second = drawn(chart(*"12345", series=two), "line")
    path = first.find(f"{SVG}path")
    assert path is not None
    assert path.get("d", "").count("M") == 2
    assert second.find(f"{SVG}path") is None
    assert len(second.findall(f"{SVG}circle")) == 1


def test_bars_start_at_zero_so_that_lengths_compare() -> None:
    scale = scale_of([Decimal("9.8"), Decimal("10.1")])
    assert scale.ticks[0] == 0
    assert scale.share(Decimal("10.1")) <= 1


def test_there_are_few_ticks_whatever_the_values() -> None:
    for values in (["0.0004"], ["14.70", "2"], ["-3", "8"], ["99999999999"], ["0"], []):
        assert 2 <= len(scale_of([Decimal(v) for v in values]).ticks) <= 6


def test_the_level_is_named_with_its_value() -> None:
    (level,) = drawn(chart("2", "3", level=Decimal("14.7"), level_name="before AI"), "level")
    assert level.findtext(f"{SVG}text") == "before AI $14.70"


def test_the_name_of_the_level_makes_way_for_the_newest_value() -> None:
    def where(newest: str) -> str | None:
        (level,) = drawn(chart("2", newest, level=Decimal("6.46"), level_name="locked baseline"), "level")
        text = level.find(f"{SVG}text")
        return None if text is None else text.get("text-anchor")

    assert (where("6.07"), where("2")) == ("start", "end")


def test_only_the_newest_value_is_written_on_the_drawing() -> None:
    assert [each.text for each in drawn(chart("2.31", "2"), "value")] == ["$2.00"]


def test_values_are_money_where_the_unit_is_a_currency() -> None:
    assert figure(Decimal("1234.5"), "EUR per case") == "€1,234.50"
    assert figure(Decimal("1234.50"), "hours") == "1,234.5"
    assert figure(Decimal("0.0004"), "share") == "0.0004"
