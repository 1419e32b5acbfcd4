"""Every use of Cursor, as of a time. Pure: same company, day and time, same uses.

Each member has a pool that a billing cycle begins anew; what goes beyond it is on demand. A use is known once it has
happened, or one or two days after its day. On 2026-11-18 Cursor takes back a discount it gave on 2026-11-16.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from random import Random

from bot.sandbox.accounts import midnight
from bot.sandbox.company import Company
from bot.sandbox.course import rng
from bot.sandbox.cursor.team import CI, MEMBERS, Account, Member
from bot.sandbox.people import opaque

RESTATED_DAY = date(2026, 11, 16)
RESTATED_AT = datetime(2026, 11, 18, tzinfo=UTC)
CYCLE_STARTS = 4  # the day of the month
POOL_CENTS = Decimal(2000)
ON_DEMAND, INCLUDED = "Usage-based", "Included in Business"
SONNET, AUTO = "claude-4.5-sonnet", "auto"
_PRICES = {  # cents per million tokens: input, output, cache write, cache read
    SONNET: (Decimal(300), Decimal(1500), Decimal(375), Decimal(30)),
    AUTO: (Decimal(125), Decimal(600), Decimal(125), Decimal(25)),
}
_TOKEN_RATE = Decimal(25)  # cents per million tokens of other companies' models, cached ones too
_DISCOUNT = {SONNET: 10, AUTO: 0}
_REQUEST_CENTS = Decimal(4)
_MILLION = 1_000_000
_HUNDRED = Decimal(100)
_DAY = timedelta(days=1)
_DAY_MS = 86_400_000


@dataclass(frozen=True, kw_only=True)
class Use:
    """One event, in US cents. Exactly one of `member` and `account` used it; `tokens` are None for a plain request."""

    at: int
    member: Member | None
    account: Account | None
    conversation: str
    model: str
    is_max: bool
    tokens: tuple[int, int, int, int] | None
    total_cents: Decimal = _REQUEST_CENTS
    discount: int = 0
    fee: Decimal | None = None
    is_chargeable: bool = True
    late_days: int = 0

    @property
    def charged_cents(self) -> Decimal:
        """What it costs, be it to the pool or to the invoice."""
        return self.total_cents * (_HUNDRED - self.discount) / _HUNDRED + (self.fee or 0)

    @property
    def team(self) -> str | None:
        """Whose it is in truth."""
        who = self.member or self.account
        return None if who is None else who.team


def uses(company: Company, day: date, now: datetime) -> tuple[Use, ...]:
    """What Cursor knows of one UTC day at `now` (aware), in order of time."""
    if day < company.history_starts or day > now.date():
        return ()
    over, instant = midnight(day) + _DAY, int(now.timestamp() * 1000)
    known = _cycle(company, cycle_start(day)).get(day, ())
    if now >= over + 2 * _DAY:
        arrived = known
    else:
        arrived = tuple(
            use
            for use in known
            if use.at <= instant and (not use.late_days or now >= over + timedelta(days=use.late_days))
        )
    restated = day == RESTATED_DAY and now >= RESTATED_AT
    return tuple(replace(use, discount=0) if use.is_chargeable else use for use in arrived) if restated else arrived


def cycle_start(day: date) -> date:
    """The first day of the billing cycle that a day lies in."""
    month = day.replace(day=CYCLE_STARTS)
    return month if day.day >= CYCLE_STARTS else (month - timedelta(days=CYCLE_STARTS)).replace(day=CYCLE_STARTS)


@lru_cache(maxsize=64)
def _cycle(company: Company, start: date) -> dict[date, tuple[Use, ...]]:
    """The uses of one cycle by day: each member's are included until the pool is used up."""
    pools: defaultdict[Member, Decimal] = defaultdict(Decimal)
    end = cycle_start(start + timedelta(days=31))
    found: dict[date, tuple[Use, ...]] = {}
    for ahead in range((end - start).days):
        day = start + timedelta(days=ahead)
        if day < company.history_starts:
            continue
        found[day] = tuple(_paid(use, pools) for use in sorted(_day(company, day), key=lambda use: use.at))
    return found


def _paid(use: Use, pools: defaultdict[Member, Decimal]) -> Use:
    if use.member is None:
        return use
    is_chargeable = pools[use.member] >= POOL_CENTS
    pools[use.member] += use.charged_cents
    return replace(use, is_chargeable=is_chargeable)


def _day(company: Company, day: date) -> Iterator[Use]:
    is_office = day.weekday() < 5  # noqa: PLR2004 - Monday to Friday
    for member in MEMBERS:
        if member.removed_on is not None and day >= member.removed_on:
            continue
        random = rng(company.seed, "cursor", day, member.email)
        for number in range(random.randint(6, 11) if is_office else random.randint(0, 1)):
            at = random.randrange(7 * 3_600_000, 18 * 3_600_000)
            use = _use(random, day, at, f"{member.email} {number}", member=member)
            yield use
            if number == 0 and day.weekday() == 0:
                yield use  # nothing tells the two apart, and both were used
    random = rng(company.seed, "cursor", day, CI.id)
    for number, at in enumerate((0, *(random.randrange(_DAY_MS) for _ in range(3)), _DAY_MS - 1)):
        yield _use(random, day, at, f"{CI.id} {number}", account=CI)


def _use(
    random: Random, day: date, at: int, name: str, *, member: Member | None = None, account: Account | None = None
) -> Use:
    plain = Use(
        at=int(midnight(day).timestamp()) * 1000 + at,
        member=member,
        account=account,
        conversation=opaque("", f"conversation {day} {name}", length=32).lower(),
        model=SONNET if random.random() < 0.65 else AUTO,  # noqa: PLR2004 - two of three
        is_max=random.random() < 0.1,  # noqa: PLR2004 - one of ten
        tokens=None,
        late_days=random.choice((1, 2)) if random.random() < 0.04 else 0,  # noqa: PLR2004 - few are late
    )
    if random.random() < 0.08:  # noqa: PLR2004 - some are still paid by the request
        return plain
    sizes = ((4_000, 50_000), (800, 9_000), (10_000, 70_000), (100_000, 900_000))
    tokens = [random.randrange(*size) for size in sizes]
    total = sum((count * price for count, price in zip(tokens, _PRICES[plain.model], strict=True)), Decimal(0))
    return replace(
        plain,
        tokens=(tokens[0], tokens[1], tokens[2], tokens[3]),
        total_cents=total / _MILLION,
        discount=_DISCOUNT[plain.model],
        fee=sum(tokens) * _TOKEN_RATE / _MILLION if plain.model == SONNET else None,
    )
