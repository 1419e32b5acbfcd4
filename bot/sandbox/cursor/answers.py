"""What Cursor's Admin API answers about the team: its uses, its days, its spend and its members."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from math import ceil
from typing import Any

from bot.sandbox.accounts import midnight
from bot.sandbox.company import Company
from bot.sandbox.course import rng
from bot.sandbox.cursor.team import CI, MEMBERS, Member
from bot.sandbox.cursor.usage import INCLUDED, ON_DEMAND, Use, cycle_start, uses
from bot.sandbox.query import RefusedError

_LONGEST_MS = 30 * 86_400_000
_DAY = timedelta(days=1)
_TOKENS = ("inputTokens", "outputTokens", "cacheWriteTokens", "cacheReadTokens")
_FILTERS = ("email", "serviceAccountId", "automationId")

Body = Mapping[str, Any]


def usage_events(company: Company, body: Body, now: datetime) -> dict[str, Any]:
    """One page of events, the newest first; the last millisecond asked for is in."""
    start, end = _span(body)
    found = [
        use
        for day in _days(start, end, now)
        for use in uses(company, day, now)
        if start <= use.at <= end and _is_wanted(use, body)
    ]
    found.sort(key=lambda use: use.at, reverse=True)
    number, size = _page(body, default=100, most=1000)
    return {
        "totalUsageEventsCount": len(found),
        "pagination": _pagination(number, size, len(found), page="currentPage", pages="numPages"),
        "usageEvents": [_event(use) for use in found[(number - 1) * size : number * size]],
        "period": {"startDate": start, "endDate": end},
    }


def daily_usage(company: Company, body: Body, now: datetime) -> dict[str, Any]:
    """The days of some members: without a page of those alone who were active, with one of all, removed ones too."""
    start, end = _span(body)
    is_paged = "page" in body or "pageSize" in body
    number, size = _page(body, default=100, most=1000) if is_paged else (1, len(MEMBERS))
    rows = [
        _daily(company, member, day, now)
        for member in MEMBERS[(number - 1) * size : number * size]
        for day in _days(start, end, now)
    ]
    answer: dict[str, Any] = {
        "data": rows if is_paged else [row for row in rows if row["isActive"]],
        "period": {"startDate": start, "endDate": end},
    }
    if is_paged:
        pagination = _pagination(number, size, len(MEMBERS), page="page", pages="totalPages")
        answer["pagination"] = {**pagination, "totalUsers": len(MEMBERS)}
    return answer


def spend(company: Company, body: Body, now: datetime) -> dict[str, Any]:
    """The running billing cycle up to now."""
    _only(body, ("searchTerm", "sortBy", "sortDirection", "page", "pageSize"))
    start = cycle_start(now.date())
    days = [start + timedelta(days=ahead) for ahead in range((now.date() - start).days + 1)]
    known = [use for day in days for use in uses(company, day, now)]
    on_demand: defaultdict[str, Decimal] = defaultdict(Decimal)
    overall: defaultdict[str, Decimal] = defaultdict(Decimal)
    for use in known:
        user = CI.id if use.member is None else use.member.id
        overall[user] += use.charged_cents
        on_demand[user] += use.charged_cents if use.is_chargeable else 0
    who = [(member.id, member.name, member.email, "member") for member in MEMBERS]
    rows = [
        {
            "userId": user,
            "name": name,
            "email": email,
            "role": role,
            "spendCents": float(on_demand[user]),
            "overallSpendCents": float(overall[user]),
            "fastPremiumRequests": 0,
            "hardLimitOverrideDollars": 0,
            "effectivePerUserLimitDollars": 200,
            "monthlyLimitDollars": None,
        }
        for user, name, email, role in [*who, (CI.id, CI.name, "", "service-account")]
    ]
    number, size = _page(body, default=100, most=1000)
    return {
        "teamMemberSpend": rows[(number - 1) * size : number * size],
        "subscriptionCycleStart": _ms(start),
        "totalMembers": len(rows),
        "totalPages": ceil(len(rows) / size),
    }


def members(now: datetime) -> dict[str, Any]:
    """Everybody who has or had a seat."""
    return {
        "teamMembers": [
            {
                "id": member.id,
                "name": member.name,
                "email": member.email,
                "role": "member",
                "isRemoved": member.removed_on is not None and now.date() >= member.removed_on,
            }
            for member in MEMBERS
        ]
    }


def _event(use: Use) -> dict[str, Any]:
    event = {
        "timestamp": str(use.at),
        "userEmail": "" if use.member is None else use.member.email,
        "conversationId": use.conversation,
        "model": use.model,
        "kind": ON_DEMAND if use.is_chargeable else INCLUDED,
        "maxMode": use.is_max,
        "requestsCosts": 1 if use.tokens is None else 0,
        "isTokenBasedCall": use.tokens is not None,
        "isChargeable": use.is_chargeable,
        "isHeadless": use.account is not None,
        "chargedCents": float(use.charged_cents),
    }
    if use.tokens is not None:
        tokens: dict[str, Any] = dict(zip(_TOKENS, use.tokens, strict=True))
        discount = {"discountPercentOff": use.discount} if use.discount else {}
        event["tokenUsage"] = {**tokens, "totalCents": float(use.total_cents), **discount}
    if use.fee is not None:
        event["cursorTokenFee"] = float(use.fee)
    if use.account is not None:
        account = use.account
        event |= {
            "serviceAccountId": account.id,
            "serviceAccountName": account.name,
            "automationId": account.automation,
        }
    return event


def _daily(company: Company, member: Member, day: date, now: datetime) -> dict[str, Any]:
    mine = [use for use in uses(company, day, now) if use.member is member]
    random, shares = rng(company.seed, "cursor daily", day, member.email), Counter[bool]()
    for use in mine:
        shares[use.is_chargeable] += 1
    shown, asked = random.randrange(20, 90) if mine else 0, len(mine)
    added = random.randrange(40, 400) if mine else 0
    return {
        "userId": member.number,
        "day": day.isoformat(),
        "date": _ms(day),
        "email": member.email,
        "isActive": bool(mine),
        "totalLinesAdded": added,
        "totalLinesDeleted": added // 3,
        "acceptedLinesAdded": added // 2,
        "acceptedLinesDeleted": added // 7,
        "totalApplies": asked,
        "totalAccepts": asked - asked // 4,
        "totalRejects": asked // 4,
        "totalTabsShown": shown,
        "totalTabsAccepted": shown * 2 // 5,
        "composerRequests": asked // 3,
        "chatRequests": asked // 5,
        "agentRequests": asked - asked // 3 - asked // 5,
        "cmdkUsages": random.randrange(3) if mine else 0,
        "subscriptionIncludedReqs": shares[False],
        "apiKeyReqs": 0,
        "usageBasedReqs": shares[True],
        "bugbotUsages": 0,
        "mostUsedModel": mine[0].model if mine else None,
        "applyMostUsedExtension": ".py" if mine else None,
        "tabMostUsedExtension": ".py" if mine else None,
        "clientVersion": "2.1.4" if mine else None,
    }


def _is_wanted(use: Use, body: Body) -> bool:
    told = {
        "email": use.member.email if use.member else None,
        "serviceAccountId": use.account.id if use.account else None,
        "automationId": use.account.automation if use.account else None,
    }
    return all(body[name] == told[name] or (body[name] == "*" and told[name]) for name in _FILTERS if name in body)


def _span(body: Body) -> tuple[int, int]:
    _only(body, ("startDate", "endDate", "page", "pageSize", *_FILTERS))
    start, end = body.get("startDate"), body.get("endDate")
    if not isinstance(start, int) or not isinstance(end, int) or end < start:
        raise RefusedError(400, "startDate and endDate must be epoch milliseconds, in this order")
    if end - start >= _LONGEST_MS:
        raise RefusedError(400, "Date range cannot exceed 30 days")
    return start, end


def _only(body: Body, known: tuple[str, ...]) -> None:
    for name in sorted(body.keys() - set(known)):
        raise RefusedError(400, f"Unknown parameter {name}")


def _page(body: Body, *, default: int, most: int) -> tuple[int, int]:
    number, size = body.get("page", 1), body.get("pageSize", default)
    if not isinstance(number, int) or not isinstance(size, int) or number < 1 or not 1 <= size <= most:
        raise RefusedError(400, f"page must be 1 or more, pageSize from 1 to {most}")
    return number, size


def _pagination(number: int, size: int, total: int, *, page: str, pages: str) -> dict[str, Any]:
    last = ceil(total / size)
    return {
        pages: last,
        page: number,
        "pageSize": size,
        "hasNextPage": number < last,
        "hasPreviousPage": number > 1,
    }


def _days(start: int, end: int, now: datetime) -> list[date]:
    first, last = (datetime.fromtimestamp(at // 1000, UTC).date() for at in (start, end))
    return [first + _DAY * ahead for ahead in range((min(last, now.date()) - first).days + 1)]


def _ms(day: date) -> int:
    return int(midnight(day).timestamp()) * 1000
