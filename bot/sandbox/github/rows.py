"""What GitHub knows of a day's use of AI credits, row by row. Pure: same company, day and time, same rows.

The pool of a month is 1,900 credits for each seat; once it is used up, credits are billed. A row of a past day may
arrive one or two days late; what code review used on two days of October is restated on 2026-11-22.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from random import Random

from bot.sandbox.accounts import midnight
from bot.sandbox.company import Company
from bot.sandbox.course import minutes_elapsed, rng
from bot.sandbox.github.holders import ACCOUNT_GONE_ON, GONE_LOGIN, OTHER_ORGANIZATION, Holder, holders, seated
from bot.sandbox.spend import RESTATED_AT

CREDITS_START = date(2026, 6, 1)
PRICE, SEAT_PRICE, POOL = Decimal("0.01"), Decimal(19), Decimal(1900)
RESTATED_DAYS = (date(2026, 10, 29), date(2026, 10, 30))
_RESTATED_BY = Decimal("1.5")
_MILLI = Decimal("0.001")
_DAY_MINUTES = 1440
_LATE_SHARE = 0.04
_PACE = {6: 0.7, 7: 0.8, 8: 1.15, 9: 0.9, 10: 1.2, 11: 1.1}  # two months end beyond their pool
_TYPICAL_CREDITS = 118.0
_ACTIVE = (0.86, 0.9, 0.9, 0.86, 0.8, 0.1, 0.08)
CREDIT, REVIEW, AGENT = "copilot_ai_credit", "code_review_ai_credit", "coding_agent_ai_credit"


@dataclass(frozen=True, kw_only=True)
class CreditRow:
    """Credits of one person, model and SKU, in USD at list price and as paid by the pool; the rest is billed."""

    day: date
    email: str | None
    login: str | None
    sku: str
    model: str
    credits: Decimal
    discounted: Decimal = Decimal(0)
    organization: str
    late_days: int = 0

    @property
    def gross(self) -> Decimal:
        """The amount at list price."""
        return self.credits * PRICE

    @property
    def discount(self) -> Decimal:
        """What the pool pays of it."""
        return self.discounted * PRICE

    @property
    def net(self) -> Decimal:
        """What is billed of it."""
        return self.gross - self.discount


@dataclass(frozen=True, kw_only=True)
class SeatDay:
    """The seats of one day: each is the same part of a user-month, so that the bill divides evenly."""

    day: date
    held_by: tuple[Holder, ...]

    @property
    def quantity(self) -> Decimal:
        """User-months of all seats."""
        return len(self.held_by) * self._part

    @property
    def each(self) -> Decimal:
        """USD of one seat."""
        return self._part * SEAT_PRICE

    @property
    def _part(self) -> Decimal:
        days = (self.day.replace(day=28) + timedelta(days=4)).replace(day=1) - self.day.replace(day=1)
        return (Decimal(1) / days.days).quantize(Decimal("1e-9"))


def seat_day(company: Company, day: date, now: datetime) -> SeatDay | None:
    """The seats that are billed for a day that has begun; none before history began."""
    if day < company.history_starts or not minutes_elapsed(day, now):
        return None
    return SeatDay(day=day, held_by=tuple(seated(company, day)))


def credit_rows(company: Company, day: date, now: datetime) -> tuple[CreditRow, ...]:
    """What is known of the organization's credits of one UTC day at `now` (aware), in a fixed order."""
    minutes = minutes_elapsed(day, now)
    if not minutes or day < max(CREDITS_START, company.history_starts):
        return ()
    is_restated = now >= RESTATED_AT and day.month == RESTATED_DAYS[0].month
    if minutes < _DAY_MINUTES:
        return _running(company, day, minutes, is_restated=is_restated)
    over = midnight(day) + timedelta(days=1)
    rows = _month(company, day.replace(day=1), is_restated=is_restated)[day]
    return tuple(row for row in rows if now >= over + timedelta(days=row.late_days))


def other_rows(company: Company, day: date) -> tuple[CreditRow, ...]:
    """Credits of the enterprise's other organization, which is not Larkspur's bill."""
    if day < CREDITS_START or day.weekday() > 4:  # noqa: PLR2004 - Saturday and Sunday
        return ()
    used = Decimal(rng(company.seed, "github labs", day).randrange(5_000, 90_000)) * _MILLI
    shape = CreditRow(
        day=day, email=None, login="aguest_labs", sku=CREDIT, model="GPT-6 Astra", credits=used,
        organization=OTHER_ORGANIZATION,
    )  # fmt: skip
    return (replace(shape, discounted=used),)


@lru_cache(maxsize=32)
def _month(company: Company, first: date, *, is_restated: bool) -> dict[date, tuple[CreditRow, ...]]:
    """Every whole day of a month, the pool being used up from its first day on."""
    left, days, day = POOL * len(seated(company, first)), {}, first
    while day.month == first.month:
        rows = [_restated(row) if is_restated else row for row in _used(company, day)]
        paid, left = _paid(rows, left)
        days[day] = paid
        day += timedelta(days=1)
    return days


@lru_cache(maxsize=8)
def _running(company: Company, day: date, minutes: int, *, is_restated: bool) -> tuple[CreditRow, ...]:
    first = day.replace(day=1)
    before = _month(company, first, is_restated=is_restated)
    left = POOL * len(seated(company, first))
    left -= sum((row.discounted for at, rows in before.items() if at < day for row in rows), Decimal(0))
    rows = [
        replace(row, credits=(row.credits * minutes / _DAY_MINUTES).quantize(_MILLI)) for row in _used(company, day)
    ]
    return _paid([row for row in rows if row.credits and not row.late_days], left)[0]


def _paid(rows: list[CreditRow], left: Decimal) -> tuple[tuple[CreditRow, ...], Decimal]:
    paid = []
    for row in rows:
        part = min(left, row.credits)
        left -= part
        paid.append(replace(row, discounted=part))
    return tuple(paid), left


def _restated(row: CreditRow) -> CreditRow:
    if row.day not in RESTATED_DAYS or row.sku != REVIEW:
        return row
    return replace(row, credits=(row.credits * _RESTATED_BY).quantize(_MILLI))


def is_active(company: Company, holder: Holder, day: date) -> bool:
    """Whether somebody with a seat works with it on that day."""
    if not holder.is_used or not holder.has_seat(day) or (holder.login == GONE_LOGIN and day >= ACCOUNT_GONE_ON):
        return False
    return rng(company.seed, "github active", day, holder.login).random() < _ACTIVE[day.weekday()]


def _used(company: Company, day: date) -> Iterator[CreditRow]:
    for holder in holders(company):
        if is_active(company, holder, day):
            yield from _of_person(company, holder, day)
    random = rng(company.seed, "github agent", day)
    if random.random() < _ACTIVE[day.weekday()]:
        yield _row(day, None, AGENT, "Coding Agent model", random.uniform(40, 160), random)


def _of_person(company: Company, holder: Holder, day: date) -> Iterator[CreditRow]:
    random = rng(company.seed, "github credits", day, holder.login)
    used = _TYPICAL_CREDITS * _PACE.get(day.month, 1.0) * random.lognormvariate(-0.12, 0.5)
    yield _row(day, holder, CREDIT, "Claude Sonnet 5.5", used * 0.6, random)
    if random.random() < 0.5:  # noqa: PLR2004 - every other day
        yield _row(day, holder, CREDIT, "GPT-6 Astra", used * 0.25, random)
    if random.random() < 0.4:  # noqa: PLR2004 - two of five days
        yield _row(day, holder, CREDIT, "Auto: Claude Haiku 4.5", used * 0.15, random)
    if random.random() < 0.3:  # noqa: PLR2004 - three of ten days
        yield _row(day, holder, REVIEW, "Code Review model", used * 0.2, random)
    if random.random() < 0.1:  # noqa: PLR2004 - the same model on a second line, by another SKU
        yield _row(day, holder, AGENT, "Claude Sonnet 5.5", used * 0.3, random)


def _row(day: date, holder: Holder | None, sku: str, model: str, used: float, random: Random) -> CreditRow:
    late = random.choice((1, 2)) if random.random() < _LATE_SHARE else 0
    return CreditRow(
        day=day,
        email=holder.email if holder else None,
        login=holder.login if holder else None,
        sku=sku,
        model=model,
        credits=Decimal(int(used * 1000)) * _MILLI,
        organization="larkspur",
        late_days=late,
    )
