"""The way of a cent as docs/ledger.md draws it, from the provider to the week that a digest reads."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from bot.facts.charge import Basis
from bot.facts.org import AllocationRule, Match, Org, OutcomeType, Team, Workflow
from bot.facts.periods import week_of
from bot.facts.pool import HEADCOUNT, Pool
from bot.ledger.costs import costs
from bot.ledger.db import Database
from bot.verification import verify
from tests.factories import DAY
from tests.test_collect_metered import Billed, a_line, apply, held, read, used

DRAWN = (Path(__file__).parents[1] / "docs/pictures/ledger.svg").read_text(encoding="utf-8")
HELP = Workflow(
    slug="help", name="Help", team="support", owner="ana@acme.example", outcome=OutcomeType(unit="answer sent")
)
ORG = Org(
    teams=(Team(slug="support", name="Support"),),
    workflows=(HELP,),
    pools=(Pool(slug="platform", name="Platform", key=HEADCOUNT),),
    rules=(
        AllocationRule(match=Match(key="key_live"), team="support", workflow="help", share=Decimal("0.6")),
        AllocationRule(match=Match(key="key_live"), pool="platform"),
    ),
)


def test_the_drawn_cent_goes_where_the_picture_says(database: Database) -> None:
    apply(database, ORG)
    done = read(database, Billed([a_line("10")], [used("key_live", 5), used("key_batch", 3)]))
    assert done.control_total == done.billed_cost == Decimal(10)
    by_key = {key: row.billed_cost for key, row in held(database, "key", "basis").items()}
    pieces = {("key_live", "6.25"), ("key_batch", "3.75")}
    assert by_key == {(key, Basis.ALLOCATED.value): Decimal(amount) for key, amount in pieces}
    places = {
        ("support", "help", "direct", "3.75"),
        ("shared:platform", "unallocated", "shared", "2.50"),
        ("unallocated", "unallocated", "unallocated", "3.75"),
    }
    found = {where: row.billed_cost for where, row in held(database, "team", "workflow", "class").items()}
    assert found == {where: Decimal(amount) for *where, amount in places for where in [tuple(where)]}
    monday = week_of(DAY).monday
    with database.reading() as connection:
        (week,) = costs(connection, since=monday, until=monday + timedelta(days=7), by=("week",))
        assert week.billed_cost == Decimal(10)
        assert all(check.ok for check in verify(connection, lambda _: None))
    for key, amount in pieces:
        assert f"{amount} {key}" in DRAWN
    for team, workflow, _, amount in places:
        assert f"{amount} {team}" in DRAWN.replace(f" / {workflow}", "")
