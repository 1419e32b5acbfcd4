"""A large company's answers on the disk: those that the sandbox gives a reader, with every row as often as asked."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import httpx

from bot.bench.collect_copies import multiplied
from bot.collect import Account, collect
from bot.facts.periods import Period
from bot.ledger.db import Database
from bot.ledger.migrate import migrate
from bot.ledger.pseudonym import pseudonym
from bot.providers.base import ApiProvider

_NO_NAMES: Final = b'{"data": [], "has_more": false}'
_LISTS_OF_NAMES: Final = re.compile(r"/(projects|workspaces|api_keys|users|members|keys|service_accounts)(/|$)")


@dataclass(frozen=True)
class Page:
    """One kept answer: what was asked for, by `key_of`, and where it lies."""

    key: str
    status: int
    headers: Mapping[str, str]
    file: Path


class Keeper(httpx.BaseTransport):
    """Passes requests on, and answers and keeps what comes back with every row `copies` times."""

    def __init__(self, folder: Path, copies: int) -> None:
        self.pages: list[Page] = []
        self._folder, self._copies, self._through = folder, copies, httpx.HTTPTransport()

    def close(self) -> None:
        """Close what asks."""
        self._through.close()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Ask, and keep."""
        answer = self._through.handle_request(request)
        content = answer.read()
        file = self._folder / f"{len(self.pages):05}"
        status, is_of_names = answer.status_code, bool(_LISTS_OF_NAMES.search(request.url.path))
        if status == httpx.codes.OK and not is_of_names:
            content = multiplied(content, self._copies)
        elif status != httpx.codes.OK and is_of_names:  # what a copy has there is not known
            status, content = httpx.codes.OK, _NO_NAMES
        file.write_bytes(content)
        headers = {name: value for name, value in answer.headers.items() if name in {"content-type", "link"}}
        self.pages.append(Page(key_of(request), status, headers, file))
        return httpx.Response(status, headers=headers, content=content, request=request)


class Shelf(httpx.BaseTransport):
    """Answers from kept pages, each read from the disk when it is asked for."""

    def __init__(self, pages: list[Page]) -> None:
        self._pages: dict[str, list[Page]] = {}
        for page in pages:
            self._pages.setdefault(page.key, []).append(page)
        self._given: dict[str, int] = {}

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The next answer to this request, the last one again when there is none."""
        key = key_of(request)
        several = self._pages.get(key)
        if several is None:
            return httpx.Response(404, content=b"{}")
        number = self._given.get(key, 0)
        self._given[key] = number + 1
        page = several[min(number, len(several) - 1)]
        return httpx.Response(page.status, headers=dict(page.headers), content=page.file.read_bytes())


def keep(
    provider: type[ApiProvider],
    build: Callable[[httpx.Client], ApiProvider],
    window: Period,
    *,
    now: datetime,
    folder: Path,
    copies: int,
) -> list[Page]:
    """Collect the window once, for its answers: which are asked for depends on how many charges the earlier ones hold.

    Raises RuntimeError where that fails.
    """
    place = folder / provider.name
    place.mkdir()
    keeper, database = Keeper(place, copies), Database(f"sqlite:///{place / 'ledger.db'}")
    migrate(database)
    with httpx.Client(transport=keeper, timeout=60) as http:
        account = Account(connection=provider.name, provider=build(http))
        done = collect(database, account, window, now=now, pseudonym=lambda one: pseudonym(b"bench", one))
    database.close()
    (place / "ledger.db").unlink()
    if done.error:
        raise RuntimeError(f"{provider.name} could not be collected: {done.error}")
    return keeper.pages


def key_of(request: httpx.Request) -> str:
    """What tells a request from others: method, path, parameters and body, not the host."""
    asked = (request.method, request.url.raw_path.decode(), request.content.decode("latin-1"))
    return hashlib.sha256(json.dumps(asked).encode()).hexdigest()
