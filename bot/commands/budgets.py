"""`denominator budgets list|check`."""

from __future__ import annotations

from collections.abc import Sequence

import click

from bot import app, budgets, deliveries, jobs
from bot.budget_outlook import look_ahead
from bot.budgets import BudgetState
from bot.commands import output, posting
from bot.commands.options import json_output
from bot.errors import ImportRefusedError, SurfaceError
from bot.facts.delivery import Kind
from bot.facts.money import shown
from bot.facts.org import Org
from bot.facts.percent import per_cents
from bot.facts.prospect import Prospect
from bot.ledger import alerts, orgs
from bot.rates import keep_rates
from bot.runtime import Bot
from reports.alert import title
from reports.foreseen import percent

_LIKELY = ("likely finish", "8 in 10 between", "over", "money gone")


@click.group(short_help="Say how each budget stands, and test them now.")
def command() -> None:
    """Say how each budget stands, and test them now."""


@command.command("list")
@json_output
def list_(json_wanted: bool) -> None:
    """Say how each budget in force stands and is likely to end: its period counts whole UTC days."""
    bot = app.build()
    _keep_rates(bot)
    found, _ = _states(bot)
    if json_wanted:
        output.as_json({"budgets": _rows(found)})
    else:
        _say(found)


@command.command()
@click.option("--post", is_flag=True, help="Tell the owners now, instead of leaving that to the worker.")
@json_output
def check(post: bool, json_wanted: bool) -> None:
    """Test every budget now, as the worker does every 15 minutes: what was crossed since is recorded, once.

    Those who are to know are told by the worker, or by this command with --post, which also tries again at once what
    could not be told before.
    """
    bot = app.build()
    if post:
        jobs.must_speak(bot)
    _keep_rates(bot)
    crossed = jobs.check_budgets(bot)
    found, org = _states(bot)
    with bot.database.reading() as connection:
        told = [alert for one in crossed if (alert := alerts.find(connection, one)) is not None]
    titles = {alert.id: title(alert, org) for alert in told}
    if json_wanted:
        output.as_json(
            {"crossed": [{"alert": one, "says": says} for one, says in titles.items()], "budgets": _rows(found)}
        )
    else:
        _say(found)
        click.echo("\n".join(["", *(f"Crossed: {says}" for says in titles.values())]))
        if not titles:
            click.echo(_nothing_crossed(found))
    if post:
        with bot.database.writing() as connection:
            keys = deliveries.hasten(connection, Kind.ALERT, now=bot.now())
        unsaid = posting.carry(bot, keys)
        if unsaid:
            raise SurfaceError(f"{len(unsaid)} of {len(keys)} were not told. {next(iter(unsaid.values()))}")


def _keep_rates(bot: Bot) -> None:
    """As the worker does; where that is refused, budgets that need a new rate are not judged and the others are."""
    try:
        keep_rates(bot.database, now=bot.now())
    except ImportRefusedError as error:
        click.echo(f"No new rate is known: {error}", err=True)


def _states(bot: Bot) -> tuple[Sequence[BudgetState], Org]:
    with bot.database.reading() as connection:
        org, now = orgs.current(connection).org, bot.now()
        ahead = look_ahead(connection, org, now=now)
        return budgets.states(connection, org, now=now, ahead=ahead), org


def _rows(found: Sequence[BudgetState]) -> list[dict[str, object]]:
    return [
        {
            "budget": state.budget.id,
            "since": state.period.start,
            "until": state.period.end,
            "currency": state.budget.currency,
            "amount": state.budget.amount,
            "spent": state.spent,
            "as_of": state.as_of,
            "not_judged": state.not_judged,
            "unread": [
                {"connection": one.connection, "since": one.days.start, "until": one.days.end} for one in state.unread
            ],
            "foreign": [
                {
                    "currency": one.currency,
                    "amount": one.amount,
                    "counted": one.counted,
                    "rate": one.rate,
                    "fx_effect": one.effect,
                }
                for one in state.foreign
            ],
            "outlook": None if state.outlook is None else _outlook(state.outlook),
            "no_outlook": _no_outlook(state),
        }
        for state in found
    ]


def _outlook(found: Prospect) -> dict[str, object]:
    return {
        "through": found.through,
        "expected": found.expected,
        "low": found.low,
        "high": found.high,
        "chance": found.chance,
        "runs_out": {"earliest": found.runs_out_from, "expected": found.runs_out_on, "latest": found.runs_out_by},
        "usual_error": found.usual_error,
        "past_errors": found.past_errors,
        "is_default": found.is_default,
    }


def _no_outlook(state: BudgetState) -> str | None:
    if state.outlook is not None:
        return None
    return "too early" if state.is_too_early else state.held_up or "not known"


def _likely(state: BudgetState) -> tuple[str, ...]:
    """The finish, its range, the chance that it is over the amount, and when the money is gone."""
    found, currency = state.outlook, state.budget.currency
    if found is None:
        return (str(_no_outlook(state)), "", "", "")
    finish = "" if found.expected is None else shown(found.expected, currency, whole=True)
    between = f"{shown(found.low, currency, whole=True)} to {shown(found.high, currency, whole=True)}"
    first, last = (found.runs_out_on or found.runs_out_from), found.runs_out_by
    gone = "" if first is None else f"about {first}" if found.runs_out_on else f"{first} at the earliest"
    if found.runs_out_from is not None and last is not None and last != found.runs_out_from:
        gone = f"{found.runs_out_from} to {last}"
    return (finish, between, percent(found.chance), gone)


def _nothing_crossed(found: Sequence[BudgetState]) -> str:
    judged = sum(state.not_judged is None for state in found)
    if judged == len(found):
        return "Nothing crossed."
    return f"Nothing crossed by the {judged} of {len(found)} that could be judged." if judged else "None was judged."


def _say(found: Sequence[BudgetState]) -> None:
    if not found:
        click.echo("No budget is in force; add [[budget]] to the org file.")
        return
    output.table(
        ("budget", "period", "spent", "of", "used", "time passed", "resets on", *_LIKELY),
        [
            (
                state.budget.id,
                state.period.shown(),
                "unknown" if state.spent is None else shown(state.spent, state.budget.currency),
                shown(state.budget.amount, state.budget.currency),
                "–" if state.use is None else f"{per_cents(state.use)}%",
                f"{per_cents(state.time_share)}%",
                state.resets_on.isoformat(),
                *_likely(state),
            )
            for state in found
        ],
        right=("spent", "of", "used", "time passed", "likely finish", "over"),
    )
    for state in found:
        for one in state.foreign:
            click.echo(f"{state.budget.id}: {one.said}", err=True)
        for gap in state.unread:
            output.line(
                f"{state.budget.id}: {gap.days.shown()} of {gap.connection} is not read and not in it", err=True
            )
        if state.not_judged is not None:
            click.echo(f"{state.budget.id} is not judged: {state.not_judged}", err=True)
