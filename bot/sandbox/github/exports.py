"""The reports an enterprise orders: taken on, prepared for a while, then a CSV file behind a link."""

import csv
import hashlib
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from threading import Lock
from typing import Any

from bot.sandbox.company import Company
from bot.sandbox.github.rows import PRICE, CreditRow, credit_rows, other_rows
from bot.sandbox.query import RefusedError

_CALLS = 2
"""A report is ready once the API was called so often since it was ordered, be it for the report or for other things."""
_LONGEST = timedelta(days=31)
_TYPES = ("detailed", "summarized", "premium_request", "ai_credit")
_COLUMNS = (
    "date", "username", "product", "sku", "model", "quantity", "unit_type", "applied_cost_per_quantity",
    "gross_amount", "discount_amount", "net_amount", "total_monthly_quota", "organization", "repository",
    "cost_center_name", "aic_quantity", "aic_gross_amount", "input", "output", "cache_read", "cache_write",
)  # fmt: skip
_NOT_ALWAYS = frozenset({"total_monthly_quota", "repository", "aic_quantity", "aic_gross_amount"})


@dataclass(frozen=True)
class Export:
    """One report that was ordered; both days are in it."""

    id: str
    start: date
    end: date
    made_at: datetime

    def as_json(self, status: str, link: str | None = None) -> dict[str, Any]:
        """The report as GitHub tells of it."""
        return {
            "id": self.id,
            "report_type": "ai_credit",
            "start_date": self.start.isoformat(),
            "end_date": self.end.isoformat(),
            "status": status,
            **({"download_urls": [link]} if link else {}),
            "created_at": f"{self.made_at:%Y-%m-%dT%H:%M:%SZ}",
            "actor": "rcarvalho_lark",
        }


class Exports:
    """The reports that were ordered, and how often the API was called: all that it remembers."""

    def __init__(self) -> None:
        self._known: dict[str, Export] = {}
        self._ready_at: dict[str, int] = {}
        self._calls = 0
        self._lock = Lock()

    def count(self) -> None:
        """One more call of the API."""
        with self._lock:
            self._calls += 1

    def order(self, body: Any, now: datetime) -> Export:
        """Take on a report; refused for another than one of AI credits, or for more than 31 days."""
        if not isinstance(body, dict) or body.get("report_type") not in _TYPES:
            raise RefusedError(400, "report_type must be one of: " + ", ".join(_TYPES))
        if body["report_type"] != "ai_credit":
            raise RefusedError(400, "This company exports its AI credits alone.")
        try:
            start = date.fromisoformat(body["start_date"])
            end = date.fromisoformat(body.get("end_date", start.isoformat()))
        except (KeyError, TypeError, ValueError):
            raise RefusedError(400, "start_date and end_date must be dates.") from None
        if end < start or end - start >= _LONGEST or end > now.date():
            raise RefusedError(400, "The report must span 1 to 31 days and none to come.")
        with self._lock:
            digest = hashlib.sha256(f"{start} {end} {now} {len(self._known)}".encode()).hexdigest()
            parts = (digest[:8], digest[8:12], digest[12:16], digest[16:20], digest[20:32])
            export = Export("-".join(parts), start, end, now)
            self._known[export.id] = export
            self._ready_at[export.id] = self._calls + _CALLS
        return export

    def find(self, report_id: str) -> tuple[Export, bool]:
        """A report, and whether it is ready."""
        with self._lock:
            if report_id not in self._known:
                raise RefusedError(404, "Not Found")
            return self._known[report_id], self._calls >= self._ready_at[report_id]


def written(company: Company, export: Export) -> str:
    """The report as CSV, as of its making; the order of its columns and some of them differ from one to the next."""
    at = export.start.toordinal()
    columns = [name for name in _COLUMNS if at % 2 or name not in _NOT_ALWAYS]
    columns = columns[at % len(columns) :] + columns[: at % len(columns)]
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    day = export.start
    while day <= export.end:
        writer.writerows(_cells(row) for row in _rows(company, day, export.made_at))
        day += timedelta(days=1)
    return text.getvalue()


def _rows(company: Company, day: date, now: datetime) -> Iterable[CreditRow]:
    return (*credit_rows(company, day, now), *other_rows(company, day))


def _cells(row: CreditRow) -> dict[str, Any]:
    units = int(row.credits * 1000)
    return {
        "date": row.day.isoformat(),
        "username": row.login or "",
        "product": "copilot",
        "sku": row.sku,
        "model": row.model,
        "quantity": f"{row.credits:f}",
        "unit_type": "ai-credits",
        "applied_cost_per_quantity": PRICE,
        "gross_amount": f"{row.gross:f}",
        "discount_amount": f"{row.discount:f}",
        "net_amount": f"{row.net:f}",
        "total_monthly_quota": "1900",
        "organization": row.organization,
        "repository": "",
        "cost_center_name": "",
        "aic_quantity": f"{row.credits:f}",
        "aic_gross_amount": f"{row.gross:f}",
        "input": units * 2 // 3,
        "output": units // 4,
        "cache_read": units // 2,
        "cache_write": units // 9,
    }
