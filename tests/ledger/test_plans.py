"""Seats, what they include and what is paid beside them are told apart, by whatever the reader says of a plan."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from bot.facts.charge import Basis, Charge, ChargeCategory
from bot.facts.org import AllocationRule, Match, Org, Team
from bot.ledger.costs import CostRow, costs
from bot.ledger.db import Database
from tests.factories import DAY, a_charge
from tests.ledger.test_placing import apply
from tests.ledger.test_store import load


def seat(plan: str, amount: str, number: int, **more: Any) -> Charge:
    return a_charge(amount, number=number, category=ChargeCategory.SEAT, line_item=f"{plan} seats", **more)


def included(list_cost: str, number: int) -> Charge:
    """Use inside a seat: it costs nothing more, and would cost so much without one."""
    return a_charge("0", number=number, basis=Basis.INCLUDED, line_item="included use", list_cost=Decimal(list_cost))


def asked(database: Database, *by: str) -> dict[tuple[str | None, ...], CostRow]:
    with database.reading() as connection:
        rows = costs(connection, since=None, until=None, by=by)
    return {tuple(value for _, value in row.keys): row for row in rows}


def test_a_seat_costs_its_price_and_what_its_use_would_cost_stands_apart(database: Database) -> None:
    """AC-D1: $43.16 of tokens at list price inside a flat plan are no money spent."""
    load(database, [seat("Max", "3.33", 1, list_cost=Decimal("3.33")), included("43.16", 2)])
    whole = asked(database)[()]
    assert (whole.billed_cost, whole.effective_cost) == (Decimal("3.33"), Decimal("3.33"))
    by_basis = asked(database, "category", "basis")
    assert by_basis["seat", "measured"].effective_cost == Decimal("3.33")
    use = by_basis["usage", "included"]
    assert (use.billed_cost, use.effective_cost, use.list_cost) == (0, 0, Decimal("43.16"))


def test_included_use_and_paid_extra_use_are_lines_of_their_own_and_can_be_placed_apart(database: Database) -> None:
    """AC-D2: so a budget of the one workflow does not count the other; an unknown amount is unknown, not 0."""
    extra = AllocationRule(match=Match(line_item="extra use"), team="support", workflow="extra")
    plan = AllocationRule(match=Match(line_item="included use"), team="support", workflow="plan")
    apply(database, Org(teams=(Team(slug="support", name="Support"),), rules=(extra, plan)))
    unknown = a_charge("1", number=3, line_item="extra use", currency="EUR", billed_cost=None, effective_cost=None)
    load(database, [included("43.16", 1), a_charge("12", number=2, line_item="extra use"), unknown])
    with database.reading() as connection:
        rows = costs(connection, since=None, until=None, by=("workflow", "basis"))
    assert [(row.key("workflow"), row.key("basis"), row.currency, row.billed_cost) for row in rows] == [
        ("extra", "measured", "EUR", None),
        ("extra", "measured", "USD", Decimal(12)),
        ("plan", "included", "USD", Decimal(0)),
    ]


def test_a_team_can_hold_two_plans_in_a_month(database: Database) -> None:
    """AC-D4: the plan is a dimension."""
    rule = AllocationRule(match=Match(line_item="Max seats"), team="support")
    other = AllocationRule(match=Match(line_item="Team seats"), team="support")
    apply(database, Org(teams=(Team(slug="support", name="Support"),), rules=(rule, other)))
    load(database, [seat("Max", "10", 1), seat("Team", "4", 2), seat("Team", "5", 3, day=DAY.replace(day=15))])
    found = {key: row.effective_cost for key, row in asked(database, "team", "month", "line_item").items()}
    assert found == {
        ("support", "2026-11", "Max seats"): Decimal(10),
        ("support", "2026-11", "Team seats"): Decimal(9),
    }


def test_what_is_estimated_stays_apart_from_what_is_measured_in_every_teams_figure(database: Database) -> None:
    """AC-C8, in the ledger: the mark stays with the money wherever it is placed."""
    apply(
        database,
        Org(
            teams=(Team(slug="support", name="Support"),),
            rules=(AllocationRule(match=Match(provider="openai"), team="support"),),
        ),
    )
    guess = a_charge("2", number=2, basis=Basis.ESTIMATED, billed_cost=None)
    load(database, [a_charge("5"), guess])
    found = asked(database, "team", "basis")
    assert found["support", "estimated"].effective_cost == Decimal(2)
    assert found["support", "measured"].effective_cost == Decimal(5)
    assert asked(database, "team")["support",].billed_cost is None
