"""GitHub's bill: everything of a day, AI credits by model, and premium requests, of which there are none any more."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from bot.sandbox.company import Company
from bot.sandbox.github.holders import ENTERPRISE, ORGANIZATION
from bot.sandbox.github.rows import (
    AGENT,
    CREDIT,
    PRICE,
    REVIEW,
    SEAT_PRICE,
    CreditRow,
    credit_rows,
    other_rows,
    seat_day,
)
from bot.sandbox.query import Query, RefusedError

SKU_NAMES = {CREDIT: "Copilot AI Credits", REVIEW: "Copilot Code Review AI Credits", AGENT: "Coding Agent AI Credits"}
"""REST and the exported report call the same SKU by two names."""
_FIELDS = ("year", "month", "day")
_FIRST_YEAR = 2020


def whole_bill(company: Company, query: Query, now: datetime, *, is_enterprise: bool) -> dict[str, Any]:
    """`…/usage` of an organization by date, `…/usage/summary` of an enterprise without."""
    query.only((*_FIELDS, "organization", "repository", "product", "sku") if is_enterprise else _FIELDS)
    items = [item for day in _days(query, now, month_needed=False) for item in _bill(company, day, now, is_enterprise)]
    if not is_enterprise:
        return {"usageItems": items}
    return {"timePeriod": _period(query, now), "enterprise": ENTERPRISE, "usageItems": [_summary(one) for one in items]}


def ai_credits(company: Company, query: Query, now: datetime, *, is_enterprise: bool) -> dict[str, Any]:
    """`…/ai_credit/usage`: by SKU and model, and of one person where one is named."""
    query.only((*_FIELDS, "user", "model", "product", *(("organization", "cost_center_id") if is_enterprise else ())))
    days = list(_days(query, now, month_needed=True))
    rows = [row for day in days for row in _rows(company, day, now, is_enterprise=is_enterprise)]
    user, model, organization = (query.one(name) for name in ("user", "model", "organization"))
    kept = [
        row
        for row in rows
        if (user is None or (row.login or "").lower() == user.lower())
        and (model is None or row.model.lower() == model.lower())
        and (organization is None or row.organization == organization.lower())
    ]
    asked = {"user": user, "model": model} | ({} if is_enterprise else {"organization": ORGANIZATION})
    return {
        "timePeriod": _period(query, now),
        **({"enterprise": ENTERPRISE} if is_enterprise else {}),
        **{name: value for name, value in asked.items() if value is not None},
        "usageItems": list(_by_model(kept)),
    }


def premium_requests(query: Query, now: datetime, *, is_enterprise: bool) -> dict[str, Any]:
    """`…/premium_request/usage`: empty since AI credits replaced them."""
    query.only((*_FIELDS, "user", "model", "product", *(("organization", "cost_center_id") if is_enterprise else ())))
    for _ in _days(query, now, month_needed=True):
        pass
    whose = {"enterprise": ENTERPRISE} if is_enterprise else {"organization": ORGANIZATION}
    return {"timePeriod": _period(query, now), **whose, "usageItems": []}


def _rows(company: Company, day: date, now: datetime, *, is_enterprise: bool) -> Iterator[CreditRow]:
    yield from credit_rows(company, day, now)
    if is_enterprise and day <= now.date():
        yield from other_rows(company, day)


def _by_model(rows: Iterable[CreditRow]) -> Iterator[dict[str, Any]]:
    groups: defaultdict[tuple[str, str], list[CreditRow]] = defaultdict(list)
    for row in rows:
        groups[row.sku, row.model].append(row)
    for (sku, model), of in groups.items():
        gross = sum((row.credits for row in of), Decimal(0))
        paid = sum((row.discounted for row in of), Decimal(0))
        yield {
            "product": "Copilot",
            "sku": SKU_NAMES[sku],
            "model": model,
            "unitType": "credits",
            "pricePerUnit": PRICE,
            "grossQuantity": gross,
            "grossAmount": gross * PRICE,
            "discountQuantity": paid,
            "discountAmount": paid * PRICE,
            "netQuantity": gross - paid,
            "netAmount": (gross - paid) * PRICE,
        }


def _bill(company: Company, day: date, now: datetime, is_enterprise: bool) -> Iterator[dict[str, Any]]:
    seats = seat_day(company, day, now)
    if seats is None:
        return
    whole = seats.quantity * SEAT_PRICE
    shape = {"date": day.isoformat(), "organizationName": ORGANIZATION, "repositoryName": ""}
    yield shape | {
        "product": "Copilot",
        "sku": "Copilot Business",
        "quantity": seats.quantity,
        "unitType": "user-months",
        "pricePerUnit": SEAT_PRICE,
        "grossAmount": whole,
        "discountAmount": Decimal(0),
        "netAmount": whole,
    }
    yield shape | {  # another product of the same bill, which is none of ours
        "product": "Actions",
        "sku": "Actions Linux",
        "quantity": 100 + day.toordinal() % 37,
        "unitType": "minutes",
        "pricePerUnit": Decimal("0.008"),
        "grossAmount": (100 + day.toordinal() % 37) * Decimal("0.008"),
        "discountAmount": Decimal(0),
        "netAmount": (100 + day.toordinal() % 37) * Decimal("0.008"),
        "repositoryName": f"{ORGANIZATION}/shop",
    }
    for item in _by_model(_rows(company, day, now, is_enterprise=is_enterprise)):
        yield shape | {  # the same credits once more, by model nowhere
            "product": "Copilot",
            "sku": item["sku"],
            "quantity": item["grossQuantity"],
            "unitType": "credits",
            **{name: item[name] for name in ("pricePerUnit", "grossAmount", "discountAmount", "netAmount")},
        }


def _summary(item: dict[str, Any]) -> dict[str, Any]:
    price = item["pricePerUnit"]
    return {
        **{name: item[name] for name in ("product", "sku", "unitType", "pricePerUnit")},
        **{name: item[name] for name in ("grossAmount", "discountAmount", "netAmount")},
        "grossQuantity": item["quantity"],
        "discountQuantity": item["discountAmount"] / price,
        "netQuantity": item["netAmount"] / price,
    }


def _period(query: Query, now: datetime) -> dict[str, int]:
    named = {name: value for name in _FIELDS if (value := query.number(name)) is not None}
    return {"year": now.year, **named}


def _days(query: Query, now: datetime, *, month_needed: bool) -> Iterator[date]:
    """The days asked for that have begun; without a month the running one where it is needed, else the whole year."""
    year, month, number = (query.number(name) for name in _FIELDS)
    of_year = now.year if year is None else year
    if month is None and (month_needed or number is not None):
        month = now.month
    try:
        first = date(of_year, month or 1, number or 1)
    except ValueError:
        raise RefusedError(400, "The year, month or day is not valid.") from None
    if of_year < _FIRST_YEAR:
        raise RefusedError(400, "Only data from the past 24 months is accessible.")
    day = first
    while day <= now.date() and (day.year, day.month) == (of_year, month or day.month):
        yield day
        if number is not None:
            return
        day += timedelta(days=1)
