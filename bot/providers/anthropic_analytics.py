"""Anthropic's Usage and Cost Analytics API (since 29 Oct 2026): costs by person, key, workspace, model and product.

Amounts are after discounts and before credits. A question groups by five dimensions at most, not counting the two
that only costs have (providers.md 2.1), so that Claude in Slack is asked for a second time, by channel.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

from bot.errors import ProviderError
from bot.facts.metered import Dimension
from bot.facts.periods import DAY, Period
from bot.providers.answer import Answer
from bot.providers.anthropic_actor import Actor
from bot.providers.anthropic_cost import IN_SLACK, Cell, Cost, Use, charges
from bot.providers.anthropic_report import (
    LONGEST_DAYS,
    NOT_OFFERED,
    Report,
    currency,
    day_of,
    dollars,
    in_order,
    optional_dollars,
    plainest,
    tokens,
    unless_refused,
    uses,
)
from bot.providers.anthropic_slack import told_apart
from bot.providers.base import Progress
from bot.providers.http import Api
from bot.providers.marks import Mark
from bot.providers.reading import Control

_COST = "/v1/organizations/analytics/cost"
_USAGE = "/v1/organizations/analytics/usage"
_GROUPING = ["actor", "api_key_id", "workspace_id", "model", "product"]
_IN_SLACK = ["actor", "workspace_id", "model", "claude_tag_user_id", "slack_channel_id"]
_KINDS = ["cost_type", "token_type"]
_ROWS = 1000

_Query = dict[str, str | int | bool | list[str]]


def report(api: Api, window: Period, *, mark: Mark, progress: Progress) -> Report:
    """All costs of the window, and what was used; `mark` gives what stands for people in ids.

    Raises NotOfferedError where the total, which is asked for first and without any grouping, is refused, and that of a
    single day as well. Every other refusal is because of how it was asked, and fails the reading.
    """
    control = _control(api, window)
    costs: list[Cost] = []
    used: list[Use] = []
    refreshed: list[datetime] = []
    for chunk in window.chunks(LONGEST_DAYS):
        found: list[Cost] = []
        for page in api.pages(_COST, _query(chunk, _GROUPING + _KINDS)):
            if at := page.optional_instant("data_refreshed_at"):
                refreshed.append(at)
            found += [_cost(day, row) for day, row in _rows(page, chunk)]
        in_slack = [cost for cost in found if cost.cell.product == IN_SLACK]
        costs += [cost for cost in found if cost.cell.product != IN_SLACK]
        costs += told_apart(in_slack, _in_slack(api, chunk)) if in_slack else []
        used += _uses(api, chunk)
        progress(chunk)
    return Report(
        charges=charges(costs, used, mark=mark),
        control=control,
        metered=in_order(use.metered for use in used),
        billed_by=frozenset(Dimension),
        as_of=min(refreshed, default=None),
    )


def probe(api: Api, day: Period) -> None:
    """Ask once for one day's total; NotOfferedError where even that is refused."""
    with plainest():
        api.once(_COST, _query(day, []) | {"limit": 1})


def _control(api: Api, window: Period) -> Control:
    control: defaultdict[tuple[date, str], Decimal] = defaultdict(Decimal)
    try:
        for chunk in window.chunks(LONGEST_DAYS):
            for page in api.pages(_COST, _query(chunk, [])):
                for day, row in _rows(page, chunk):
                    cost = row.part("cost")
                    control[day, currency(cost)] += dollars(cost, "amount")
    except ProviderError as refusal:
        if refusal.status in NOT_OFFERED:
            probe(api, Period(window.end - DAY, window.end))
        raise
    return control


def _in_slack(api: Api, chunk: Period) -> list[Cost]:
    """What Claude in Slack cost, by channel and by who asked. It has no keys."""
    asked = _query(chunk, _IN_SLACK + _KINDS) | {"products[]": [IN_SLACK]}
    return unless_refused(
        "channels of Claude in Slack",
        lambda: [
            _cost(day, row, product=IN_SLACK) for page in api.pages(_COST, asked) for day, row in _rows(page, chunk)
        ],
    )


def _uses(api: Api, chunk: Period) -> list[Use]:
    """What was used, by the same five dimensions."""
    return uses(
        api.pages(_USAGE, _query(chunk, _GROUPING)),
        lambda page: [use for day, row in _rows(page, chunk) if (use := _use(day, row)).tokens],
    )


def _query(days: Period, grouping: list[str]) -> _Query:
    query: _Query = {
        "starting_at": f"{days.start}T00:00:00Z",
        "ending_at": f"{days.end}T00:00:00Z",
        "time_bucket_width": "1d",
        "limit": _ROWS,
    }
    return query | {"group_by[]": grouping} if grouping else query


def _rows(page: Answer, chunk: Period) -> Iterator[tuple[date, Answer]]:
    """Each row with its UTC day."""
    for row in page.parts("data"):
        if day := day_of(row, chunk):
            yield day, row


def _cell(day: date, group: Answer, product: str | None = None) -> Cell:
    return Cell(
        day=day,
        actor=Actor.of(group.optional_part("actor")),
        key=group.optional_text("api_key_id"),
        workspace=group.optional_text("workspace_id"),
        model=group.optional_text("model"),
        product=product or group.optional_text("product"),
    )


def _cost(day: date, row: Answer, product: str | None = None) -> Cost:
    group, cost = row.part("group"), row.part("cost")
    return Cost(
        cell=_cell(day, group, product),
        cost_type=group.optional_text("cost_type"),
        token_type=group.optional_text("token_type"),
        amount=dollars(cost, "amount"),
        list_amount=optional_dollars(cost, "list_amount"),
        currency=currency(cost),
        slack_user=group.optional_text("claude_tag_user_id"),
        slack_channel=group.optional_text("slack_channel_id"),
    )


def _use(day: date, row: Answer) -> Use:
    usage = row.part("usage")
    return Use(cell=_cell(day, row.part("group")), tokens=tokens(usage), requests=usage.known_count("requests"))
