"""Overlaps of the org file: of two sources that state the same money one counts, and one must."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from bot.facts.org import Org
from bot.facts.overlap import Overlap
from bot.orgfile.dates import holds
from bot.orgfile.lines import Path
from bot.orgfile.source import Source
from bot.orgfile.table import Table


def overlap(table: Table) -> Overlap:
    """One overlap of two connections."""
    since = table.optional_day("since")
    return Overlap(
        connection=table.required("connection", table.pattern("connection")),
        covered_by=table.required("covered_by", table.pattern("covered_by")),
        provider=table.optional_name("provider"),
        tags=table.mapping("tag"),
        since=since,
        until=table.end("until", since),
    )


def check_overlaps(org: Org, source: Source) -> None:
    """Refuse a connection that is covered by itself, at once or through others on the same days."""
    for number, overlap in enumerate(org.overlaps):
        path: Path = ("overlap", number)
        if not overlap.connection or not overlap.covered_by:
            continue
        if _may_be_one(overlap.connection, overlap.covered_by):
            source.refuse(
                (*path, "covered_by"),
                f"{overlap.connection} cannot be covered by {overlap.covered_by}, which may be the same connection; "
                "name the other one, whose figures count",
            )
        elif (other := _closing(overlap, org.overlaps[:number])) is not None:
            line = source.line(("overlap", other))
            source.refuse(
                path,
                f"{overlap.connection} and {overlap.covered_by} would cover each other on the same days "
                f"(line {line}), and neither would count; take one overlap out or end it before",
            )


def _closing(overlap: Overlap, earlier: Sequence[Overlap]) -> int | None:
    """The place of the earlier overlap with which this one leads back to its own connection, if one does."""
    for day in _first_days(overlap, earlier):
        for provider in _providers(overlap, earlier):
            open_ = {
                n: one
                for n, one in enumerate(earlier)
                if holds(one, day) and one.provider in {None, provider} and _may_share_tags(one, overlap)
            }
            reached = [overlap]
            for step in reached:
                for n in [n for n, one in open_.items() if _may_be_one(step.covered_by, one.connection)]:
                    if _may_be_one(open_[n].covered_by, overlap.connection):
                        return n
                    reached.append(open_.pop(n))
    return None


def _first_days(overlap: Overlap, earlier: Sequence[Overlap]) -> Iterator[date]:
    """The days of the overlap on which another set of overlaps holds than the day before."""
    starts = {one.since or date.min for one in (overlap, *earlier)}
    return (day for day in sorted(starts) if holds(overlap, day))


def _providers(overlap: Overlap, earlier: Sequence[Overlap]) -> set[str | None]:
    """Whose charges to look at: None stands for every provider that no overlap names."""
    return {overlap.provider} if overlap.provider else {None, *(one.provider for one in earlier)}


def _may_share_tags(one: Overlap, other: Overlap) -> bool:
    """Whether a charge may carry the tags of both."""
    its = dict(other.tags)
    return all(_may_be_one(value, its[name]) for name, value in one.tags if name in its)


def _may_be_one(one: str, other: str) -> bool:
    """Whether one thing may answer to both names, of which each may end in `*`."""
    stem, its_stem = one.removesuffix("*"), other.removesuffix("*")
    if one.endswith("*") and other.endswith("*"):
        return stem.startswith(its_stem) or its_stem.startswith(stem)
    if one.endswith("*"):
        return other.startswith(stem)
    return one.startswith(its_stem) if other.endswith("*") else one == other
