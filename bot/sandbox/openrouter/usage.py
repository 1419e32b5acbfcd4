"""What OpenRouter knows of a UTC day that is over, row by row. Pure: same company, day and time, same rows.

Marketing began with it on 2026-10-19. A row is known when its day is over, or a day later. On 2026-11-18 the day
2026-11-16 becomes dearer.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from bot.sandbox.accounts import midnight
from bot.sandbox.company import Company
from bot.sandbox.course import rng
from bot.sandbox.openrouter.accounts import BRAND, COPY, DEFAULT, DEMO, DRAFTS, Key, Workspace
from bot.sandbox.people import opaque

STARTS = date(2026, 10, 19)
RESTATED_DAY = date(2026, 11, 16)
RESTATED_AT = datetime(2026, 11, 18, tzinfo=UTC)
_RESTATED_BY = Decimal("1.05")
_OWN_KEY_FEE = Decimal("0.05")
_MILLION = 1_000_000
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Owner:
    """Whose it is in truth."""

    team: str | None = None
    workflow: str | None = None


@dataclass(frozen=True)
class Flow:
    """One use that goes on: who asks which model where, and at what prices in USD for a million tokens, in and out.

    With `own_key` the provider behind is paid by Larkspur itself, and OpenRouter takes a fee.
    """

    workspace: Workspace
    key: Key | None
    model: str
    upstream: str
    prices: tuple[str, str]
    daily_tokens: int
    owner: Owner = Owner()
    own_key: bool = False


@dataclass(frozen=True, kw_only=True)
class ActivityRow:
    """What one flow came to on a day, in USD of credits, and of the provider behind where the key is one's own."""

    flow: Flow
    usage: Decimal
    own_key_usage: Decimal
    requests: int
    prompt_tokens: int
    completion_tokens: int
    reasoning_tokens: int
    cached_tokens: int
    is_late: bool

    @property
    def endpoint(self) -> str:
        """The id of the endpoint that answered."""
        digits = opaque("", f"endpoint {self.flow.upstream} {self.flow.model}", length=32).lower()
        return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


_SONNET, _GPT, _FLASH = "anthropic/claude-sonnet-5.5", "openai/gpt-5.4", "google/gemini-3-flash"
_SONNET_PRICES, _GPT_PRICES, _FLASH_PRICES, _FREE = ("3", "15"), ("2.5", "15"), ("0.3", "2.5"), ("0", "0")
_COPY = Owner("marketing")
FLOWS = (
    Flow(BRAND, COPY, _SONNET, "Anthropic", _SONNET_PRICES, 180_000, _COPY),
    Flow(BRAND, COPY, _SONNET, "Amazon Bedrock", _SONNET_PRICES, 40_000, _COPY),
    Flow(BRAND, COPY, _GPT, "OpenAI", _GPT_PRICES, 120_000, _COPY, own_key=True),
    Flow(BRAND, COPY, "deepseek/deepseek-v4:free", "Chutes", _FREE, 60_000, _COPY),
    Flow(DEFAULT, DRAFTS, _FLASH, "Google", _FLASH_PRICES, 900_000, Owner("marketing")),
    Flow(DEFAULT, DEMO, _FLASH, "Google", _FLASH_PRICES, 300_000),
    Flow(DEFAULT, None, _SONNET, "Anthropic", _SONNET_PRICES, 60_000),
)


def activity_rows(company: Company, day: date, now: datetime) -> tuple[ActivityRow, ...]:
    """What OpenRouter tells of one UTC day at `now` (aware): nothing before it is over."""
    if not STARTS <= day < now.date():
        return ()
    known = _day(company, day)
    if now < midnight(day) + 2 * _DAY:
        return tuple(row for row in known if not row.is_late)
    return tuple(_restated(row) for row in known) if day == RESTATED_DAY and now >= RESTATED_AT else known


def _restated(row: ActivityRow) -> ActivityRow:
    return replace(row, usage=row.usage * _RESTATED_BY) if row.flow.key is COPY and not row.flow.own_key else row


@lru_cache(maxsize=256)
def _day(company: Company, day: date) -> tuple[ActivityRow, ...]:
    return tuple(_rows(company, day))


def _rows(company: Company, day: date) -> Iterator[ActivityRow]:
    for number, flow in enumerate(FLOWS):
        if flow.key is not None and flow.key.disabled_on is not None and day >= flow.key.disabled_on:
            continue
        random = rng(company.seed, "openrouter", day, number)
        share = random.uniform(0.7, 1.3) if day.weekday() < 5 else random.uniform(0.05, 0.2)  # noqa: PLR2004 - weekend
        prompt = int(flow.daily_tokens * share)
        completion = prompt // random.randint(5, 9)
        of_prompt, of_completion = (Decimal(price) for price in flow.prices)
        cost = (prompt * of_prompt + completion * of_completion) / _MILLION
        yield ActivityRow(
            flow=flow,
            usage=cost * _OWN_KEY_FEE if flow.own_key else cost,
            own_key_usage=cost if flow.own_key else Decimal(0),
            requests=max(1, prompt // 7_000),
            prompt_tokens=prompt,
            completion_tokens=completion,
            reasoning_tokens=completion // 4,
            cached_tokens=prompt // 3,
            is_late=random.random() < 0.05,  # noqa: PLR2004 - few are late
        )
