"""Every row of spend OpenAI and Anthropic know, as of a time. Pure: same company, day and time, same rows.

A row of a past day is known at once, unless it arrives one or two days late; the running day is known in part;
nothing of the future is known. On 2026-11-22 Anthropic restates three days of the week 2026-W46 for engineering.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from random import Random
from typing import TypeVar

from bot.sandbox.accounts import midnight
from bot.sandbox.actors import shares_of
from bot.sandbox.company import Company
from bot.sandbox.course import daily_usd, minutes_elapsed, rng, runs
from bot.sandbox.meters import (
    ANTHROPIC_METERS,
    DISCOUNTED,
    FREE_LINE_ITEM,
    FREE_MODEL,
    MILLION,
    OPENAI_METERS,
    SEARCH_LINE_ITEM,
    SEARCH_USD,
    Meter,
)
from bot.sandbox.openai.users import AGENT_STREAMS, by_user
from bot.sandbox.rows import AnthropicRow, OpenAIRow
from bot.sandbox.streams import Stream

RESTATED_AT = datetime(2026, 11, 22, tzinfo=UTC)
RESTATED_DAYS = (date(2026, 11, 10), date(2026, 11, 11), date(2026, 11, 12))
RESTATED_TEAM = "engineering"
_RESTATED_BY = Decimal("1.06")
_NANO_USD_IN_CENTS = Decimal("1e-7")
_MODELS_CHANGE_ON = date(2026, 8, 17)
_KEYS_CHANGE_ON = date(2026, 9, 14)
_MODELS_CHANGE_AGAIN_ON = date(2026, 10, 19)
_DAY_MINUTES = 1440
_LATE_SHARE = 0.04
_SETTLED_AFTER = timedelta(days=3)
_TAGGED_CHANNEL = "C0SALES001"


_Row = TypeVar("_Row", OpenAIRow, AnthropicRow)


def openai_rows(company: Company, day: date, now: datetime) -> tuple[OpenAIRow, ...]:
    """What OpenAI's costs know of one UTC day at `now` (aware), in a fixed order."""
    return _arrived(_openai_day(company, day, minutes_elapsed(day, now)), day, now)


def anthropic_rows(company: Company, day: date, now: datetime) -> tuple[AnthropicRow, ...]:
    """What Anthropic's cost report knows of one UTC day at `now` (aware), in a fixed order."""
    if day in RESTATED_DAYS and now >= RESTATED_AT:
        return _restated_day(company, day)
    return _arrived(_anthropic_day(company, day, minutes_elapsed(day, now)), day, now)


def _arrived(rows: tuple[_Row, ...], day: date, now: datetime) -> tuple[_Row, ...]:
    if now >= midnight(day) + _SETTLED_AFTER:
        return rows
    over = midnight(day) + timedelta(days=1)
    return tuple(row for row in rows if not row.late_days or now >= over + timedelta(days=row.late_days))


def _late(random: Random) -> int:
    return random.choice((1, 2)) if random.random() < _LATE_SHARE else 0


def _units(meter: Meter, usd: float, random: Random, minutes: int) -> int:
    whole = int(usd * meter.part * random.uniform(0.9, 1.1) / float(meter.price) * 1_000_000)
    return whole * minutes // _DAY_MINUTES


def _model(stream: Stream, day: date) -> str:
    if stream.at_last and day >= _MODELS_CHANGE_AGAIN_ON:
        return stream.at_last
    return stream.then if stream.then and day >= _MODELS_CHANGE_ON else stream.model


def _owner(company: Company, stream: Stream) -> tuple[str | None, str | None]:
    team = company.workflow(stream.workflow).team if stream.workflow else stream.team
    return team, stream.workflow


@lru_cache(maxsize=1024)
def _openai_day(company: Company, day: date, minutes: int) -> tuple[OpenAIRow, ...]:
    if not minutes:
        return ()
    running = (stream for stream in company.openai_streams if runs(company, stream, day))
    return tuple(row for stream in running for row in _openai_stream(company, stream, day, minutes))


def _openai_stream(company: Company, stream: Stream, day: date, minutes: int) -> Iterator[OpenAIRow]:
    random = rng(company.seed, "openai", day, stream.name)
    usd = daily_usd(company, stream, day)
    model = _model(stream, day)
    team, workflow = _owner(company, stream)
    shape = OpenAIRow(
        day=day,
        stream=stream.name,
        usage="completions",
        project_id=stream.sub_account,
        api_key_id=stream.then_key if stream.then_key and day >= _KEYS_CHANGE_ON else stream.key,
        user_id=None,
        person=None,
        api_source="agents_api" if stream.name in AGENT_STREAMS else "unlabeled",
        model=model,
        batch=stream.batch,
        service_tier=stream.tier if day >= _MODELS_CHANGE_ON else None,
        requests=max(1, int(usd * 10) * minutes // _DAY_MINUTES),
        line_item="",
        amount=Decimal(0),
        quantity=None,
        quantity_unit=None,
        team=team,
        workflow=workflow,
    )
    for meter in OPENAI_METERS[model]:
        units = _units(meter, usd, random, minutes)
        line = replace(shape, usage=meter.usage, line_item=meter.name, quantity=units, quantity_unit=meter.unit)
        yield from by_user(company, stream, replace(line, late_days=_late(random)), meter)
    if stream.zero:
        tokens = random.randrange(9_000, 90_000) * minutes // _DAY_MINUTES
        free = replace(shape, usage="moderations", model=FREE_MODEL, line_item=FREE_LINE_ITEM, service_tier=None)
        yield replace(free, batch=False, quantity=tokens, quantity_unit="tokens")
    if stream.searches:
        calls = random.randrange(40, 400) * minutes // _DAY_MINUTES
        line = replace(shape, usage="web_search_calls", line_item=SEARCH_LINE_ITEM, amount=calls * SEARCH_USD)
        yield replace(line, model=None, api_key_id=None, requests=calls, late_days=_late(random))


@lru_cache(maxsize=1024)
def _anthropic_day(company: Company, day: date, minutes: int) -> tuple[AnthropicRow, ...]:
    if not minutes:
        return ()
    running = (stream for stream in company.anthropic_streams if runs(company, stream, day))
    return tuple(row for stream in running for row in _anthropic_stream(company, stream, day, minutes))


def _anthropic_stream(company: Company, stream: Stream, day: date, minutes: int) -> Iterator[AnthropicRow]:
    random = rng(company.seed, "anthropic", day, stream.name)
    usd = daily_usd(company, stream, day) / float(DISCOUNTED)
    team, workflow = _owner(company, stream)
    model, in_slack = _model(stream, day), stream.product == "claude_tag"
    for actor, share in shares_of(company, stream, day):
        shape = AnthropicRow(
            day=day,
            actor=actor,
            workspace_id=stream.sub_account,
            api_key_id=stream.key,
            model=model,
            product=stream.product,
            cost_type="tokens",
            token_type=None,
            amount=Decimal(0),
            list_amount=Decimal(0),
            quantity=0,
            requests=0,
            slack_user_id=company.person(actor.email).slack_id if in_slack and actor and actor.email else None,
            slack_channel_id=_TAGGED_CHANNEL if in_slack else None,
            team=team,
            workflow=workflow,
        )
        requests = max(1, int(usd * share * random.uniform(8, 14)) * minutes // _DAY_MINUTES)
        for meter in ANTHROPIC_METERS[model]:
            units = _units(meter, usd * share, random, minutes)
            line = _priced(
                replace(shape, token_type=meter.name, requests=requests), units * meter.price * 100 / MILLION
            )
            yield replace(line, quantity=units, late_days=_late(random))
            requests = 0
        if stream.searches:
            calls = random.randrange(20, 200) * minutes // _DAY_MINUTES
            line = _priced(replace(shape, cost_type="web_search", late_days=_late(random)), Decimal(calls))
            yield replace(line, quantity=calls)
        if stream.zero:  # code execution inside the free hours: no product, no model, no money
            times = random.randrange(1, 9)
            yield replace(shape, cost_type="code_execution", model=None, product=None, quantity=times, requests=times)


def _priced(row: AnthropicRow, list_cents: Decimal) -> AnthropicRow:
    return replace(row, amount=list_cents * DISCOUNTED, list_amount=list_cents)


@lru_cache(maxsize=16)
def _restated_day(company: Company, day: date) -> tuple[AnthropicRow, ...]:
    def restated(row: AnthropicRow) -> AnthropicRow:
        if row.team != RESTATED_TEAM:
            return row
        cents = (row.list_amount * _RESTATED_BY).quantize(_NANO_USD_IN_CENTS)
        return replace(row, amount=(cents * DISCOUNTED).quantize(_NANO_USD_IN_CENTS), list_amount=cents)

    return tuple(restated(row) for row in _anthropic_day(company, day, _DAY_MINUTES))
