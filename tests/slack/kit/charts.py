"""The native chart (slack.md 1.2), by the lower of the documented limits."""

from __future__ import annotations

from tests.slack.kit.part import Part, unique

SERIES = SEGMENTS = 6
POINTS = LABEL = NAME = 20
TITLE = AXIS_LABEL = 50


def data_visualization(part: Part) -> None:
    if not part.shaped("type title chart", "block_id"):
        return
    part.inside("title").string(TITLE)
    chart = part.inside("chart")
    if chart.kind() == "pie":
        _pie(chart)
    elif chart.kind() in {"line", "bar", "area"}:
        _series_chart(chart)
    elif chart.shaped("type", "series axis_config segments"):
        chart.inside("type").one_of("line", "bar", "area", "pie")


def _pie(chart: Part) -> None:
    if not chart.shaped("type segments"):
        return
    segments = chart.inside("segments").listed(SEGMENTS)
    for segment in segments:
        if segment.shaped("label value"):
            segment.inside("label").string(LABEL)
            value = segment.inside("value")
            if value.number() and value.value <= 0:
                value.refuse("out_of_range", "a segment must be more than 0")
    unique([label for segment in segments for label in segment.given("label")], "the label of a segment")


def _series_chart(chart: Part) -> None:
    if not chart.shaped("type series axis_config"):
        return
    categories = _axis(chart.inside("axis_config"))
    series = chart.inside("series").listed(SERIES)
    for each in series:
        if each.shaped("name data"):
            each.inside("name").string(NAME)
            _points(each.inside("data"), categories)
    unique([name for each in series for name in each.given("name")], "the name of a series")


def _axis(part: Part) -> list[str]:
    if not part.shaped("categories", "x_label y_label"):
        return []
    labels = part.inside("categories").listed(POINTS)
    for label in labels:
        label.string(LABEL)
    unique(labels, "a category")
    for named in part.given("x_label", "y_label"):
        named.string(AXIS_LABEL)
    return [label.value for label in labels]


def _points(part: Part, categories: list[str]) -> None:
    points = part.listed(POINTS)
    for point in points:
        if point.shaped("label value"):
            point.inside("label").string(LABEL)
            point.inside("value").number()
    labels = [point.value.get("label") for point in points if isinstance(point.value, dict)]
    if sorted(map(str, labels)) != sorted(map(str, categories)):
        part.refuse("uneven", "a series must have exactly one value for every category")
