"""A large company's answers on the disk: those that the sandbox gives a reader, with every row as often as asked.

A copy of a row differs in the ids and people it names alone, so that sums, control totals and counts of rows fit to
each other as they did.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import httpx

from bot.collect import Account, collect
from bot.facts.periods import Period
from bot.ledger.db import Database
from bot.ledger.migrate import migrate
from bot.ledger.pseudonym import pseudonym
from bot.providers.base import ApiProvider
from bot.providers.recording import read, written

_ROWS: Final = frozenset({"results", "data", "usageEvents", "seats", "teamMemberSpend", "result"})
_BILL: Final = "usageItems"
_BILLED: Final = frozenset(
    f"{kind}{what}" for kind in ("gross", "discount", "net") for what in ("Quantity", "Amount")
) | {"quantity"}
_COUNTS: Final = frozenset({"total_seats", "totalUsageEventsCount", "total_count"})
_APART: Final = frozenset(
    word
    for line in (
        "project_id api_key_id user_id userId workspace_id email email_address userEmail user_email user_login login",
        "api_key entity_id serviceAccountId service_account_id subject username",
    )
    for word in line.split()
)
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


def multiplied(content: bytes, copies: int) -> bytes:
    """The answer with each of its rows so many times, be it JSON, lines of JSON, or a table."""
    text = content.decode()
    try:
        return written(_grown(read(text), copies)).encode()
    except ValueError:
        pass
    lines = [line for line in text.splitlines() if line.strip()]
    try:
        rows = [read(line) for line in lines]
        return "".join(f"{written(_copy(row, n))}\n" for row in rows for n in range(copies)).encode()
    except ValueError:
        copied = (_copied_line(lines[0], line, number) for line in lines[1:] for number in range(copies))
        return "\n".join([*lines[:1], *copied]).encode()


def _grown(value: Any, copies: int, name: str = "") -> Any:
    if isinstance(value, dict):
        return {key: _grown(inner, copies, key) for key, inner in value.items()}
    if isinstance(value, list):
        holds_rows = any(isinstance(row, dict) and _ROWS & row.keys() for row in value)
        if name == _BILL:
            return [_dearer(row, copies) for row in value]
        if name in _ROWS and not holds_rows:
            return [_copy(row, number) for row in value for number in range(copies)]
        return [_grown(inner, copies, name) for inner in value]
    return value * copies if name in _COUNTS and isinstance(value, int) else value


def _copy(value: Any, number: int, name: str = "") -> Any:
    if not number:
        return value
    if isinstance(value, dict):
        return {key: _copy(inner, number, key) for key, inner in value.items()}
    if isinstance(value, list):
        return [_copy(inner, number, name) for inner in value]
    if name not in _APART or value in {None, ""}:
        return value
    return value + number * 10_000_000 if isinstance(value, int) else f"c{number}.{value}"


def _dearer(row: dict[str, Any], copies: int) -> dict[str, Any]:
    """A line of a bill that names nobody, for so many times as many people."""
    return {name: _times(value, copies) if name in _BILLED else value for name, value in row.items()}


def _times(number: Any, copies: int) -> Any:
    return f"\0{Decimal(number[1:]) * copies:f}" if isinstance(number, str) else number * copies


def _copied_line(columns: str, line: str, number: int) -> str:
    """A line of a table of another person; names in it hold no comma."""
    cells = line.split(",")
    if number and "username" in (names := columns.split(",")) and cells[names.index("username")]:
        cells[names.index("username")] = f"c{number}.{cells[names.index('username')]}"
    return ",".join(cells)
