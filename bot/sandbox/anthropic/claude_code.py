"""`GET /v1/organizations/usage_report/claude_code`: what people did with Claude Code on one UTC day.

Everybody whose use of it is in the bill has a row, some have two, and the people of a flat plan, whose use is in no
bill, have one as well: their estimated cost is money nobody spent.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from random import Random
from typing import Any

from bot.sandbox.accounts import ORGANIZATION, midnight
from bot.sandbox.anthropic.questions import page, rfc3339
from bot.sandbox.company import Company
from bot.sandbox.course import minutes_elapsed, rng
from bot.sandbox.meters import ANTHROPIC_METERS, MILLION
from bot.sandbox.query import Query, RefusedError
from bot.sandbox.spend import anthropic_rows

TOOLS = ("edit_tool", "multi_edit_tool", "write_tool", "notebook_edit_tool")
_PRODUCT = "claude_code"
_FLAT_PLAN = ("nora.castillo@larkspur.example", "theo.lambert@larkspur.example")
_KEY_NAME = "review-bot"
_TERMINALS = ("vscode", "iTerm.app", "tmux")
_DAY_MINUTES = 1440
_HOUR_MINUTES = 60
_TWICE = 0.25
"""How often somebody uses two terminals on a day."""
_WORKING_DAYS = 5


@dataclass(frozen=True, kw_only=True)
class CodeRow:
    """One row of one day. `email` is None where a key did it; `accepted` and `rejected` are by tool."""

    day: date
    email: str | None
    terminal: str
    flat_plan: bool
    sessions: int
    added: int
    removed: int
    commits: int
    pull_requests: int
    accepted: tuple[int, ...]
    rejected: tuple[int, ...]
    tokens: tuple[tuple[str, int], ...]
    model: str


def claude_code(company: Company, query: Query, now: datetime) -> dict[str, Any]:
    """One page of the rows of exactly one day."""
    query.only(("starting_at", "limit", "page"))
    text = query.one("starting_at")
    if text is None:
        raise RefusedError(400, "starting_at: Field required")
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise RefusedError(400, "starting_at: Input should be a date, YYYY-MM-DD") from None
    shown, following = page(query, code_rows(company, day, now), query.limit(default=20, most=1000))
    return {"data": [_row(one) for one in shown], **following}


def code_rows(company: Company, day: date, now: datetime) -> tuple[CodeRow, ...]:
    """What was done on a UTC day and is known at `now`: nothing of the last hour."""
    minutes = minutes_elapsed(day, now)
    if minutes < _DAY_MINUTES:
        minutes = max(0, minutes - _HOUR_MINUTES)
    return _rows(company, day, minutes, _billed(company, day, now)) if minutes else ()


def _billed(company: Company, day: date, now: datetime) -> tuple[tuple[str, str, tuple[tuple[str, int], ...]], ...]:
    """The tokens of each person and model whose Claude Code is in the bill."""
    found: dict[tuple[str, str], Counter[str]] = {}
    for row in anthropic_rows(company, day, now):
        if row.product == _PRODUCT and row.model and row.token_type and row.actor and row.actor.email:
            found.setdefault((row.actor.email, row.model), Counter())[row.token_type] += row.quantity
    return tuple((email, model, tuple(sorted(tokens.items()))) for (email, model), tokens in sorted(found.items()))


@lru_cache(maxsize=1024)
def _rows(
    company: Company, day: date, minutes: int, billed: tuple[tuple[str, str, tuple[tuple[str, int], ...]], ...]
) -> tuple[CodeRow, ...]:
    return tuple(_made(company, day, minutes, billed))


def _made(
    company: Company, day: date, minutes: int, billed: tuple[tuple[str, str, tuple[tuple[str, int], ...]], ...]
) -> Iterator[CodeRow]:
    for email, model, tokens in billed:
        random = rng(company.seed, "claude code", day, email, model)
        yield _one(random, minutes, day=day, email=email, terminal=_TERMINALS[0], tokens=tokens, model=model)
        if random.random() < _TWICE:
            yield _one(random, minutes, day=day, email=email, terminal=random.choice(_TERMINALS[1:]), model=model)
    if day >= company.history_starts and day.weekday() < _WORKING_DAYS:
        for email in _FLAT_PLAN:
            random = rng(company.seed, "claude code", day, email)
            tokens = (("output_tokens", random.randrange(20_000, 200_000) * minutes // _DAY_MINUTES),)
            model = "claude-sonnet-5-5"
            yield _one(random, minutes, day=day, email=email, flat_plan=True, tokens=tokens, model=model)
    if day >= company.history_starts:
        random = rng(company.seed, "claude code", day, _KEY_NAME)
        yield _one(random, minutes, day=day, email=None, terminal="non-interactive", model="claude-opus-5-5")


def _one(
    random: Random,
    minutes: int,
    *,
    day: date,
    email: str | None,
    model: str,
    terminal: str = _TERMINALS[0],
    flat_plan: bool = False,
    tokens: tuple[tuple[str, int], ...] = (),
) -> CodeRow:
    def some(most: int) -> int:
        return random.randrange(most + 1) * minutes // _DAY_MINUTES

    return CodeRow(
        day=day,
        email=email,
        terminal=terminal,
        flat_plan=flat_plan,
        sessions=1 + some(7),
        added=some(1800),
        removed=some(900),
        commits=some(9),
        pull_requests=some(3),
        accepted=tuple(some(most) for most in (60, 20, 12, 2)),
        rejected=tuple(some(most) for most in (14, 5, 3, 0)),
        tokens=tokens,
        model=model,
    )


def _row(one: CodeRow) -> dict[str, Any]:
    user = {"type": "user_actor", "email_address": one.email}
    tokens = dict(one.tokens)
    return {
        "date": rfc3339(midnight(one.day)),
        "actor": user if one.email else {"type": "api_actor", "api_key_name": _KEY_NAME},
        "organization_id": ORGANIZATION,
        "customer_type": "subscription" if one.flat_plan else "api",
        "subscription_type": "team" if one.flat_plan else None,
        "terminal_type": one.terminal,
        "core_metrics": {
            "num_sessions": one.sessions,
            "lines_of_code": {"added": one.added, "removed": one.removed},
            "commits_by_claude_code": one.commits,
            "pull_requests_by_claude_code": one.pull_requests,
        },
        "tool_actions": {
            tool: {"accepted": accepted, "rejected": rejected}
            for tool, accepted, rejected in zip(TOOLS, one.accepted, one.rejected, strict=True)
        },
        "model_breakdown": [
            {
                "model": one.model,
                "tokens": {
                    "input": tokens.get("uncached_input_tokens", 0),
                    "output": tokens.get("output_tokens", 0),
                    "cache_read": tokens.get("cache_read_input_tokens", 0),
                    "cache_creation": tokens.get("cache_creation.ephemeral_5m_input_tokens", 0),
                },
                "estimated_cost": {"currency": "USD", "amount": _cents(one.model, tokens)},
            }
        ],
    }


def _cents(model: str, tokens: dict[str, int]) -> int:
    return round(sum(tokens.get(meter.name, 0) * meter.price for meter in ANTHROPIC_METERS[model]) * 100 / MILLION)
