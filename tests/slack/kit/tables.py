"""The static table and the data table (slack.md 1.1; 9.2 and 9.3 correct it)."""

from __future__ import annotations

from tests.slack.kit.part import Part
from tests.slack.kit.rich_text import rich_text
from tests.slack.kit.shown import characters

ROWS, COLUMNS, CHARACTERS = 100, 20, 10_000


def table(part: Part) -> None:
    """At most 100 rows of 20 cells, of equal length, no cell empty."""
    if not part.shaped("type rows", "block_id column_settings"):
        return
    _rows(part.inside("rows"), at_least=1, at_most=ROWS)
    for settings in part.given("column_settings"):
        for setting in settings.listed(COLUMNS, at_least=0):
            if setting.value is not None and setting.shaped("", "align is_wrapped"):
                for align in setting.given("align"):
                    align.one_of("left", "center", "right")
                for wrapped in setting.given("is_wrapped"):
                    wrapped.boolean()


def data_table(part: Part) -> None:
    """A header and at most 100 rows (the lower of two documented limits); the header holds no rich text."""
    if not part.shaped("type caption rows", "block_id page_size row_header_column_index"):
        return
    part.inside("caption").string(150)
    for size in part.given("page_size"):
        size.integer(1, 100)
    for index in part.given("row_header_column_index"):
        index.integer(0, COLUMNS - 1)
    rows = _rows(part.inside("rows"), at_least=2, at_most=ROWS + 1)
    for cell in rows[0] if rows else []:
        if cell.kind() == "rich_text":
            cell.refuse("wrong_place", "a header cell is not rich text")


def _rows(part: Part, *, at_least: int, at_most: int) -> list[list[Part]]:
    rows = [row.listed(COLUMNS) for row in part.listed(at_most, at_least=at_least)]
    for index, row in enumerate(rows):
        if len(row) != len(rows[0]):
            part.inside(index).refuse("uneven", "every row must have as many cells as the first")
        for cell in row:
            _cell(cell)
    if sum(characters(row.value) for cells in rows for row in cells) > CHARACTERS:
        part.refuse("too_long", f"the cells of a table hold at most {CHARACTERS} characters")
    return rows


def _cell(part: Part) -> None:
    match part.kind():
        case "raw_text":
            if part.shaped("type text"):
                part.inside("text").string(CHARACTERS)
        case "raw_number":
            if part.shaped("type value text"):
                part.inside("value").number()
                part.inside("text").string(CHARACTERS)
        case "rich_text":
            rich_text(part)
        case other:
            part.refuse("unknown_type", f"no such cell: {other or part.value}")
