"""A gateway beside the providers behind it: what both state counts once, wherever it is summed (AC-B5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest

from bot import orgfile
from bot.facts.org import Org
from bot.ledger.costs import costs
from bot.ledger.db import Database
from bot.ledger.suppressed import suppressed
from bot.providers import PROVIDERS
from bot.sandbox.litellm.requests import litellm_requests
from bot.sandbox.org import org_toml
from bot.sandbox.truth import truth
from tests.box import Box, opened
from tests.ledger.test_placing import apply

SINCE = date(2026, 10, 26)
_NEAR = Decimal("1e-6")


@pytest.fixture
def box(database: Database) -> Iterator[Box]:
    with opened(database, [one.name for one in PROVIDERS]) as box:
        yield box


def sums(box: Box, *by: str) -> dict[tuple[str | None, ...], Decimal]:
    with box.bot.database.reading() as connection:
        rows = costs(connection, since=SINCE, until=None, by=by)
    return {tuple(value for _, value in row.keys): row.billed_cost or Decimal(0) for row in rows}


def stated(box: Box) -> dict[bool, Decimal]:
    """What the gateway states, by whether OpenAI bills it as well."""
    found: dict[bool, Decimal] = defaultdict(Decimal)
    for ahead in range((box.clock().date() - SINCE).days + 1):
        for group in litellm_requests(box.company, SINCE + timedelta(days=ahead), box.clock()):
            found[group.covered] += Decimal(str(group.spend))
    return found


def test_every_week_costs_each_workflow_and_all_of_them_what_was_planted_once(box: Box) -> None:
    """Of six sources, one of which states a part of another, with the org file that says so."""
    apply(box.bot.database, orgfile.read(org_toml(box.company), "larkspur.toml"))
    for provider in (one.name for one in PROVIDERS):
        assert box.collect(provider, SINCE).error is None
    planted: dict[tuple[str | None, ...], Decimal] = defaultdict(Decimal)
    for (week, _, workflow), of in truth(box.company, box.clock())["weeks"].items():
        if week >= "2026-W44" and Decimal(of["cost"]):
            planted[week, workflow] += Decimal(of["cost"])
    found = sums(box, "week", "workflow")
    assert found.keys() == planted.keys()
    assert all(abs(found[key] - planted[key]) < _NEAR for key in planted)


def test_what_openai_bills_is_suppressed_at_the_gateway_and_the_rest_counts(box: Box) -> None:
    apply(box.bot.database, Org())
    for provider in ("openai", "litellm"):
        box.collect(provider, SINCE)
    gateway, everything = stated(box), sums(box)[()]
    assert abs(sums(box, "provider")["litellm",] - gateway[True] - gateway[False]) < _NEAR
    apply(box.bot.database, orgfile.read(org_toml(box.company), "larkspur.toml"))
    assert abs(sums(box, "provider")["litellm",] - gateway[False]) < _NEAR
    assert abs(everything - sums(box)[()] - gateway[True]) < _NEAR
    with box.bot.database.reading() as connection:
        (left_out,) = suppressed(connection, since=SINCE, until=None)
    assert (left_out.connection, left_out.covered_by, left_out.overlap) == ("litellm", "openai", 1)
    assert abs((left_out.billed_cost or 0) - gateway[True]) < _NEAR
