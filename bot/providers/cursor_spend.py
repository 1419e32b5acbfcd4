"""What Cursor says the running billing cycle comes to: its only total beside the events, and only up to now."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import structlog

from bot.errors import ProviderError
from bot.providers.answer import CENTS, Answer
from bot.providers.http import Api

_SPEND = "/teams/spend"
_PAGE = 500

_log = structlog.get_logger()


def cycle_total(api: Api, *, since: datetime, first: datetime | None) -> Decimal | None:
    """The US dollars billed on demand in the running cycle, None where that is no total of what was read.

    It is one where the cycle began at `since` or later, and `first`, the first use that was billed, is not of the cycle
    before. Asked for once: a total is not worth losing costs for, nor waiting.
    """
    try:
        page = _page(api, 1)
        starts_at = page.unix_instant("subscriptionCycleStart", per_second=1000)
        if starts_at < since or (first is not None and first < starts_at):
            return None
        more = (_page(api, number) for number in range(2, page.count("totalPages") + 1))
        return sum((_billed(one) for one in (page, *more)), Decimal(0))
    except ProviderError as error:
        _log.info("total of the cycle not read", reason=str(error))
        return None


def _page(api: Api, number: int) -> Answer:
    return api.post_once(_SPEND, {"page": number, "pageSize": _PAGE})


def _billed(page: Answer) -> Decimal:
    return sum((one.money("spendCents", exponent=CENTS) for one in page.parts("teamMemberSpend")), Decimal(0))
