"""What the gateway knows of one UTC day: groups of requests that have everything in common, priced by its own list."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from bot.sandbox.accounts import midnight
from bot.sandbox.company import Company
from bot.sandbox.course import daily_usd, minutes_elapsed, rng, runs
from bot.sandbox.litellm.gateway import ROUTES, Route, VirtualKey
from bot.sandbox.meters import MILLION
from bot.sandbox.spend import openai_rows

_PRICES = {
    "gpt-5.4-2026-03-05": ("2.5", "0.25", "15"),
    "gpt-6-astra": ("2.25", "0.225", "13.5"),  # its list does not know Larkspur's contract
    "gpt-6-astra-2026-10-12": ("2.25", "0.225", "13.5"),
    "amazon.nova-pro-v2:0": ("0.8", "0.2", "3.2"),
    "qwen-3-coder": ("0.5", "0.05", "1"),
}
_WORKFLOW = "workflow:"
_DAY_MINUTES = 1440
_LATE_SHARE = 0.03
_KNOWN_AFTER = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class Requests:
    """Some requests of a UTC day; `spend` is a float in USD, as the gateway keeps it, of at most nine decimals.

    `prompt` holds the cached tokens. `team` and `workflow` are the planted truth; `covered` is what OpenAI bills too.
    """

    day: date
    key: VirtualKey | None
    model: str
    provider: str
    tags: tuple[str, ...]
    spend: float
    prompt: int
    cached: int
    completion: int
    requests: int
    failed: int
    covered: bool
    team: str | None
    workflow: str | None
    late_days: int = 0


def litellm_requests(company: Company, day: date, now: datetime) -> tuple[Requests, ...]:
    """What the gateway has written down of one UTC day at `now` (aware), in a fixed order; some of it a day late."""
    over = midnight(day) + timedelta(days=1)
    found = _day(company, day, minutes_elapsed(day, now))
    return tuple(one for one in found if not one.late_days or now >= over + timedelta(days=one.late_days))


@lru_cache(maxsize=1024)
def _day(company: Company, day: date, minutes: int) -> tuple[Requests, ...]:
    if not minutes:
        return ()
    return tuple(one for number, route in enumerate(ROUTES) for one in _route(company, route, number, day, minutes))


def _route(company: Company, route: Route, number: int, day: date, minutes: int) -> Iterator[Requests]:
    if not runs(company, route.stream, day):
        return
    random = rng(company.seed, "litellm", day, number)
    used = _billed(company, route, day, minutes) if route.covered else _own(company, route, day, minutes)
    for model, tokens in used.items():
        through = [int(count * route.part) for count in tokens]
        forgotten = [int(count * route.untagged) for count in through]
        tagged = [count - less for count, less in zip(through, forgotten, strict=True)]
        if any(forgotten):
            without = tuple(tag for tag in route.tags if not tag.startswith(_WORKFLOW))
            yield _requests(company, route, day, model, forgotten, without)
        found = _requests(company, route, day, model, tagged, route.tags)
        yield replace(found, failed=random.randrange(4), late_days=int(random.random() < _LATE_SHARE))


def _billed(company: Company, route: Route, day: date, minutes: int) -> dict[str, list[int]]:
    """The tokens that OpenAI bills for the stream: uncached, cached and written, by model."""
    until = midnight(day) + (_KNOWN_AFTER if minutes == _DAY_MINUTES else timedelta(minutes=minutes))
    found: dict[str, list[int]] = {}
    for row in openai_rows(company, day, until):
        model, _, kind = row.line_item.rpartition(", ")
        if row.stream == route.stream.name and row.amount and model in _PRICES:
            place = 1 if "cached" in kind else 2 if "output" in kind else 0
            found.setdefault(model, [0, 0, 0])[place] += row.quantity or 0
    return found


def _own(company: Company, route: Route, day: date, minutes: int) -> dict[str, list[int]]:
    usd = daily_usd(company, route.stream, day) * minutes / _DAY_MINUTES
    prices = [float(price) for price in _PRICES[route.stream.model]]
    parts = zip((0.45, 0.05, 0.5), prices, strict=True)
    return {route.stream.model: [int(usd * part / price * 1_000_000) for part, price in parts]}


def _requests(
    company: Company, route: Route, day: date, model: str, tokens: list[int], tags: tuple[str, ...]
) -> Requests:
    uncached, cached, completion = tokens
    prices = [Decimal(price) for price in _PRICES[model]]
    spend = sum((count * price for count, price in zip(tokens, prices, strict=True)), Decimal(0)) / MILLION
    stream = route.stream
    workflows = [tag.removeprefix(_WORKFLOW) for tag in tags if tag.startswith(_WORKFLOW)]
    return Requests(
        day=day,
        key=route.key,
        model=model,
        provider=route.provider,
        tags=tags,
        spend=float(spend),
        prompt=uncached + cached,
        cached=cached,
        completion=completion,
        requests=1 + completion // 700,
        failed=0,
        covered=route.covered,
        team=company.workflow(stream.workflow).team if stream.workflow else stream.team,
        workflow=workflows[0] if len(workflows) == 1 else None,
    )
