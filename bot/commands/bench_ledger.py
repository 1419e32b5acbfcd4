"""How `denominator bench ledger` is shown."""

from __future__ import annotations

import dataclasses

import click

from bot.bench.ledger import Report
from bot.bench.ledger_history import Loaded
from bot.bench.ledger_intake import Intake
from bot.bench.ledger_questions import Answered, Growth
from bot.commands import output


def as_json(report: Report) -> dict[str, object]:
    """The report as it is, with what is computed from it beside it."""
    targets = [dataclasses.asdict(target) | {"holds": target.holds} for target in report.targets]
    return {"bench": "ledger", **dataclasses.asdict(report), "week": report.week.shown(), "targets": targets}


def show(report: Report) -> None:
    """The figures, then how the targets stand."""
    click.echo(f"The ledger of a company of 5,000 people, {report.seconds:.0f} s\n")
    _intake("SQLite, beside sqlite3's executemany", report.intake)
    if report.postgres is not None:
        _intake("PostgreSQL, beside COPY and INSERT ON CONFLICT", report.postgres)
    if report.loaded is not None:
        _loaded(report.loaded)
    click.echo(f"Questions about {report.week.shown()} in a history of {report.history:,} charges, medians in ms")
    columns = ("question", "rows", "ours", "bare SQL", "gateway's report")
    output.table(columns, [_question(one) for one in report.answered], right=columns[1:])
    if report.growth is not None:
        _growth(report.growth)
    click.echo()
    for target in report.targets:
        limit = f"at {'least' if target.at_least else 'most'} {target.limit:g} {target.unit}"
        stands = "holds" if target.holds else "falls short"
        click.echo(f"{stands}: {target.name}: {target.figure:g} {target.unit}, {limit}")
        if not target.holds:
            click.echo(f"  {target.reason}")


def _intake(title: str, intake: Intake) -> None:
    columns = ("round", "charges", "bare /s", "ours /s", "ours ÷ bare", "again ÷ bare", "changed again")
    rows = [
        (
            str(one.number),
            f"{one.charges:,}",
            f"{one.charges / one.bare_seconds:,.0f}",
            f"{one.charges / one.our_seconds:,.0f}",
            f"{one.ratio:.2f}",
            f"{one.again_ratio:.2f}",
            str(one.changed_again),
        )
        for one in intake.rounds
    ]
    click.echo(f"{title}: new charges, then the same once more")
    output.table(columns, rows, right=columns)
    click.echo(f"{intake.charges:,} charges in the ledger, {intake.bare_rows:,} rows in the bare table\n")


def _loaded(loaded: Loaded) -> None:
    memory = "" if loaded.peak_mb is None else f", peak {loaded.peak_mb:.0f} MB where idle is {loaded.idle_mb:.0f} MB"
    click.echo(
        f"{loaded.days} days loaded: {loaded.charges:,} charges in {loaded.seconds:.0f} s "
        f"({loaded.charges / loaded.seconds:,.0f} /s), a file of {loaded.file_mb:,.0f} MB{memory}\n"
    )


def _question(one: Answered) -> tuple[str, ...]:
    def text(milliseconds: float | None) -> str:
        return "–" if milliseconds is None else f"{milliseconds:.2f}"

    return (one.question, f"{one.rows:,}", text(one.our_ms), text(one.bare_ms), text(one.gateway_ms))


def _growth(growth: Growth) -> None:
    click.echo(
        f"One team's week, asked in turn: {growth.one_year_ms:.2f} ms in one year of history, "
        f"{growth.all_years_ms:.2f} ms in {growth.years} years"
    )
