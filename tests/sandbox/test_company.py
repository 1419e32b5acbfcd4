import tomllib
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from bot.sandbox.clock import CLOCK_STARTS
from bot.sandbox.company import larkspur
from bot.sandbox.litellm.requests import litellm_requests
from bot.sandbox.org import org_toml
from bot.sandbox.spend import anthropic_rows, openai_rows
from bot.sandbox.truth import truth

COMPANY = larkspur()
ORG = tomllib.loads(org_toml(COMPANY))


def test_larkspur_has_six_teams_and_twelve_workflows_of_the_planned_sizes() -> None:
    sizes = {team.slug: len(COMPANY.members(team.slug)) for team in COMPANY.teams}
    assert sizes == {
        "support": 14, "sales": 11, "engineering": 18, "marketing": 7, "operations": 9, "finance-ops": 3,
    }  # fmt: skip
    assert len(COMPANY.workflows) == 12
    assert sum(workflow.baseline is None for workflow in COMPANY.workflows) == 2


def test_ids_and_addresses_are_unique_and_addresses_end_in_example() -> None:
    people = COMPANY.people
    for values in (
        [person.email for person in people],
        [person.openai_id for person in people],
        [person.anthropic_id for person in people],
        [person.github_login for person in people],
        [person.slack_id for person in people],
        [*(project.id for project in COMPANY.projects), *(workspace.id for workspace in COMPANY.workspaces)],
        [key.id for key in (*COMPANY.openai_keys, *COMPANY.anthropic_keys)],
    ):
        assert len(values) == len(set(values))
    assert all(person.email.endswith("@larkspur.example") for person in people)


def test_owners_and_delegates_are_people_of_the_team() -> None:
    for workflow in COMPANY.workflows:
        assert COMPANY.person(workflow.owner).team == workflow.team
        assert COMPANY.person(workflow.delegate).team == workflow.team


def test_every_name_in_the_org_file_resolves_inside_it() -> None:
    teams = {team["slug"] for team in ORG["team"]}
    people = {person["email"] for person in ORG["person"]}
    owned = {workflow["slug"]: workflow["team"] for workflow in ORG["workflow"]}
    assert {team["parent"] for team in ORG["team"] if "parent" in team} <= teams
    assert all(ZoneInfo(team["timezone"]) for team in ORG["team"])
    assert {membership["slug"] for person in ORG["person"] for membership in person["teams"]} == teams
    assert {workflow["team"] for workflow in ORG["workflow"]} <= teams
    assert {
        answering[role] for answering in (*ORG["workflow"], *ORG["budget"]) for role in ("owner", "delegate")
    } <= people
    assert all("workflow" not in rule or owned[rule["workflow"]] == rule["team"] for rule in ORG["rule"])
    assert {budget["scope"]["team"] for budget in ORG["budget"]} <= teams


def test_the_org_file_is_written_as_its_format_asks() -> None:
    refunds = next(workflow for workflow in ORG["workflow"] if workflow["slug"] == "refunds")
    assert refunds["aliases"] == ["refund"]
    assert refunds["outcome"]["unit"] == "refund resolved"
    assert refunds["baseline"] == {
        "minutes": 14, "cost": "14.70", "currency": "USD", "since": date(2026, 1, 5), "until": date(2026, 4, 6),
        "n": 4100, "grade": 3,
    }  # fmt: skip
    assert ORG["person"][0]["teams"] == [{"slug": "support", "since": date(2026, 1, 1), "weight": 1.0}]
    assert len(ORG["budget"]) == 2
    assert ORG["overlap"] == [{"connection": "litellm", "covered_by": "openai", "tag": {"llm_provider": "openai"}}]
    ids = {person["email"]: person["ids"] for person in ORG["person"] if "ids" in person}
    assert ids["rui.carvalho@larkspur.example"] == ["github:rcarvalho_lark", "rui@larkspur.example"]
    assert ids["theo.lambert@larkspur.example"] == ["github:tlambert_lark"]
    every = [*ids.keys(), *(one for several in ids.values() for one in several)]
    assert len(set(every)) == len(every)


def test_the_rules_of_the_org_file_find_the_planted_owner_of_every_row() -> None:
    def owner(
        provider: str, sub_account: str | None, key: str | None, model: str | None, workflows: Sequence[str] = ()
    ) -> tuple[str | None, str | None]:
        tag = {"workflow": workflows[0]} if len(workflows) == 1 else None
        known = {"provider": provider, "sub_account": sub_account, "key": key, "model": model, "tag": tag}
        for rule in ORG["rule"]:
            if all(known[name] == value for name, value in rule["match"].items()):
                return rule["team"], rule.get("workflow")
        return None, None

    for day in (date(2026, 5, 20), date(2026, 7, 6), date(2026, 9, 2), date(2026, 11, 12)):
        for bill in openai_rows(COMPANY, day, CLOCK_STARTS):
            assert owner("openai", bill.project_id, bill.api_key_id, None) == (bill.team, bill.workflow)
        for cost in anthropic_rows(COMPANY, day, CLOCK_STARTS):
            assert owner("anthropic", cost.workspace_id, cost.api_key_id, cost.model) == (cost.team, cost.workflow)
        for group in litellm_requests(COMPANY, day, CLOCK_STARTS):
            team, key = (group.key.team, group.key.hash) if group.key else (None, None)
            workflows = [tag.removeprefix("workflow:") for tag in group.tags if tag.startswith("workflow:")]
            assert owner("litellm", team, key, group.model, workflows) == (group.team, group.workflow)


@pytest.mark.parametrize("slug", ["code-review", "campaign-copy", "localisation", "month-end"])
def test_a_baseline_of_the_first_weeks_is_what_those_weeks_cost(slug: str) -> None:
    workflow = COMPANY.workflow(slug)
    assert workflow.baseline is not None
    planted = truth(COMPANY, CLOCK_STARTS)["weeks"]
    weeks = [f"2026-W{number}" for number in range(21, 29)]
    rows = [planted[week, workflow.team, slug] for week in weeks]
    count = sum(row["outcomes"] for row in rows)
    cost = sum(Decimal(row["cost"]) for row in rows) / count
    assert count == workflow.baseline.n
    assert round(cost, 2) == Decimal(workflow.baseline.cost)
