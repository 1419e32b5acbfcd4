"""The company in a box joined to the real product: its admin APIs are read over HTTP, its people log outcomes."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import ClassVar
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot import app, collect, courier, deliveries, jobs, justifications, orgfile, outcomes, settings
from bot.collect import Account
from bot.deliveries import Delivery
from bot.errors import ProviderError, UnknownNameError, UsageError
from bot.facts.message import Message, Note, Paragraph
from bot.facts.org import Org, Team
from bot.facts.outcome import Outcome, OutcomeKind
from bot.facts.periods import DAY, Period, Week, last_closed_week, week_of
from bot.ledger import orgs, rollup
from bot.ledger.cells import place_all
from bot.providers.anthropic import Anthropic
from bot.providers.openai import OpenAI
from bot.runtime import Bot
from bot.sandbox.clock import HISTORY_STARTS, CompanyClock
from bot.sandbox.company import Company, larkspur
from bot.sandbox.org import org_toml
from bot.sandbox.outcomes import outcomes as logged_by_people
from bot.sandbox.provider_apis import ANTHROPIC_PATH, OPENAI_PATH, provider_apis
from bot.sandbox.server import serving
from bot.surfaces.base import Ref
from handlers import justify
from handlers import outcome as conversation
from handlers.demo import Say
from handlers.why import WHY
from handlers.why import answer as answer_why
from reports import digest_message
from reports.alert import JUSTIFY
from reports.digest import Digest
from reports.digest_reading import published_digests, shown_teams
from reports.page import OURS, Channel, DemoPage, Post
from reports.wording import provider_name

WEEKS_IN_A_CHANNEL = 3
_OPENAI_KEY, _ANTHROPIC_KEY = "sk-admin-in-the-box", "sk-ant-admin-in-the-box"
_COMMAND = "/ai-outcome"
_DIRECT = "dm:"


@contextmanager
def company_in_a_box(folder: Path, say: Say) -> Iterator[Desk]:
    """A company with its history read, its outcomes logged and its digests published, for as long as it is open.

    Everything lives in `folder`; the admin APIs listen on a free loopback port.
    """
    company, clock = larkspur(), CompanyClock()
    apis = provider_apis(company, clock, openai_key=_OPENAI_KEY, anthropic_key=_ANTHROPIC_KEY)
    with serving(apis) as url, app.client() as http:
        accounts = (
            Account(
                connection="openai",
                provider=OpenAI(http, key=_OPENAI_KEY, base_url=url + OPENAI_PATH),
            ),
            Account(
                connection="anthropic",
                provider=Anthropic(http, key=_ANTHROPIC_KEY, base_url=url + ANTHROPIC_PATH),
            ),
        )
        chosen = settings.load(database_url=f"sqlite:///{folder / 'larkspur.db'}")
        bot = app.build(chosen, now=clock, accounts=accounts, voices=[Page()], may_migrate=True)
        desk = Desk(bot, company, clock)
        desk.open(say)
        try:
            yield desk
        finally:
            bot.database.close()


class Page:
    """The page as a voice: what is said is kept in the deliveries, from where the page shows it."""

    name: ClassVar[str] = "page"

    def parts(self, message: Message) -> tuple[Message, ...]:
        """A page shows a message of any length."""
        return (message,)

    def post(self, target: str, message: Message, *, key: str, thread: Ref | None = None) -> Ref:  # noqa: ARG002
        """Nothing is sent anywhere."""
        return Ref(target, key)

    def update(self, ref: Ref, message: Message) -> Ref:  # noqa: ARG002
        """The newest message under a key is the one that is shown."""
        return ref

    def find(self, place: str, *, key: str, since: datetime, thread: Ref | None = None) -> None:
        """Nothing can get lost on the way to the page."""

    def take_back(self, ref: Ref) -> None:
        """Nothing is said here twice."""

    def find_person(self, email: str) -> str:
        """People are called by their e-mail in the box."""
        return email


class Desk:
    """What the demo page asks of the company."""

    def __init__(self, bot: Bot, company: Company, clock: CompanyClock) -> None:
        self.bot = bot
        self._company = company
        self._clock = clock
        self._visitor = "you@larkspur.example"
        self._seconds = itertools.count()

    def open(self, say: Say) -> None:
        """Apply the org file, read the whole history, log what people logged, publish the last weeks' digests."""
        now = self._clock()
        org = orgfile.read(org_toml(self._company), "larkspur.toml")
        with self.bot.database.writing() as connection:
            orgs.save(connection, org, now=now, pseudonym=self.bot.pseudonym)
            place_all(connection, orgs.rules(connection))
            rollup.rebuild(connection)
        history = Period(HISTORY_STARTS, now.date() + DAY)
        for account in self.bot.accounts:
            say(f"Reading 26 weeks of {provider_name(account.provider.name)} over HTTP")
            _must(collect.collect(self.bot.database, account, history, now=now, pseudonym=self.bot.pseudonym))
        say("Logging what people finished")
        week = week_of(HISTORY_STARTS)
        while week.period.starts_at <= now:
            self._log(week)
            week = week.plus(1)
        say("Writing the digests")
        newest = last_closed_week(now)
        for back in range(WEEKS_IN_A_CHANNEL - 1, -1, -1):
            self._publish(newest.plus(-back))
        self._check_budgets()

    def page(self, channel: str | None) -> DemoPage:
        """The company now, open at a team's channel."""
        now = self._clock()
        newest = last_closed_week(now)
        with self.bot.database.reading() as connection:
            org = orgs.current(connection).org
            teams = shown_teams(org, newest)
            posts = {team.slug: published_digests(connection, team.slug, limit=WEEKS_IN_A_CHANNEL) for team in teams}
            told = {email: self._told(connection, email) for email in _owners(org)}
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
            company=self._company.name,
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
        if channel not in {team.slug for team in self._company.teams}:
            raise UnknownNameError(f"There is no channel {channel!r} here; choose one of the list")
        if word.casefold() != _COMMAND:
            raise UsageError(f"This box takes commands; type it after {_COMMAND}, such as: {_COMMAND} 3")
        return conversation.answer(
            self.bot,
            conversation.Said(text=rest, team=channel, person=self._visitor, event_id=event_id, source="demo"),
        )

    def act(self, channel: str, action: str, value: str) -> Message:
        """The answer to a button under a digest or an answer."""
        if action == conversation.UNDO:
            return conversation.undo(self.bot, value, self._visitor)
        if action == conversation.MOVE:
            return conversation.move(self.bot, value, self._visitor)
        if action == WHY:
            return answer_why(self.bot, value)
        if action == JUSTIFY:
            text = "Type your answer in the box below: what is the money for, and what is it to buy?"
            return Message("Your answer", text, (Paragraph(text),))
        text = f"Type {_COMMAND} 3 in the box below: it logs three finished outcomes for #{channel}."
        return Message("Log an outcome", text, (Paragraph(text), Note(f"{_COMMAND} help shows what else can be said.")))

    def next_week(self, say: Say) -> None:
        """A week later: people have logged, the providers are read again, the new digests stand in the channels."""
        say("A week goes by")
        now = self._clock.advance(days=7)
        week = last_closed_week(now)
        for passed in (week, week.plus(1)):
            self._log(passed)
        for account in self.bot.accounts:
            say(f"Reading {provider_name(account.provider.name)}")
            window = collect.window(self.bot.database, account, since=None, until=None, now=now)
            _must(collect.collect(self.bot.database, account, window, now=now, pseudonym=self.bot.pseudonym))
        say("Writing the digests")
        self._publish(week)
        self._check_budgets()

    def digests(self) -> tuple[Digest, ...]:
        """The newest published digest of every team."""
        with self.bot.database.reading() as connection:
            teams = shown_teams(orgs.current(connection).org, last_closed_week(self._clock()))
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
        self._carry()
        return answered

    def _told(self, connection: Connection, email: str) -> tuple[Delivery, ...]:
        return deliveries.newest_to(connection, deliveries.to_person(self.bot.pseudonym(email)))

    def _check_budgets(self) -> None:
        jobs.check_budgets(self.bot)
        self._carry()

    def _carry(self) -> None:
        """Say everything that is queued. The company's clock stands still meanwhile, the carrier's goes on."""
        now = self._clock()
        courier.carry_all(replace(self.bot, now=lambda: now + 2 * timedelta(seconds=next(self._seconds))))

    def _publish(self, week: Week) -> None:
        with self.bot.database.reading() as connection:
            teams = shown_teams(orgs.current(connection).org, week)
        jobs.publish(self.bot, week, [team.slug for team in teams])

    def _log(self, week: Week) -> None:
        found = logged_by_people(self._company, week.monday, self._clock())
        team_of = {workflow.slug: workflow.team for workflow in self._company.workflows}
        with self.bot.database.writing() as connection:
            outcomes.log_all(
                connection,
                [
                    Outcome(
                        event_id=one.event_id,
                        kind=OutcomeKind(one.kind),
                        quantity=one.quantity,
                        occurred_on=one.day,
                        logged_at=one.at,
                        source="company",
                        workflow=one.workflow,
                        team=team_of[one.workflow],
                        person=self.bot.pseudonym(one.person),
                        minutes=one.minutes,
                        url=one.url,
                        note=one.note,
                    )
                    for one in found
                ],
            )


def _must(done: collect.Collected) -> None:
    if done.error:
        raise ProviderError(done.error)


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
