"""The company's life: time goes by, people log what they finished, providers bill, digests and alerts are said."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import timedelta

from bot import collect, courier, jobs, orgfile, outcomes
from bot.collect import Account
from bot.errors import ProviderError
from bot.facts.outcome import Outcome, OutcomeKind
from bot.facts.periods import DAY, Period, Week, last_closed_week, week_of
from bot.ledger import orgs
from bot.ledger.placing import place_again
from bot.runtime import Bot
from bot.sandbox.clock import HISTORY_STARTS, CompanyClock
from bot.sandbox.company import Company
from bot.sandbox.org import org_toml
from bot.sandbox.outcomes import outcomes as logged_by_people
from handlers.demo import Say
from reports.digest_reading import shown_teams
from reports.wording import provider_name

WEEKS_SHOWN = 3
"""How many weeks' digests stand in a channel when the company is opened."""


class Life:
    """One company at its own time, with the bot that watches it."""

    def __init__(self, bot: Bot, company: Company, clock: CompanyClock) -> None:
        self.bot = bot
        self.company = company
        self.clock = clock
        self._seconds = itertools.count()

    def catch_up(self, say: Say) -> None:
        """Apply the org file, read the whole history, log what people logged, publish the last weeks' digests."""
        now = self.clock()
        org = orgfile.read(org_toml(self.company), "larkspur.toml")
        with self.bot.database.writing() as connection:
            orgs.save(connection, org, now=now, pseudonym=self.bot.pseudonym)
            place_again(connection)
        history = Period(HISTORY_STARTS, now.date() + DAY)
        for account in self.bot.accounts:
            say(f"Reading 26 weeks of {provider_name(account.provider.name)} over HTTP")
            self._read(account, history)
        say("Logging what people finished")
        week = week_of(HISTORY_STARTS)
        while week.period.starts_at <= now:
            self._log(week)
            week = week.plus(1)
        say("Writing the digests")
        newest = last_closed_week(now)
        for back in range(WEEKS_SHOWN - 1, -1, -1):
            self._publish(newest.plus(-back))
        self._check_budgets()

    def next_week(self, say: Say) -> None:
        """A week later: people have logged, the providers are read again, the new digests stand in the channels."""
        say("A week goes by")
        now = self.clock.advance(days=7)
        week = last_closed_week(now)
        for passed in (week, week.plus(1)):
            self._log(passed)
        for account in self.bot.accounts:
            say(f"Reading {provider_name(account.provider.name)}")
            window = collect.window(self.bot.database, account, since=None, until=None, now=now)
            self._read(account, window)
        say("Writing the digests")
        self._publish(week)
        self._check_budgets()

    def carry(self) -> None:
        """Say everything that is queued. The company's clock stands still meanwhile, the carrier's goes on."""
        now = self.clock()
        courier.carry_all(replace(self.bot, now=lambda: now + 2 * timedelta(seconds=next(self._seconds))))

    def _read(self, account: Account, window: Period) -> None:
        done = collect.collect(self.bot.database, account, window, now=self.clock(), pseudonym=self.bot.pseudonym)
        if done.error:
            raise ProviderError(done.error)

    def _check_budgets(self) -> None:
        jobs.check_budgets(self.bot)
        self.carry()

    def _publish(self, week: Week) -> None:
        with self.bot.database.reading() as connection:
            teams = shown_teams(orgs.current(connection).org, week)
        jobs.publish(self.bot, week, [team.slug for team in teams])

    def _log(self, week: Week) -> None:
        found = logged_by_people(self.company, week.monday, self.clock())
        team_of = {workflow.slug: workflow.team for workflow in self.company.workflows}
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
