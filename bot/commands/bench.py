"""`denominator bench`: the project's own measurements, each beside its baselines."""

from __future__ import annotations

import dataclasses
import os
import tempfile
from pathlib import Path

import click

from bot.bench import ledger as ledger_bench
from bot.bench.ack import BARE, BOLT, OURS, Figures, Report, measure
from bot.commands import output
from bot.commands.options import json_output

_NAMES = {BARE: "bare check", BOLT: "bare Bolt", OURS: "Denominator"}


@click.group(invoke_without_command=True, short_help="Measure, with the baselines side by side.")
@click.pass_context
@json_output
def command(context: click.Context, json_wanted: bool) -> None:
    """Run every measurement, under a minute each; nothing leaves this machine, nothing stays on it."""
    if context.invoked_subcommand is None:
        context.invoke(ack, json_wanted=json_wanted)
        context.invoke(ledger, json_wanted=json_wanted)


@command.command()
@json_output
def ack(json_wanted: bool) -> None:
    """How fast a signed /ai-outcome 3 is acknowledged, beside a bare signature check and a bare Bolt app."""
    with tempfile.TemporaryDirectory(prefix="denominator-bench-") as folder:
        click.echo("Three servers, each in a process of its own, are measured in turn; half a minute …", err=True)
        report = measure(Path(folder))
    if json_wanted:
        output.as_json({"bench": "ack", **_json(report)})
    else:
        _show(report)


@command.command()
@json_output
def ledger(json_wanted: bool) -> None:
    """How fast charges of a company of 5,000 people get into the ledger, beside a bare upsert of the same rows."""
    with (
        tempfile.TemporaryDirectory(prefix="denominator-bench-") as folder,
        output.progress(
            "Putting days into two databases in turn", ledger_bench.ROUNDS * ledger_bench.DAYS_A_ROUND
        ) as on,
    ):
        report = ledger_bench.measure(Path(folder), on)
    if json_wanted:
        output.as_json({"bench": "ledger", **_json(report)})
    else:
        _show_ledger(report)


def _json(report: Report | ledger_bench.Report) -> dict[str, object]:
    targets = [dataclasses.asdict(target) | {"holds": target.holds} for target in report.targets]
    return dataclasses.asdict(report) | {"targets": targets}


def _show(report: Report) -> None:
    click.echo(f"Acknowledging a signed /ai-outcome 3, {report.rounds} interleaved rounds, {report.seconds:.0f} s\n")
    figures = {(one.server, one.concurrency): one for one in report.figures}
    columns = ("at once", "server", "requests", "p50 ms", "p99 ms", "per second", "p50 × bare", "p99 × Bolt")
    rows = [_row(one, figures[BARE, one.concurrency], figures[BOLT, one.concurrency]) for one in report.figures]
    output.table(columns, rows, right=(columns[0], *columns[2:]))
    click.echo()
    for target in report.targets:
        click.echo(
            f"{'holds' if target.holds else 'falls short'}: {target.name}: {target.ratio:.2f} ×, "
            f"at most {target.limit:g} × (in {target.rounds_held} of {target.rounds} rounds singly)"
        )
    if not all(target.holds for target in report.targets):
        click.echo(_reason())
    click.echo(
        f"\n{report.logged} of {report.commands} commands are in the ledger. Until the answer, from the command:"
    )
    for one in report.answers:
        waited = "–" if one.p50_ms is None or one.p99_ms is None else f"{one.p50_ms:.0f} ms, p99 {one.p99_ms:.0f} ms"
        click.echo(f"  {one.concurrency} at once: {one.answered} of {one.commands} answered, p50 {waited}")


def _show_ledger(report: ledger_bench.Report) -> None:
    click.echo(f"Charges into the ledger, {len(report.intake.rounds)} interleaved rounds, {report.seconds:.0f} s\n")
    columns = ("round", "charges", "bare per second", "ours per second", "ours ÷ bare", "again ÷ bare", "written again")
    rows = [
        (
            str(one.number),
            f"{one.charges:,}",
            f"{one.charges / one.bare_seconds:,.0f}",
            f"{one.charges / one.our_seconds:,.0f}",
            f"{one.ratio:.2f}",
            f"{one.again_ratio:.2f}",
            str(one.written),
        )
        for one in report.intake.rounds
    ]
    output.table(columns, rows, right=columns)
    click.echo()
    for target in report.targets:
        limit = f"at {'least' if target.at_least else 'most'} {target.limit:g} {target.unit}"
        state = "holds" if target.holds else "falls short"
        click.echo(f"{state}: {target.name}: {target.figure:g} {target.unit}, {limit}")
        if not target.holds:
            click.echo(f"  {target.reason}")


def _row(one: Figures, bare: Figures, bolt: Figures) -> tuple[str, ...]:
    return (
        str(one.concurrency),
        _NAMES[one.server],
        str(one.requests),
        f"{one.p50_ms:.2f}",
        f"{one.p99_ms:.2f}",
        f"{one.per_second:.0f}",
        f"{one.p50_ms / bare.p50_ms:.2f}",
        f"{one.p99_ms / bolt.p99_ms:.2f}",
    )


def _reason() -> str:
    busy = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    machine = "" if busy is None else f"; {busy:.1f} programs wanted the {os.cpu_count()} processors just now"
    return (
        "A target that falls short in some rounds only was missed by what else the machine did; one that falls short "
        f"in all of them is ours: answers and acknowledgements share one interpreter{machine}."
    )
