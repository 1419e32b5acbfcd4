"""OpenAI read from the company in a box: by day, project, model and person exactly what was planted there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import stamina

from bot import activities, orgfile
from bot.facts.activity import ActivityKind
from bot.facts.periods import DAY, Period
from bot.ledger import orgs
from bot.ledger.costs import costs
from bot.ledger.db import Database
from bot.ledger.migrate import migrate
from bot.providers.base import Reading
from bot.sandbox.openai.users import DELETED_ID
from bot.sandbox.org import org_toml
from tests.box import Box, opened
from tests.factories import no_pseudonym
from tests.stored import stored

SINCE = date(2026, 10, 26)
HISTORY = date(2026, 5, 18)
BY_PERSON = date(2026, 8, 3)
ALIAS = "k.bondar@larkspur.example"

Costs = Mapping[tuple[str | None, ...], Decimal]


@pytest.fixture
def box(sqlite_database: Database) -> Iterator[Box]:
    with opened(sqlite_database) as box, stamina.set_testing(True, attempts=3):
        yield box


def close(one: Costs, other: Costs) -> bool:
    """Equal but for the rounding of single rows to the nano."""
    return one.keys() == other.keys() and all(abs(one[key] - other[key]) < Decimal("1e-6") for key in one)


def of_models(costs: Costs) -> Costs:
    """What is for the tokens of a model."""
    return {key: cost for key, cost in costs.items() if key[2] is not None}


def by_account(costs: Costs) -> Costs:
    """All of it, by day, project and model."""
    found: defaultdict[tuple[str | None, ...], Decimal] = defaultdict(Decimal)
    for (*where, _), cost in costs.items():
        found[tuple(where)] += cost
    return found


def read(box: Box, since: date) -> Reading:
    (openai,) = [account.provider for account in box.bot.accounts if account.provider.name == "openai"]
    return openai.read(Period(since, box.clock().date() + DAY), now=box.clock())


def test_costs_by_person_are_what_was_planted_before_and_after_late_rows_arrive(box: Box) -> None:
    for _ in range(2):
        done = box.collect("openai", SINCE)
        assert done.error is None
        assert done.control_total == done.billed_cost
        assert close(box.held("openai"), box.planted("openai", SINCE))
        assert set(stored(box.bot.database, "openai", "basis")) == {("measured",)}
        box.clock.advance(days=7)
    assert done.restated


def test_costs_that_are_refused_by_person_are_divided_into_what_was_planted(box: Box) -> None:
    """AC-E12. Lines that are for no tokens, such as pictures, have no price to be divided by: they stay nobody's."""
    done = box.collect("openai", HISTORY)
    assert done.control_total == done.billed_cost
    held, planted = box.held("openai"), box.planted("openai", HISTORY)
    assert close(of_models(held), of_models(planted))
    assert close(by_account(held), by_account(planted))
    before = [person for (day, _, model, person) in held if model is None and day and day < BY_PERSON.isoformat()]
    assert {*before} == {None}
    assert ("allocated",) in stored(box.bot.database, "openai", "basis")


def test_both_ways_name_the_same_people(box: Box, tmp_path: Path) -> None:
    """What is divided by tokens is what OpenAI itself says where it does not refuse to."""
    box.collect("openai", BY_PERSON)
    other = Database(f"sqlite:///{tmp_path}/other.db")
    migrate(other)
    with opened(other, company=replace(box.company, openai_people_since=date.max)) as refused:
        refused.collect("openai", BY_PERSON)
        assert close(of_models(box.held("openai")), of_models(refused.held("openai")))
        for one, bases in ((box, {("measured",)}), (refused, {("measured",), ("allocated",)})):
            assert set(stored(one.bot.database, "openai", "basis")) == bases
    other.close()
    assert no_pseudonym(DELETED_ID) in {person for *_, person in box.held("openai")}


@pytest.mark.parametrize(
    "faults",
    [
        {"throttle_every": 5, "retry_after": 0, "fail_every": 7},
        {"fail_every": 11, "cut_every": 6},
        {"slow_seconds": 0.01, "cut_every": 9},
    ],
    ids=["throttled", "cut", "slow"],
)
def test_a_bad_day_of_the_provider_changes_no_figure(box: Box, faults: dict[str, float]) -> None:
    for name, value in faults.items():
        setattr(box.faults, name, value)
    done = box.collect("openai", SINCE)
    assert done.error is None
    assert close(box.held("openai"), box.planted("openai", SINCE))


@pytest.mark.parametrize("path", ["/costs", "/users", "/usage/completions", "/usage/images"])
def test_what_fails_for_good_names_the_provider_and_leaves_the_figures_as_they_were(box: Box, path: str) -> None:
    box.collect("openai", SINCE)
    before = box.held("openai")
    box.clock.advance(days=7)
    box.faults.die(path, page=1)
    done = box.collect("openai", SINCE)
    assert done.error is not None
    assert "OpenAI" in done.error
    assert box.held("openai") == before


def test_what_somebody_used_under_another_address_goes_to_her_team(box: Box) -> None:
    """AC-E5."""
    with box.bot.database.writing() as connection:
        org = orgfile.read(org_toml(box.company), "larkspur.toml")
        orgs.save(connection, replace(org, rules=()), now=box.clock(), pseudonym=no_pseudonym)
    box.collect("openai", SINCE)
    with box.bot.database.reading() as connection:
        found = {row.key("team"): row.billed_cost for row in costs(connection, since=None, until=None, by=("team",))}
    used = sum(usd for key, usd in box.planted("openai", SINCE).items() if key[3] == no_pseudonym(ALIAS))
    others = {no_pseudonym(one.openai_email) for one in box.company.members("engineering")} - {no_pseudonym(ALIAS)}
    team = sum(usd for key, usd in box.planted("openai", SINCE).items() if key[3] in others)
    assert used > 0
    assert abs((found["engineering"] or 0) - used - team) < Decimal("1e-6")


def test_names_of_projects_and_keys_are_known_and_a_deleted_key_keeps_the_one_it_had(box: Box) -> None:
    names = read(box, SINCE).names
    keys = {key.id: key for key in box.company.openai_keys}
    projects = {one.sub_account for one in read(box, SINCE).charges if one.sub_account and one.key}
    assert {names["key", its_id] for its_id in keys if ("key", its_id) in names} == {
        key.name for key in keys.values() if key.sub_account in projects and not key.deleted
    }
    assert "account-research service" in {name for (kind, _), name in names.items() if kind == "service_account"}
    assert {name for (kind, _), name in names.items() if kind == "sub_account"} == {
        project.name for project in box.company.projects
    }


def test_what_was_asked_for_is_counted_beside_the_money(box: Box) -> None:
    box.collect("openai", SINCE)
    window = Period(SINCE, date(2026, 11, 17))
    with box.bot.database.reading() as connection:
        found = {(one.kind, dict(one.keys)["tool"]) for one in activities.sums(connection, window, by=["tool"])}
    assert found == {
        (ActivityKind.SESSIONS, "code_interpreter_sessions"),
        *(
            (ActivityKind.REQUESTS, tool)
            for tool in (
                "completions", "embeddings", "moderations", "images", "audio_speeches", "audio_transcriptions",
                "file_search_calls", "web_search_calls",
            )
        ),
    }  # fmt: skip


def test_reading_twice_writes_nothing(box: Box) -> None:
    """AC-B6."""
    box.collect("openai", HISTORY)
    again = box.collect("openai", HISTORY)
    assert (again.added, again.removed, again.restated) == (0, 0, 0)
