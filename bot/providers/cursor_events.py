"""Cursor's usage events: what each of them says, and the charges that those of a day come to (providers.md 4).

An event has no id, and two that are alike in everything are two: events are summed and never told apart. What goes
beyond the included pool is billed; what lies inside it is billed nothing, and its price is its list cost.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

import structlog

from bot.errors import ProviderUnavailableError
from bot.facts.charge import Basis, Charge
from bot.facts.periods import DAY, Period, midnight
from bot.providers.answer import CENTS, Answer
from bot.providers.cursor_pages import days, pages
from bot.providers.http import Api
from bot.providers.marks import Mark
from bot.providers.reading import charge_id, known_sum, tags

EVENTS = "/teams/filtered-usage-events"
_PAGE = 1000
_READINGS = 5
"""Events come in by the hour, many at once: one of a few readings is over before the next ones come."""
_WHOLE_PRICE = 100
_TOKENS = ("inputTokens", "outputTokens", "cacheWriteTokens", "cacheReadTokens")

_log = structlog.get_logger()


class Paid(StrEnum):
    """How an event is paid for. A chargeable one that used tokens and cost nothing is not believed (AC-C8)."""

    ON_DEMAND = "on-demand"
    INCLUDED = "included"
    DOUBTFUL = "doubtful"


@dataclass(frozen=True, kw_only=True)
class Event:
    """One use, in US dollars. `charged` is what it costs, discount and Cursor's own token fee within; `listed` what it
    would without the discount, `tokens` how many there were of all kinds, None where the event does not say.

    `person` is an e-mail, None for a service account's: nothing documents whose e-mail that would be.
    """

    at: datetime
    person: str | None
    account: str | None
    account_name: str | None
    automation: str | None
    model: str
    kind: str
    is_max: bool
    paid: Paid
    charged: Decimal
    listed: Decimal | None
    tokens: int | None

    @classmethod
    def of(cls, row: Answer) -> Event:
        """Read one event."""
        account, email = row.optional_text("serviceAccountId"), row.optional_text("userEmail")
        usage = row.optional_part("tokenUsage")
        charged = row.money("chargedCents", exponent=CENTS)
        tokens = None if usage is None else _tokens(usage)
        return cls(
            at=row.unix_instant("timestamp", per_second=1000),
            person=email.lower() if email and not account else None,
            account=account,
            account_name=row.optional_text("serviceAccountName"),
            automation=row.optional_text("automationId"),
            model=row.text("model"),
            kind=row.text("kind"),
            is_max=row.body.get("maxMode") is True,
            paid=_paid(row, usage, charged=charged, tokens=tokens),
            charged=charged,
            listed=None if usage is None else _listed(row, usage),
            tokens=tokens,
        )

    @property
    def list_cost(self) -> Decimal | None:
        """What it costs by list: of what is included, what it was charged to the pool."""
        if self.paid is Paid.INCLUDED and (self.charged or not self.tokens):
            return self.charged
        return self.listed if self.paid is Paid.ON_DEMAND else self.listed or None


def events(api: Api, chunk: Period) -> list[Event]:
    """Every event of the chunk's UTC days.

    People work while it is read, and an event that comes in moves all pages behind it: what was read is thrown away and
    read again, as events have no id by which one that came twice could be told. Raises ProviderUnavailableError where
    they still move the last time, and ProviderChangedError where there are fewer events than Cursor promised, which is
    an answer cut short, or more.
    """
    for _ in range(_READINGS):
        found = _unless_moved(api, chunk)
        if found is not None:
            return found
        _log.info("events came in while they were read", since=chunk.start, until=chunk.end)
    raise ProviderUnavailableError(
        f"{api.provider} took in usage each of the {_READINGS} times it was read, so that pages moved; "
        "the next run reads it again"
    )


def _unless_moved(api: Api, chunk: Period) -> list[Event] | None:
    """The events, or None where Cursor promised other numbers of them from one page to the next."""
    promised, found = set[int](), list[Event]()
    for page in pages(api, EVENTS, days(chunk), size=_PAGE, count="numPages"):
        promised.add(page.count("totalUsageEventsCount"))
        if len(promised) > 1:
            return None
        found += map(Event.of, page.parts("usageEvents"))
        last = page
    if {len(found)} != promised:
        raise last.changed("usageEvents", f"holds {len(found)} events, not as many as promised")
    return [event for event in found if event.at.date() in chunk]


def charges(found: Iterable[Event], *, mark: Mark) -> Iterator[Charge]:
    """One charge for all events of a UTC day that are alike in everything but their time and amounts.

    `mark` gives what stands for a person in the id of a charge.
    """
    alike: defaultdict[tuple[date, tuple[str | None, ...]], list[Event]] = defaultdict(list)
    for event in found:
        alike[event.at.date(), _dimensions(event)].append(event)
    for (day, _), same in alike.items():
        yield _charge(day, same, mark)


def _dimensions(event: Event) -> tuple[str | None, ...]:
    mode, unit = "max" if event.is_max else None, "tokens" if event.tokens is not None else "requests"
    return (event.person, event.account, event.automation, event.model, event.kind, mode, event.paid, unit)


def _charge(day: date, same: list[Event], mark: Mark) -> Charge:
    first = same[0]
    person, *others = _dimensions(first)
    listed = known_sum(event.list_cost for event in same)
    charged = known_sum(event.charged for event in same)
    billed, effective, basis = {
        Paid.ON_DEMAND: (charged, charged, Basis.MEASURED),
        Paid.INCLUDED: (Decimal(0), Decimal(0), Basis.INCLUDED),
        Paid.DOUBTFUL: (None, listed, Basis.ESTIMATED),
    }[first.paid]
    return Charge(
        id=charge_id("cursor", day, None if person is None else mark(person), *others),
        provider="cursor",
        starts_at=midnight(day),
        ends_at=midnight(day + DAY),
        currency="USD",
        billed_cost=billed,
        effective_cost=effective,
        list_cost=listed,
        basis=basis,
        key=first.account,
        model=first.model,
        line_item=first.kind,
        person=first.person,
        quantity=known_sum(Decimal(1) if event.tokens is None else Decimal(event.tokens) for event in same),
        unit="requests" if first.tokens is None else "tokens",
        tags=tags(
            service_account=first.account, automation=first.automation, max_mode="true" if first.is_max else None
        ),
    )


def _paid(row: Answer, usage: Answer | None, *, charged: Decimal, tokens: int | None) -> Paid:
    if not row.flag("isChargeable"):
        return Paid.INCLUDED
    is_free = usage is not None and usage.known_number("discountPercentOff") == _WHOLE_PRICE
    is_unread = tokens is None and usage is not None and any(usage.body.get(name) is not None for name in _TOKENS)
    return Paid.DOUBTFUL if (tokens or is_unread) and not charged and not is_free else Paid.ON_DEMAND


def _tokens(usage: Answer) -> int | None:
    """All that are stated; None where one count cannot be read, or none is stated."""
    known = [usage.known_count(name) for name in _TOKENS if usage.body.get(name) is not None]
    return sum(count for count in known if count is not None) if known and None not in known else None


def _listed(row: Answer, usage: Answer) -> Decimal | None:
    cost, fee = (
        one.optional_money(name, exponent=CENTS) for one, name in ((usage, "totalCents"), (row, "cursorTokenFee"))
    )
    return None if cost is None else cost + (fee or 0)
