"""`denominator bench world`: the files of a synthetic company with planted truth."""

from __future__ import annotations

from pathlib import Path

import click

from bot.bench import world
from bot.commands import output


@click.command(name="world")
@click.option("--size", type=click.Choice(world.SIZE_NAMES), default="S", show_default=True, help="Up to 5,000 people.")
@click.option("--seed", type=click.IntRange(0), default=101, show_default=True, help="The same seed, the same bytes.")
@click.option("--family", type=click.Choice(world.FAMILIES), default="tuned", show_default=True, help="How it varies.")
@click.option("-o", "folder", type=click.Path(path_type=Path), required=True, help="A new folder for the files.")
@click.option("--truth", "truth_file", type=click.Path(path_type=Path), required=True, help="A file outside of it.")
def command(size: str, seed: int, family: str, folder: Path, truth_file: Path) -> None:
    """Write the org file, bills, outcomes and claims of a synthetic company, and apart what is true of it."""
    with output.progress("Writing workflows", world.workflows(size)) as step:
        made = world.write_world(size, seed, family, folder=folder, truth_file=truth_file, step=step)
    output.line(
        f"{folder}: {made.size.people:,} people, {made.size.teams} teams, {made.size.workflows} workflows, "
        f"{made.size.weeks} weeks from {made.size.starts}; the truth is in {truth_file}"
    )
