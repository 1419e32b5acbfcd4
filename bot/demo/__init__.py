"""The company in a box joined to the real product: its admin APIs are read over HTTP, its people log outcomes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot import app, settings
from bot.collect import Account
from bot.demo.desk import Desk
from bot.demo.life import Life
from bot.demo.page_voice import PageVoice
from bot.providers import PROVIDERS
from bot.sandbox.clock import CompanyClock
from bot.sandbox.company import larkspur
from bot.sandbox.provider_apis import MORE, PATHS, provider_apis
from bot.sandbox.server import serving
from handlers.demo import Say

_KEY = "key-of-the-box"


@contextmanager
def company_in_a_box(folder: Path, say: Say) -> Iterator[Desk]:
    """A company with its history read, its outcomes logged and its digests published, for as long as it is open.

    Everything lives in `folder`; the admin APIs listen on a free loopback port.
    """
    company, clock = larkspur(), CompanyClock()
    apis = provider_apis(company, clock, keys=dict.fromkeys(PATHS, _KEY))
    with serving(apis) as url, app.client() as http:
        accounts = [
            Account(
                connection=one.name,
                provider=one(http, key=_KEY, base_url=url + PATHS[one.name], **MORE[one.name]),
            )
            for one in PROVIDERS
            if one.name in PATHS
        ]
        chosen = settings.load(database_url=f"sqlite:///{folder / 'larkspur.db'}")
        bot = app.build(chosen, now=clock, accounts=accounts, voices=[PageVoice()], may_migrate=True)
        life = Life(bot, company, clock)
        life.catch_up(say)
        try:
            yield Desk(life)
        finally:
            bot.database.close()
