"""A larger company's answer: the one that was given, with every row as often as asked.

A copy of a row differs in the ids and people it names alone, so that sums, control totals and counts of rows fit to
each other as they did.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final

from bot.providers.litellm_usage import UNATTRIBUTED
from bot.providers.recording import read, written

_ROWS: Final = frozenset({"results", "data", "usageEvents", "seats", "teamMemberSpend", "result"})
_BILL: Final = "usageItems"
_BILLED: Final = frozenset(
    f"{kind}{what}" for kind in ("gross", "discount", "net") for what in ("Quantity", "Amount")
) | {"quantity"}
_BREAKDOWN: Final = "breakdown"
_METRICS: Final = "metrics"
_BY_KEY: Final = frozenset({"api_keys", "api_key_breakdown"})
_KEY: Final = "api_key"
_COUNTS: Final = frozenset({"total_seats", "totalUsageEventsCount", "total_count"})
_APART: Final = frozenset(
    word
    for line in (
        "project_id api_key_id user_id userId workspace_id email email_address userEmail user_email user_login login",
        "api_key entity_id serviceAccountId service_account_id subject username",
    )
    for word in line.split()
)


def multiplied(content: bytes, copies: int) -> bytes:
    """The answer with each of its rows so many times, be it JSON, lines of JSON, or a table."""
    text = content.decode()
    if (whole := _json(text)) is not None:
        return written(_grown(whole, copies)).encode()
    lines = [line for line in text.splitlines() if line.strip()]
    rows = [_json(line) for line in lines]
    if None not in rows:
        return "".join(f"{written(_copy(row, number))}\n" for row in rows for number in range(copies)).encode()
    copied = (_copied_line(lines[0], line, number) for line in lines[1:] for number in range(copies))
    return "\n".join([*lines[:1], *copied]).encode()


def _json(text: str) -> Any:
    """What the text says, None where it is no JSON."""
    try:
        return read(text)
    except ValueError:
        return None


def _grown(value: Any, copies: int, name: str = "") -> Any:
    if isinstance(value, dict):
        return _busier(value, copies) if _BREAKDOWN in value else _each(_grown, value, copies)
    if isinstance(value, list):
        holds_rows = any(isinstance(row, dict) and (_ROWS | {_BREAKDOWN}) & row.keys() for row in value)
        if name == _BILL:
            return [_dearer(row, copies) for row in value]
        if name in _ROWS and not holds_rows:
            return [_copy(row, number) for row in value for number in range(copies)]
        return [_grown(inner, copies, name) for inner in value]
    return value * copies if name in _COUNTS and isinstance(value, int) else value


def _each(grown: Callable[[Any, int, str], Any], fields: dict[str, Any], copies: int) -> dict[str, Any]:
    return {name: grown(value, copies, name) for name, value in fields.items()}


def _busier(value: Any, copies: int, name: str = "") -> Any:
    """A day of a gateway, whose keys are names of fields: so many times as many, and sums that fit to them."""
    if name == _METRICS:
        return {figure: _times(number, copies) for figure, number in value.items()}
    if name in _BY_KEY:
        listed = [(called, one) for called, one in value.items() if called != UNATTRIBUTED]
        keyless = {called: _each(_busier, one, copies) for called, one in value.items() if called == UNATTRIBUTED}
        return {_copy(called, n, _KEY): _copy(one, n) for called, one in listed for n in range(copies)} | keyless
    return _each(_busier, value, copies) if isinstance(value, dict) else value


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
