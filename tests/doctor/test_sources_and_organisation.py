from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from bot import orgfile
from bot.doctor import Check, examine
from bot.doctor.sources import fresh
from bot.facts.org import AllocationRule, Match, Org, OutcomeType, Team, Workflow
from bot.ledger import orgs, rollup
from bot.ledger.cells import place_all
from bot.ledger.db import Database
from bot.sandbox.org import org_toml
from tests.box import Box, opened
from tests.factories import NOW, no_pseudonym
from tests.reports.digests import source


@pytest.fixture
def box(sqlite_database: Database) -> Iterator[Box]:
    with opened(sqlite_database) as box:
        yield box


def apply(box: Box, org: Org) -> None:
    with box.bot.database.writing() as connection:
        orgs.save(connection, org, now=box.clock(), pseudonym=no_pseudonym)


def place(box: Box, org: Org) -> None:
    apply(box, org)
    with box.bot.database.writing() as connection:
        place_all(connection, orgs.placement(connection))
        rollup.rebuild(connection)


def said(box: Box) -> dict[str, Check]:
    return {check.name: check for check in examine(box.bot)}


def test_everything_in_order_is_said_to_be_so(box: Box) -> None:
    box.collect("openai", date(2026, 11, 9))
    found = said(box)
    for name in ("database", "openai key", "openai reachable", "anthropic reachable", "openai fresh"):
        assert found[name].ok, found[name].says


def test_a_missing_key_is_a_fault_when_the_ledger_or_a_rule_expects_the_provider(box: Box) -> None:
    box.collect("openai", date(2026, 11, 9))
    without = replace(box.bot, accounts=box.bot.accounts[1:])
    found = {check.name: check for check in examine(without)}
    assert not found["openai key"].ok
    assert "OPENAI_ADMIN_KEY is not set" in found["openai key"].says


def test_a_provider_that_nobody_uses_is_only_mentioned(box: Box) -> None:
    without = replace(box.bot, accounts=box.bot.accounts[1:])
    found = {check.name: check for check in examine(without)}
    assert found["openai key"].ok
    assert "set OPENAI_ADMIN_KEY" in found["openai key"].says


def test_an_account_of_the_org_file_is_not_taken_for_the_key_of_the_provider(box: Box) -> None:
    openai, *others = box.bot.accounts
    without = replace(box.bot, accounts=(replace(openai, connection="openai-research"), *others))
    found = {check.name: check for check in examine(without)}
    assert (found["openai key"].ok, found["openai key"].says) == (
        True,
        "OPENAI_ADMIN_KEY is not set; openai is read by accounts of the org file.",
    )
    box.collect("openai", date(2026, 11, 9))
    assert not {check.name: check for check in examine(without)}["openai key"].ok


def test_an_unreachable_provider_is_named(box: Box) -> None:
    box.faults.die("/costs", page=1)
    found = said(box)["openai reachable"]
    assert not found.ok
    assert "OpenAI is busy or failing" in found.says


def test_a_source_nobody_read_for_a_day_and_a_half_is_stale(box: Box) -> None:
    """AC-C2: the admin is told, not the teams."""
    box.collect("openai", date(2026, 11, 9))
    later = replace(box.bot, now=lambda: box.clock() + timedelta(hours=37))
    found = {check.name: check for check in examine(later)}["openai fresh"]
    assert not found.ok
    assert "openai is stale" in found.says


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"as_of": NOW - timedelta(hours=37)}, "it answers with figures of 15 Nov 2026 21:00 UTC; ask the provider"),
        ({"newest_day": date(2026, 11, 12)}, "it answers, but its newest charge is of 2026-11-12"),
    ],
)
def test_a_source_that_answers_with_old_figures_is_stale_too(facts: dict[str, Any], reason: str) -> None:
    """AC-C2: HTTP 200, and nothing new in it."""
    assert fresh(source(), NOW).ok
    check = fresh(source(**facts), NOW)
    assert not check.ok
    assert reason in check.says


def test_what_the_last_reading_brought_is_said_and_where_the_figures_of_a_failing_source_end(box: Box) -> None:
    """AC-C1: cut short, and since when."""
    box.collect("anthropic", date(2026, 11, 9))
    box.clock.advance(days=7)
    done = box.collect("anthropic", date(2026, 11, 9))
    says = said(box)["anthropic fresh"].says
    assert says.endswith(f"{done.charges:,} charges, {done.restated} days restated.")
    box.faults.die("/cost", page=1)
    box.collect("anthropic", date(2026, 11, 9))
    box.faults.heal()
    assert "and then failed; its figures end before 2026-11-24: Anthropic is busy" in said(box)["anthropic fresh"].says


def test_a_workflow_without_a_baseline_is_named(box: Box) -> None:
    apply(box, orgfile.read(org_toml(box.company), "larkspur.toml"))
    found = said(box)
    assert not found["workflow test-migration baseline"].ok
    assert "has no baseline" in found["workflow test-migration baseline"].says
    assert "workflow refunds baseline" not in found


def test_a_team_that_lists_nobody_is_named(box: Box) -> None:
    workflow = Workflow(slug="w", name="W", team="a", owner="ana@acme.example", outcome=OutcomeType(unit="thing done"))
    apply(box, Org(teams=(Team(slug="a", name="A"),), workflows=(workflow,)))
    assert "lists no people" in said(box)["team a"].says


def test_one_team_beside_sub_accounts_that_belong_to_nobody_is_asked_whether_it_is_the_only_one(box: Box) -> None:
    """AC-E8: one team configured, four real."""
    box.collect("openai", date(2026, 11, 9))
    whole = orgfile.read(org_toml(box.company), "larkspur.toml")
    alone = replace(whole.teams[0], parent=None)
    place(box, Org(teams=(alone,)))
    says = said(box)["teams"].says
    assert says.startswith(f"{alone.name} is the only team, and spend of ")
    assert says.endswith("more belongs to nobody; add the teams that work there, with a rule each.")
    place(box, Org(teams=(alone,), rules=(AllocationRule(match=Match(provider="openai"), team=alone.slug),)))
    assert "teams" not in said(box)
    place(box, whole)
    assert "teams" not in said(box)


def test_without_an_org_file_the_next_step_is_said(box: Box) -> None:
    assert "denominator org apply org.toml" in said(box)["organisation"].says
