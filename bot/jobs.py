"""The timetable's units: each does one thing for everything that is due, and is harmless to run again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import Connection

from bot import bills, budgets, collect, deliveries, rates
from bot.bill_files import bill_files
from bot.bills import ChangedBills
from bot.budget_outlook import look_ahead
from bot.budgets import BudgetState
from bot.collect import Collected
from bot.errors import ImportRefusedError, UsageError
from bot.facts.alert import Alert
from bot.facts.delivery import Kind, alert_key, digest_key
from bot.facts.left_out import by_service
from bot.facts.org import Org, Team
from bot.facts.periods import Week, last_closed_week
from bot.ledger import alerts, digests, orgs
from bot.rounds import Turn, go_round
from bot.runtime import Bot
from bot.value.crossings import recipients
from bot.value.forewarning import Ahead, is_used_up
from reports import alert_reading, digest_reading
from reports.digest import Digest
from reports.digest_message import message
from reports.snapshot import from_json, to_json

DIGEST_AT = time(9, 30)
"""A digest is due at the first 09:30 of the team's own time after its week has closed (design.md 3.3)."""

_log = structlog.get_logger()


def collect_all(bot: Bot) -> list[Collected]:
    """Read every connection from its last settled day to now; one that fails does not stop the others."""
    now = bot.now()
    turns = []
    for account in bot.accounts:
        days = collect.window(bot.database, account, since=None, until=None, now=now)
        turns.append(Turn(account=account, days=days))

    def read(turn: Turn) -> Collected:
        account, days = turn.account, turn.days
        try:
            result = collect.collect(bot.database, account, days, now=now, pseudonym=bot.pseudonym)
        except Exception as error:  # noqa: BLE001  (whatever it is, the other connections are read)
            _log.exception("collecting failed, please report this", connection=account.connection)
            return collect.failed(account, days, f"An unexpected {type(error).__name__} stopped it; see the log")
        _log.info("collected", connection=result.connection, charges=result.charges, error=result.error)
        return result

    return go_round(turns, read)


def read_bills(bot: Bot) -> ChangedBills | None:
    """Read what has changed of the FOCUS files of FOCUS_PATHS; None where none is named or they were refused."""
    if not bot.settings.focus_paths:
        return None
    try:
        files = bill_files(bot.settings.focus_paths)
        done = bills.read_changed(bot.database, files, now=bot.now(), pseudonym=bot.pseudonym)
    except (ImportRefusedError, OSError) as error:
        _log.error("bills refused", reason=str(error))
        return None
    for path in done.gone:
        _log.warning("bill is gone, its charges stay", file=str(path))
    for path in done.older:
        _log.warning("bill is older than what was read of it, and left alone", file=str(path))
    if done.imported is not None:
        imported = done.imported
        _log.info(
            "bills read", files=len(done.read), rows=imported.rows, added=imported.added, removed=imported.removed
        )
        for slug, span in imported.emptied:
            _log.warning("days have no charges any more", connection=slug, days=span.shown())
        for one in by_service(imported.left_out):
            _log.info("left out of the bills", **one._asdict())
    return done


def keep_rates(bot: Bot) -> int:
    """Store the rates that were published since; how many were new, 0 also where the file of rates was refused."""
    try:
        kept = rates.keep_rates(bot.database, now=bot.now())
    except ImportRefusedError as error:
        _log.error("rates refused", reason=str(error))
        return 0
    _log.info("rates kept", rates=kept)
    return kept


def publish_digests(bot: Bot) -> list[str]:
    """Publish the newest closed week's digest of every team that is due and has none yet; the teams' slugs."""
    now = bot.now()
    week = last_closed_week(now)
    with bot.database.reading() as connection:
        teams = digest_reading.shown_teams(orgs.current(connection).org, week)
    return publish(bot, week, [team.slug for team in teams if now >= due_at(team, week)])


def publish(bot: Bot, week: Week, teams: Sequence[str]) -> list[str]:
    """Build and keep the digests of a closed week that are not kept yet, and return whose they are."""
    with bot.database.reading() as connection:  # which nobody waits for, however long it takes
        missing = [team for team in teams if digests.find(connection, team, week) is None]
        if not missing:
            return []
        current = orgs.current(connection)
        built = digest_reading.build(connection, week, missing)
    published = []
    with bot.database.writing() as connection:
        for digest in built:
            document = to_json(digest)
            if digests.keep(connection, digest.team, week, document, org_version=current.version, now=bot.now()):
                _queue_digest(bot, connection, current.org, digest)
                published.append(digest.team)
    _log.info("digests published", week=str(week), teams=published)
    return published


def post(bot: Bot, week: Week, teams: Sequence[str]) -> list[Digest]:
    """Have the digests of a closed week said now, published first where they were not; as they were published.

    One that was said is not said again. Raises UsageError where nobody speaks or a team has no channel.
    """
    with bot.database.reading() as connection:
        org = orgs.current(connection).org
    must_speak(bot)
    for slug in teams:
        team = org.team(slug)
        if team is not None and team.channel is None:
            raise UsageError(f"{team.name} has no channel to post in; give it one in the org file")
    publish(bot, week, teams)
    with bot.database.writing() as connection:
        documents = [digests.find(connection, team, week) for team in teams]
        kept = [from_json(Digest, document) for document in documents if document is not None]
        for digest in kept:
            _queue_digest(bot, connection, org, digest)
            team = org.team(digest.team)
            if team is not None and team.channel is not None:
                deliveries.again(connection, digest_key(digest.team, week), target=team.channel, now=bot.now())
    return kept


def must_speak(bot: Bot) -> None:
    """Raise UsageError where nobody speaks."""
    if bot.speaks_on is None:
        raise UsageError("Nothing can be posted while Slack is off; set SLACK_BOT_TOKEN")


def _queue_digest(bot: Bot, connection: Connection, org: Org, digest: Digest) -> None:
    team = org.team(digest.team)
    if bot.speaks_on is not None and team is not None and team.channel is not None:
        deliveries.queue(
            connection,
            digest_key(digest.team, digest.week),
            kind=Kind.DIGEST,
            surface=bot.speaks_on,
            target=team.channel,
            message=message(digest),
            now=bot.now(),
        )


def check_budgets(bot: Bot) -> list[str]:
    """Record what was crossed and queue a message to each who is to know, both or neither; the new alerts' ids.

    What was crossed earlier in the period while nobody spoke is told as soon as somebody does. What is likely is worked
    out before, so that nobody waits to write for it; where the org file is another one by then, the next round says it.
    """
    now = bot.now()
    with bot.database.reading() as connection:
        seen = orgs.current(connection)
        ahead = look_ahead(connection, seen.org, now=now)
    with bot.database.writing() as connection:
        current = orgs.current(connection)
        org = current.org
        likely = ahead if current.version == seen.version else {}
        states = budgets.judged(connection, org, now=now)
        told = budgets.check(connection, states, pseudonym=bot.pseudonym, ahead=likely)
        if bot.speaks_on is not None:
            for state in states:
                for alert in _untold(connection, state, likely.get(state.budget.id)):
                    alerts.uncover(connection, alert.id)
                    _queue_alert(bot, connection, org, state, alert, surface=bot.speaks_on)
    return [alert.id for alert in told]


def _untold(connection: Connection, state: BudgetState, ahead: Ahead | None) -> Sequence[Alert]:
    """The highest alert that stands and holds, where nobody was told of it; those below are said by it.

    So it is of what was spent, and of what is likely while the budget is not used up and is now, by `ahead`, as likely
    to be exceeded as the rule asks: what waited meanwhile is said with the figures of now, and not where they do not
    hold any more. Then one that was covered by it speaks for itself.
    """
    if state.not_judged is not None or state.spent is None or state.use is None:
        return ()
    known = alerts.of_budget(connection, state.budget.id, state.period)
    standing = sorted((one for one in known if one.rearmed_at is None), key=lambda one: one.threshold)
    told = [one for one in standing if one.is_told]
    actual = [one for one in told if not one.is_forecast][-1:]
    untold = [one for one in actual if state.use * 100 >= one.threshold and not _is_said(connection, one, [one])]
    if ahead and ahead.now and state.now < state.period.ends_at and not is_used_up(state.use, told):
        chance = ahead.now.chance * 100
        foreseen = [one for one in standing if one.is_forecast and chance >= one.threshold][-1:]
        untold += [
            replace(one, covered_by=None, spent=state.spent, prospect=ahead.now)
            for one in foreseen
            if not _is_said(connection, one, known)
        ]
    return untold


def _is_said(connection: Connection, alert: Alert, known: Sequence[Alert]) -> bool:
    """Whether somebody was told of the alert, or since it was crossed of a higher one of its kind."""
    higher = (one for one in known if one.kind is alert.kind and one.threshold >= alert.threshold)
    return any(deliveries.of_alert(connection, one.id) for one in higher if one.crossed_at >= alert.crossed_at)


def _queue_alert(bot: Bot, connection: Connection, org: Org, state: BudgetState, alert: Alert, *, surface: str) -> None:
    said = alert_reading.tell(connection, alert, state, org=org)
    for email in recipients(state.budget, alert):
        person = bot.pseudonym(email)
        deliveries.queue(
            connection,
            alert_key(alert.id, person),
            kind=Kind.ALERT,
            surface=surface,
            target=deliveries.to_person(person),
            message=said,
            now=bot.now(),
        )


def due_at(team: Team, week: Week) -> datetime:
    """The instant a team's digest of a week is due: its first 09:30 local after the close."""
    zone = ZoneInfo(team.timezone)
    closed = week.closes_at.astimezone(zone)
    due = datetime.combine(closed.date(), DIGEST_AT, zone)
    return due if due >= closed else datetime.combine(closed.date() + timedelta(days=1), DIGEST_AT, zone)
