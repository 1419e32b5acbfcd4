"""Deliveries to a fake Slack, with one clock for both that a test puts forward."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from bot import courier, deliveries
from bot.facts.delivery import Kind, State
from bot.facts.message import Actions, Button, Message, Note, Paragraph, Table
from bot.facts.org import Org, Person
from bot.ledger import orgs
from bot.ledger.db import Database
from bot.runtime import Bot
from tests.handlers.slack.office import ORG, OWNER, a_bot
from tests.slack.facts import Message as Seen
from tests.slack.faults import FAILED, UNAVAILABLE, Dropped, Fault, LostAnswer
from tests.slack.web_api import FakeSlack
from tests.slack.workspace import PRIVATE, SUPPORT

HOUR = 3600
FAULTS: dict[str, Fault] = {"500": FAILED, "503": UNAVAILABLE, "said and lost": LostAnswer(), "dropped": Dropped()}
"""Each leaves a doubt whether the message was said."""
JONAS_EMAIL, EVE_EMAIL = "jonas.weber@acme.example", "eve.adler@acme.example"
DIGEST = Message(
    "Support EU, week 46", "412 refunds resolved.", (Paragraph("412 refunds resolved."), Note("UTC days."))
)
ALERT = Message("Support EU has spent 85% of its budget", "Spent $85 of $100.", (Paragraph("Spent $85 of $100."),))
ANSWERED = Message("Support EU has spent 85% of its budget", "Answered by Ana.", (Paragraph("Answered by Ana."),))
ROWS = tuple((f"Team number {n}", f"{n} accepted", f"${n},000.00", "31% below its own baseline") for n in range(60))
SIXTY = Message(
    "Acme, week 46",
    "60 teams spent $1,770,000.",
    (
        Table(("Team", "Outcomes", "Spent", "Against its baseline"), ROWS),
        *(Note(f"{name}: {'what needs a decision ' * 3}") for name, *_ in ROWS),
        Actions((Button("outcome.open", "Log an outcome", "", primary=True),)),
    ),
)
"""A digest that no single message holds."""


@dataclass(frozen=True)
class Queued:
    """Something to say, in a channel or to an e-mail address."""

    key: str
    kind: Kind
    to: str
    message: Message
    updates: str | None = None


QUEUED_AT_ONCE = (
    Queued("digest:support:2026-W46", Kind.DIGEST, SUPPORT, DIGEST),
    Queued("digest:acme:2026-W46", Kind.DIGEST, PRIVATE, SIXTY),
    Queued("alert:a1:ana", Kind.ALERT, OWNER, ALERT),
    Queued("alert:a1:jonas", Kind.ALERT, JONAS_EMAIL, ALERT),
    Queued("alert:a2:ana", Kind.ALERT, OWNER, ALERT),
)
QUEUED_LATER = (Queued("answered:a1:ana", Kind.UPDATE, OWNER, ANSWERED, updates="alert:a1:ana"),)


def put(bot: Bot, one: Queued) -> None:
    """Queue it, as the jobs do: again changes nothing."""
    target = deliveries.to_person(bot.pseudonym(one.to)) if "@" in one.to else one.to
    with bot.database.writing() as connection:
        deliveries.queue(
            connection,
            one.key,
            kind=one.kind,
            surface="slack",
            target=target,
            message=one.message,
            updates=one.updates,
            now=bot.now(),
        )


@dataclass(frozen=True)
class Postbox:
    """A bot, and the Slack in which its messages are read."""

    bot: Bot
    slack: FakeSlack

    def digest(self, key: str = "", message: Message = DIGEST, channel: str = SUPPORT) -> str:
        """A digest of the team whose channel that is in the org file, else of one that has left it."""
        key = key or f"digest:{'support' if channel == SUPPORT else 'dissolved'}:2026-W46"
        put(self.bot, Queued(key, Kind.DIGEST, channel, message))
        return key

    def alert(self, key: str = "alert:a1", email: str = OWNER) -> str:
        put(self.bot, Queued(key, Kind.ALERT, email, ALERT))
        return key

    def carry(self, *, after: float = 0.0) -> int:
        """Let so many seconds pass, and carry what is due then."""
        self.slack.clock.advance(after)
        return courier.carry_all(self.bot)

    def carry_until_quiet(self) -> None:
        """Let half an hour pass again and again until nothing waits any more."""
        for _ in range(100):
            self.carry(after=1800)
            if not {State.QUEUED, State.SENDING} & set(self.states().values()):
                return
        raise AssertionError(f"never quiet: {self.states()}")

    def states(self) -> dict[str, State]:
        with self.bot.database.reading() as connection:
            rows = connection.exec_driver_sql("SELECT key, state FROM delivery").all()
        return {row[0]: State(row[1]) for row in rows}

    def error(self, key: str) -> str:
        """Why it is not said, as `doctor` tells it."""
        with self.bot.database.reading() as connection:
            found = {name: error for name, _, error in deliveries.troubles(connection)}
        return found.get(key, "")

    def visible(self, key: str) -> list[Seen]:
        """The messages under a key that a reader sees now, wherever they stand."""
        said = list(self.slack.space.said.values())
        return [one for one in said if ((one.metadata or {}).get("event_payload") or {}).get("key") == key]


def a_postbox(database: Database, slack: FakeSlack, org: Org = ORG) -> Postbox:
    people = (Person(email=JONAS_EMAIL), Person(email=EVE_EMAIL))
    return Postbox(a_bot(database, slack, replace(org, people=people), now=lambda: slack_time(slack)), slack)


def slack_time(slack: FakeSlack) -> datetime:
    """The bot's clock: Slack's own."""
    return datetime.fromtimestamp(slack.clock(), UTC)


def put_org(box: Postbox, org: Org) -> None:
    """Apply another version of the organisation."""
    with box.bot.database.writing() as connection:
        orgs.save(connection, org, now=box.bot.now(), pseudonym=box.bot.pseudonym)


def put_answer(box: Postbox) -> str:
    """Queue the answer to the alert `a1`, and return its key."""
    put(box.bot, Queued("answered:a1", Kind.UPDATE, OWNER, ANSWERED, updates="alert:a1"))
    return "answered:a1"
