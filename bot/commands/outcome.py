"""`denominator outcome log|undo|list`: the same verbs as in chat, for scripts."""

from __future__ import annotations

import uuid
from dataclasses import asdict
from datetime import date

import click

from bot import app, outcomes
from bot.commands import output
from bot.commands.options import Day, json_output
from bot.errors import UnknownNameError, UsageError
from bot.facts.outcome import Outcome
from bot.facts.outcome_line import LineError, OutcomeLine, parse
from bot.ledger import orgs
from bot.runtime import Bot

_PERSON = click.option("--as", "email", help="The e-mail of who logs it; kept as a pseudonym.")


@click.group(short_help="Log, undo and list outcomes, as in chat.")
def command() -> None:
    """Log, undo and list outcomes, as in chat."""


@command.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--team", help="The team whose usual workflow is meant when none is named.")
@_PERSON
@click.option("--day", type=Day(), help="The UTC day on which it was accepted; today when left out.")
@click.option("--event", help="An id that makes logging the same event twice one record.")
@json_output
def log(
    words: tuple[str, ...],
    team: str | None,
    email: str | None,
    day: date | None,
    event: str | None,
    json_wanted: bool,
) -> None:
    """Log one line, such as: denominator outcome log refunds 12 4h."""
    bot = app.build(may_migrate=True)
    with bot.database.writing() as connection:
        org = orgs.current(connection).org
        if team is not None and org.team(team) is None:
            known = ", ".join(sorted(known.slug for known in org.teams)) or "none yet; apply an org file"
            raise UnknownNameError(f"There is no team {team!r}; there are: {known}")
        line = parse(" ".join(words), org.workflows, dated=day is not None)
        if isinstance(line, LineError):
            raise UsageError(line.sentence)
        if not isinstance(line, OutcomeLine):
            raise UsageError("Say what to log, such as: denominator outcome log refunds 12")
        found = outcomes.from_line(
            connection,
            line,
            org=org,
            team=team,
            person=_pseudonym(bot, email),
            event_id=event or f"cli:{uuid.uuid4()}",
            source="cli",
            now=bot.now(),
            day=day,
        )
        kept = outcomes.log(connection, found)
    if json_wanted:
        output.as_json(_row(kept))
        return
    click.echo(_said(kept))
    if kept.note:
        output.line(f"Kept as its note: {kept.note}", err=True)
    if kept.workflow is None and org.workflows:
        known = ", ".join(sorted(one.slug for one in org.workflows))
        output.line(f"No workflow was named, so it is unsorted; there are: {known}", err=True)
    if line.hint:
        output.line(line.hint, err=True)


@command.command()
@click.argument("event")
@_PERSON
@json_output
def undo(event: str, email: str | None, json_wanted: bool) -> None:
    """Take the record of EVENT back within its first ten minutes."""
    bot = app.build()
    with bot.database.writing() as connection:
        try:
            gone = outcomes.undo(connection, event, person=_pseudonym(bot, email), now=bot.now())
        except UnknownNameError:
            raise UnknownNameError(f"There is no entry {event!r}; see: denominator outcome list") from None
    if json_wanted:
        output.as_json(_row(gone))
    else:
        click.echo(f"Undone: {_said(gone)}")


@command.command("list")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 10_000))
@json_output
def list_(limit: int, json_wanted: bool) -> None:
    """List the newest records that stand; who logged them is not shown."""
    bot = app.build()
    with bot.database.reading() as connection:
        found = outcomes.newest(connection, limit=limit)
    if json_wanted:
        output.as_json([_row(one) for one in found])
        return
    output.table(
        ("day", "team", "workflow", "kind", "quantity", "note", "event"),
        [
            (
                one.occurred_on.isoformat(),
                one.team or "–",
                one.workflow or "unsorted",
                one.kind.value,
                str(one.quantity),
                one.note[:40],
                one.event_id,
            )
            for one in found
        ],
        right=("quantity",),
    )


def _said(one: Outcome) -> str:
    day = "" if one.occurred_on == one.logged_at.date() else f" on {one.occurred_on}"
    return f"{one.quantity} {one.kind.value}{day}, {one.workflow or 'unsorted'} ({one.event_id})"


def _row(one: Outcome) -> dict[str, object]:
    return {name: value for name, value in asdict(one).items() if name != "person"}


def _pseudonym(bot: Bot, email: str | None) -> str | None:
    return None if email is None else bot.pseudonym(email)
