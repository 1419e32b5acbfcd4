"""The company in a box behind real HTTP, read by the real connectors into a test's database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal

from bot import app, collect, settings
from bot.collect import Account, Collected
from bot.facts.money import from_nanos, to_nanos
from bot.facts.periods import DAY, Period
from bot.ledger.costs import costs
from bot.ledger.db import Database
from bot.providers import PROVIDERS
from bot.runtime import Bot
from bot.sandbox.clock import CompanyClock
from bot.sandbox.company import Company, larkspur
from bot.sandbox.faults import Faults
from bot.sandbox.planted import PLANTED
from bot.sandbox.provider_apis import MORE, PATHS, provider_apis
from bot.sandbox.server import serving
from bot.sandbox.truth import truth
from tests.factories import no_pseudonym
from tests.stored import stored

KEY = "sk-admin-test"


class Box:
    """One company, its clock, its faults, and the bot that reads it."""

    def __init__(self, bot: Bot, company: Company, clock: CompanyClock, faults: Faults) -> None:
        self.bot = bot
        self.company = company
        self.clock = clock
        self.faults = faults

    def collect(self, provider: str, since: date) -> Collected:
        account = next(account for account in self.bot.accounts if account.provider.name == provider)
        now = self.clock()
        window = Period(since, now.date() + DAY)
        return collect.collect(self.bot.database, account, window, now=now, pseudonym=self.bot.pseudonym)

    def ledger(self, provider: str, since: date) -> dict[tuple[str, str | None], Decimal]:
        """What the ledger holds, by day and sub account."""
        with self.bot.database.reading() as connection:
            rows = costs(connection, since=since, until=None, by=("provider", "day", "sub_account"))
        return {
            (row.key("day") or "", row.key("sub_account")): row.billed_cost
            for row in rows
            if row.key("provider") == provider and row.billed_cost
        }

    def planted(self, provider: str, since: date) -> dict[tuple[str | None, ...], Decimal]:
        """What was planted, by day, sub account, model and person as the ledger names them; nothing is no entry."""
        found: defaultdict[tuple[str | None, ...], Decimal] = defaultdict(Decimal)
        now = self.clock()
        for day in Period(since, now.date() + DAY).days():
            for spent in (spent for planted in PLANTED for spent in planted(self.company, day, now)):
                if spent.provider == provider and spent.usd:
                    person = None if spent.person is None else no_pseudonym(spent.person)
                    found[day.isoformat(), spent.sub_account, spent.model, person] += spent.usd
        return dict(found)

    def held(self, provider: str) -> dict[tuple[str | None, ...], Decimal]:
        """What the ledger holds, by day, sub account, model and person; nothing is no entry."""
        found = stored(self.bot.database, provider, "day", "sub_account", "model", "person")
        return {key: billed for key, billed in found.items() if billed}

    def truth(self, provider: str, since: date) -> dict[tuple[str, str | None], Decimal]:
        """What was planted, by day and sub account, to the nano."""
        planted = truth(self.company, self.clock())["sub_accounts"][provider]
        return {
            (day, account): rounded
            for day, accounts in planted.items()
            for account, usd in accounts.items()
            if date.fromisoformat(day) >= since and (rounded := from_nanos(to_nanos(Decimal(usd))))
        }


@contextmanager
def opened(
    database: Database, providers: Collection[str] = ("openai", "anthropic"), *, company: Company | None = None
) -> Iterator[Box]:
    """The box, read by a connection for each of these providers."""
    company, clock, faults = company or larkspur(), CompanyClock(), Faults()
    apis = provider_apis(company, clock, keys=dict.fromkeys(providers, KEY), faults=faults)
    with serving(apis) as url, app.client() as http:
        bot = Bot(
            settings=settings.load(),
            database=database,
            accounts=tuple(
                Account(
                    connection=provider.name,
                    provider=provider(http, key=KEY, base_url=url + PATHS[provider.name], **MORE[provider.name]),
                )
                for provider in PROVIDERS
                if provider.name in providers
            ),
            now=clock,
            pseudonym=no_pseudonym,
        )
        yield Box(bot, company, clock, faults)
