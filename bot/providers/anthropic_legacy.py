"""Anthropic's older Usage and Cost reports, for an organization without analytics: a bill by workspace and model.

What was used is told by key as well, so that `collect` can divide the bill among keys; it knows no person. Workspace
None is the default one, key None the Workbench or a login (providers.md 2.2).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from bot.facts.charge import Charge
from bot.facts.metered import Dimension
from bot.facts.periods import Period
from bot.providers.answer import Answer
from bot.providers.anthropic_bill import Use, charges, line
from bot.providers.anthropic_report import (
    LONGEST_DAYS,
    Report,
    currency,
    day_of,
    dollars,
    in_order,
    plainest,
    tokens,
    uses,
)
from bot.providers.base import Progress
from bot.providers.http import Api
from bot.providers.reading import Control, tags

_COST = "/v1/organizations/cost_report"
_USAGE = "/v1/organizations/usage_report/messages"
_COST_GROUPING = ["workspace_id", "description"]
_USAGE_GROUPING = ["api_key_id", "workspace_id", "model", "service_tier", "context_window"]
_TOLD_BY_DESCRIPTION = ["model", "cost_type", "token_type", "service_tier", "context_window", "inference_geo"]

_Query = dict[str, str | int | bool | list[str]]


def report(api: Api, window: Period, *, progress: Progress) -> Report:
    """All costs of the window, and what was used; NotOfferedError where the total, asked for first, is refused."""
    control = _control(api, window)
    lines: list[Charge] = []
    used: list[Use] = []
    for chunk in window.chunks(LONGEST_DAYS):
        lines += [_line(day, row) for day, row in _costs(api, _COST_GROUPING, chunk)]
        used += _uses(api, chunk)
        progress(chunk)
    return Report(
        charges=charges(lines, used),
        control=control,
        metered=in_order(use.metered for use in used if use.tokens and not use.is_paid_ahead),
        billed_by=frozenset({Dimension.SUB_ACCOUNT, Dimension.MODEL}),
    )


def probe(api: Api, day: Period) -> None:
    """Ask once for one day's total; NotOfferedError where that is refused."""
    with plainest():
        api.once(_COST, _query(day, []))


def _control(api: Api, window: Period) -> Control:
    control: defaultdict[tuple[date, str], Decimal] = defaultdict(Decimal)
    with plainest():
        for chunk in window.chunks(LONGEST_DAYS):
            for day, row in _costs(api, [], chunk):
                control[day, currency(row)] += dollars(row, "amount")
    return control


def _uses(api: Api, chunk: Period) -> list[Use]:
    return uses(
        api.pages(_USAGE, _query(chunk, _USAGE_GROUPING)),
        lambda page: [_use(day, row) for day, row in _results(page, chunk)],
    )


def _query(days: Period, grouping: list[str]) -> _Query:
    query: _Query = {
        "starting_at": f"{days.start}T00:00:00Z",
        "ending_at": f"{days.end}T00:00:00Z",
        "bucket_width": "1d",
        "limit": len(days),
    }
    return query | {"group_by[]": grouping} if grouping else query


def _costs(api: Api, grouping: list[str], chunk: Period) -> Iterator[tuple[date, Answer]]:
    for page in api.pages(_COST, _query(chunk, grouping)):
        yield from _results(page, chunk)


def _results(page: Answer, chunk: Period) -> Iterator[tuple[date, Answer]]:
    """Each result of each bucket with its UTC day."""
    for bucket in page.parts("data"):
        if day := day_of(bucket, chunk):
            yield from ((day, result) for result in bucket.parts("results"))


def _line(day: date, row: Answer) -> Charge:
    workspace, description, model, cost_type, token_type, tier, context, geo = (
        row.optional_text(name) for name in (*_COST_GROUPING, *_TOLD_BY_DESCRIPTION)
    )
    return line(
        day,
        *("cost", workspace, description, model, cost_type, token_type, tier, context, geo),
        currency=currency(row),
        amount=dollars(row, "amount"),
        sub_account=workspace,
        model=model,
        line_item=description,
        token_type=token_type or cost_type,
        tags=tags(service_tier=tier, context_window=context),
    )


def _use(day: date, row: Answer) -> Use:
    key, workspace, model, tier, context = (row.optional_text(name) for name in _USAGE_GROUPING)
    return Use(day=day, workspace=workspace, key=key, model=model, tier=tier, context=context, tokens=tokens(row))
