"""What the demo page asks of the company, and how its channels look."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot import deliveries, jobs, justifications
from bot.demo.life import WEEKS_SHOWN, Life
from bot.errors import UnknownNameError, UsageError
from bot.facts.delivery import Delivery
from bot.facts.message import Message, Note, Paragraph
from bot.facts.org import Org, Team
from bot.facts.periods import last_closed_week
from bot.ledger import orgs
from bot.manifest import COMMAND
from handlers import justify, outcome, why
from handlers.demo import Say
from reports import digest_message
from reports.alert import JUSTIFY
from reports.digest import Digest
from reports.digest_reading import published_digests, shown_teams
from reports.page import OURS, Channel, DemoPage, Post

_DIRECT = "dm:"
_VISITOR = "you@larkspur.example"


class Desk:
    """One visitor's view of the company."""

    def __init__(self, life: Life) -> None:
        self.bot = life.bot
        self._life = life

    def page(self, channel: str | None) -> DemoPage:
        """The company now, open at a team's channel."""
        now = self._life.clock()
        newest = last_closed_week(now)
        with self.bot.database.reading() as connection:
            org = orgs.current(connection).org
            teams = shown_teams(org, newest)
            posts = {team.slug: published_digests(connection, team.slug, limit=WEEKS_SHOWN) for team in teams}
            told = {
                email: deliveries.newest_to(connection, deliveries.to_person(self.bot.pseudonym(email)))
                for email in _owners(org)
            }
        open_slug = channel or teams[0].slug
        if open_slug not in {*posts, *(_direct(email) for email in told)}:
            raise UnknownNameError(f"There is no channel {channel!r} here; choose one of the list")
        channels = tuple(
            Channel(
                slug=team.slug,
                name=team.slug,
                purpose=" · ".join(workflow.name for workflow in org.workflows_of(team.slug)),
                posts=tuple(_post(digest, team) for digest in posts[team.slug]),
            )
            for team in teams
        )
        return DemoPage(
            company=self._life.company.name,
            clock_text=f"{now:%A} {now.day} {now:%b %Y}",
            week_text=f"week {newest.number} closed",
            channels=(*channels, *(_conversation(email, said) for email, said in told.items())),
            open_slug=open_slug,
        )

    def command(self, channel: str, text: str, event_id: str) -> Message:
        """The answer to a line that begins with /ai-outcome; in a direct message, to what was asked there."""
        if channel.startswith(_DIRECT):
            return self._justified(channel.removeprefix(_DIRECT), text, event_id)
        word, _, rest = text.strip().partition(" ")
        if channel not in {team.slug for team in self._life.company.teams}:
            raise UnknownNameError(f"There is no channel {channel!r} here; choose one of the list")
        if word.casefold() != COMMAND:
            raise UsageError(f"This box takes commands; type it after {COMMAND}, such as: {COMMAND} 3")
        return outcome.answer(
            self.bot,
            outcome.Said(text=rest, team=channel, person=_VISITOR, event_id=event_id, source="demo"),
        )

    def act(self, channel: str, action: str, value: str) -> Message:
        """The answer to a button under a digest or an answer."""
        if action == outcome.UNDO:
            return outcome.undo(self.bot, value, _VISITOR)
        if action == outcome.MOVE:
            return outcome.move(self.bot, value, _VISITOR)
        if action == why.WHY:
            return why.answer(self.bot, value)
        if action == JUSTIFY:
            text = "Type your answer in the box below: what is the money for, and what is it to buy?"
            return Message("Your answer", text, (Paragraph(text),))
        text = f"Type {COMMAND} 3 in the box below: it logs three finished outcomes for #{channel}."
        return Message("Log an outcome", text, (Paragraph(text), Note(f"{COMMAND} help shows what else can be said.")))

    def next_week(self, say: Say) -> None:
        """Move the company a week on."""
        self._life.next_week(say)

    def digests(self) -> tuple[Digest, ...]:
        """The newest published digest of every team."""
        with self.bot.database.reading() as connection:
            teams = shown_teams(orgs.current(connection).org, last_closed_week(self._life.clock()))
            return tuple(digest for team in teams for digest in published_digests(connection, team.slug, limit=1))

    def _justified(self, email: str, text: str, event_id: str) -> Message:
        """What is typed in a direct message answers the newest alert that waits there."""
        with self.bot.database.reading() as connection:
            org = orgs.current(connection).org
            waiting = justifications.open_alerts(
                connection,
                org,
                self.bot.pseudonym(email),
                pseudonym=self.bot.pseudonym,
                now=self.bot.now(),
            )
        if not waiting:
            raise UsageError("No alert waits for your answer; the next one comes when a budget's threshold is crossed")
        answered = justify.answer(
            self.bot, justify.Answer(alert=waiting[0].id, person=email, event_id=event_id, reason=text)
        )
        self._life.carry()
        return answered


def _post(digest: Digest, team: Team) -> Post:
    at = jobs.due_at(team, digest.week).astimezone(ZoneInfo(team.timezone))
    return Post(
        id=f"{digest.team}-{digest.week}",
        author=OURS,
        at_text=f"{at:%H:%M}",
        message=digest_message.message(digest),
        day_divider=f"{at:%A} {at.day} {at:%B %Y}",
    )


def _owners(org: Org) -> list[str]:
    return sorted({budget.owner for budget in org.budgets})


def _direct(email: str) -> str:
    return f"{_DIRECT}{email}"


def _conversation(email: str, told: tuple[Delivery, ...]) -> Channel:
    name = email.partition("@")[0]
    return Channel(
        slug=_direct(email),
        name=name,
        purpose=f"What {name} is told as the owner of a budget. You answer in their place.",
        posts=tuple(
            Post(
                id=one.key,
                author=OURS,
                at_text=f"{one.queued_at:%H:%M} UTC",
                message=one.message,
                day_divider=f"{one.queued_at:%A} {one.queued_at.day} {one.queued_at:%B %Y}",
            )
            for one in told
        ),
        is_direct=True,
        draft="",
        hint="A migration run until Friday; it is to buy 40 merged pull requests",
    )
