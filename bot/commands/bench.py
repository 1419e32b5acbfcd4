"""`denominator bench`: the project's own measurements, each beside its baselines."""

from __future__ import annotations

import dataclasses
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from bot.bench import collect as collect_bench
from bot.bench import ledger as ledger_bench
from bot.bench.ack import BARE, BOLT, OURS, Figures, Report, measure
from bot.bench.method.score import Family, Run
from bot.bench.method.scorecard import SUBJECTS
from bot.bench.method.scorecard import measure as measure_method
from bot.commands import bench_collect, bench_ledger, bench_method, bench_world, output
from bot.commands.options import json_output
from bot.errors import UsageError

_NAMES = {BARE: "bare check", BOLT: "bare Bolt", OURS: "Denominator"}


@click.group(invoke_without_command=True, short_help="Measure, with the baselines side by side.")
@click.pass_context
@json_output
def command(context: click.Context, json_wanted: bool) -> None:
    """Run every measurement, a minute or two each; nothing leaves this machine, nothing stays on it."""
    if context.invoked_subcommand is not None:
        return
    if json_wanted:
        output.as_json([_json(_ack()), bench_ledger.as_json(_ledger())])
    else:
        _show(_ack())
        click.echo()
        bench_ledger.show(_ledger())


@command.command()
@json_output
def ack(json_wanted: bool) -> None:
    """How fast a signed /ai-outcome 3 is acknowledged, beside a bare signature check and a bare Bolt app."""
    report = _ack()
    if json_wanted:
        output.as_json(_json(report))
    else:
        _show(report)


@command.command()
@click.option("--year", is_flag=True, help="Load a year, ten million charges, and ask that; some 15 GB in TMPDIR.")
@click.option("--years", type=click.IntRange(1, 5), help="Load so many years, and ask before and after the others.")
@click.option("--postgres", metavar="URL", help="Measure PostgreSQL too, in a schema of its own there.")
@json_output
def ledger(year: bool, years: int | None, postgres: str | None, json_wanted: bool) -> None:
    """How fast a company's charges get in and answers out, beside bare SQL and a gateway's weekly report."""
    if postgres is not None and not postgres.startswith(("postgresql://", "postgres://")):
        raise UsageError("--postgres is not an address of PostgreSQL; write postgresql://user@host/name")
    report = _ledger(years=years or int(year), postgres=postgres)
    if json_wanted:
        output.as_json(bench_ledger.as_json(report))
    else:
        bench_ledger.show(report)


@command.command(name="collect")
@click.option("--copies", type=click.IntRange(1, 500), default=80, help="How often the 62 people are there.")
@json_output
def collect_(copies: int, json_wanted: bool) -> None:
    """How fast and in how much memory 90 days of a company of 5,000 people are collected from every provider."""
    with _folder() as folder:
        report = collect_bench.measure(folder, output.progress, copies=copies)
    if json_wanted:
        output.as_json(bench_collect.as_json(report))
    else:
        bench_collect.show(report)


command.add_command(bench_world.command)


@command.command()
@click.option("--seeds", "text", default="101-120", show_default=True, help="The worlds; 1-20 were used for tuning.")
@click.option("--family", type=click.Choice([*(one.name.lower() for one in Family), "both"]), default="both")
@click.option("--only", type=click.Choice(list(SUBJECTS)), multiple=True, help="Of these subjects alone.")
@click.option("--short", is_flag=True, help="Few of each: seconds, and no figure to be quoted.")
@click.option("--markdown", is_flag=True, help="As docs/scorecard.md has it.")
@json_output
def method(text: str, family: str, only: tuple[str, ...], short: bool, markdown: bool, json_wanted: bool) -> None:
    """How right the method is on invented companies whose truth is known: every score with its target and an anchor.

    Half an hour for all. What needs numpy or statsforecast asks for them: pip install 'denominator-bot[bench]'.
    """
    found_seeds = bench_method.seeds(text)
    families = [one for one in Family if family in {"both", one.name.lower()}]
    found = {
        one: measure_method(Run(seeds=found_seeds, family=one, is_short=short), output.progress, only or list(SUBJECTS))
        for one in families
    }
    if json_wanted:
        output.as_json(bench_method.as_json(found, text))
    elif markdown:
        click.echo(bench_method.as_markdown(found, text), nl=False)
    else:
        bench_method.show(found, text)


def _ack() -> Report:
    with _folder() as folder:
        click.echo("Three servers, each in a process of its own, are measured in turn; half a minute …", err=True)
        return measure(folder)


def _ledger(*, years: int = 0, postgres: str | None = None) -> ledger_bench.Report:
    with _folder() as folder:
        return ledger_bench.measure(folder, output.progress, years=years, postgres=postgres)


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="denominator-bench-") as folder:
        yield Path(folder)


def _json(report: Report) -> dict[str, object]:
    targets = [dataclasses.asdict(target) | {"holds": target.holds} for target in report.targets]
    return {"bench": "ack", **dataclasses.asdict(report), "targets": targets}


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
