"""How `denominator bench collect` is shown."""

from __future__ import annotations

import dataclasses

import click

from bot.bench.collect import Report
from bot.commands import output


def as_json(report: Report) -> dict[str, object]:
    """The report as it is, with what is computed from it beside it."""
    targets = [dataclasses.asdict(target) | {"holds": target.holds} for target in report.targets]
    sources = [dataclasses.asdict(source) | {"ratio": source.ratio} for source in report.sources]
    said = dataclasses.asdict(report) | {"days": report.days.shown(), "sources": sources}
    return {"bench": "collect", **said, "targets": targets}


def show(report: Report) -> None:
    """The figures, then how the target stands."""
    click.echo(f"{report.days.shown()} of a company of {report.people:,} people, {report.seconds:.0f} s\n")
    columns = ("provider", "answers", "MB", "charges", "parsing s", "collecting s", "parsing ÷ collecting")
    rows = [
        (
            one.provider,
            f"{one.pages:,}",
            f"{one.megabytes:,.1f}",
            f"{one.charges:,}",
            f"{one.parse_seconds:.2f}",
            f"{one.collect_seconds:.2f}",
            f"{one.ratio:.2f}",
        )
        for one in report.sources
    ]
    output.table(columns, rows, right=columns[1:])
    memory = "" if report.peak_mb is None else f", peak {report.peak_mb:.0f} MB where idle is {report.idle_mb:.0f} MB"
    click.echo(f"\nAll at once: {report.charges:,} charges in {report.together_seconds:.0f} s{memory}")
    for target in report.targets:
        stands = "holds" if target.holds else "falls short"
        click.echo(f"{stands}: {target.name}: {target.figure:g} {target.unit}, at most {target.limit:g} {target.unit}")
        if not target.holds:
            click.echo(f"  {target.reason}")
