"""`Message`: what we say, before any chat product has a say in how it looks.

Texts are plain: no markup, no mentions, no HTML. Each surface escapes for itself and fits its own limits,
and every text of a message is found in every rendering.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Heading:
    """A short title of what follows."""

    text: str


@dataclass(frozen=True)
class Headline:
    """The one figure a reader should leave with: the figure, what it counts, and how it compares."""

    figure: str
    label: str
    detail: str = ""


@dataclass(frozen=True)
class Paragraph:
    """One or two sentences."""

    text: str


@dataclass(frozen=True)
class Facts:
    """Pairs of a name and a value."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Table:
    """Rows under column names; every row has one cell per column."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def __post_init__(self) -> None:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError("every row of a table has one cell per column")


@dataclass(frozen=True)
class Series:
    """One line or set of bars of a chart; None where there is no value that can be supported."""

    name: str
    values: tuple[Decimal | None, ...]


@dataclass(frozen=True)
class Chart:
    """Values by category, with an optional level to compare with; `summary` says in words what it shows."""

    title: str
    unit: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    level: Decimal | None = None
    level_name: str = ""
    summary: str = ""

    def __post_init__(self) -> None:
        if any(len(series.values) != len(self.categories) for series in self.series):
            raise ValueError("every series of a chart has one value per category")


@dataclass(frozen=True)
class Note:
    """Small print: dates, freshness, what is missing."""

    text: str


@dataclass(frozen=True)
class Button:
    """One action a reader may take. `action` is a fixed dotted word; `value` is an id and holds no state."""

    action: str
    label: str
    value: str = ""
    primary: bool = False


@dataclass(frozen=True)
class Actions:
    """Buttons in a row, at most five."""

    buttons: tuple[Button, ...]


Element = Heading | Headline | Paragraph | Facts | Table | Chart | Note | Actions


@dataclass(frozen=True)
class Message:
    """A title, the summary that stands alone where nothing else can be shown, and the elements in order."""

    title: str
    summary: str
    elements: tuple[Element, ...] = ()
