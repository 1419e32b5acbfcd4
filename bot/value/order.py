"""The order in which people read (method.md 7.2): never by spend, tokens, growth or the number of users."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from bot.value.verdicts.kind import Kind


@dataclass(frozen=True, kw_only=True)
class Line:
    """One workflow's line of a digest: what decides its place; `slug` where two have one name.

    `needs_decision` is the verdict's, or that an alert is open; `is_new` whether its verdict has changed; `net` its
    evidence-weighted value less its cost (4.5), None where it is not known.
    """

    name: str
    slug: str = ""
    needs_decision: bool
    is_new: bool
    net: Decimal | None


def ordered(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Who needs a decision first, then changed verdicts, then by net value from the top; ties by name.

    A net value that is not known stands behind all that are.
    """
    return tuple(sorted(lines, key=_place))


def grouped(verdicts: Iterable[tuple[str, Kind]]) -> tuple[tuple[Kind, tuple[str, ...]], ...]:
    """An organisation's workflows by verdict, by name inside each, so that nobody is first for a number."""
    names: dict[Kind, list[str]] = {kind: [] for kind in _KINDS}
    for name, kind in verdicts:
        names[kind].append(name)
    return tuple((kind, tuple(sorted(found, key=_by_name))) for kind, found in names.items() if found)


_KINDS = (Kind.STOP, Kind.FIX, Kind.MEASURE_FIRST, Kind.EXPERIMENT, Kind.EXPAND, Kind.KEEP)
"""What asks for something comes first."""


def _place(line: Line) -> tuple[bool, bool, bool, Decimal, tuple[str, str], str]:
    return (
        not line.needs_decision,
        not line.is_new,
        line.net is None,
        Decimal(0) if line.net is None else -line.net,
        _by_name(line.name),
        line.slug,
    )


def _by_name(name: str) -> tuple[str, str]:
    return name.casefold(), name
