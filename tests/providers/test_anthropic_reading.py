"""Anthropic as a company in a box serves it: what is read is what was planted, exactly."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import httpx
import pytest
import stamina

from bot.errors import ProviderUnavailableError
from bot.facts.activity import ActivityKind
from bot.facts.charge import Basis
from bot.facts.periods import Period
from bot.providers.anthropic import Anthropic
from bot.providers.base import Reading
from bot.sandbox.anthropic.claude_code import TOOLS, code_rows
from bot.sandbox.clock import CompanyClock
from bot.sandbox.company import Company, larkspur
from bot.sandbox.faults import Faults
from bot.sandbox.planted import anthropic as planted
from bot.sandbox.provider_apis import PATHS, provider_apis
from bot.sandbox.server import serving

KEY = "sk-ant-admin01-larkspur"
WEEKS = Period(date(2026, 10, 12), date(2026, 11, 18))
RESTATED = Period(date(2026, 11, 9), date(2026, 11, 16))
NEW, OLD = larkspur(), replace(larkspur(), has_anthropic_analytics=False)
DEFAULT = next(one.id for one in NEW.workspaces if one.is_default)

Sums = dict[tuple[date, str | None, str | None, str | None], Decimal]


@dataclass
class Served:
    """A company's Anthropic on a server, with its clock and its faults."""

    company: Company
    clock: CompanyClock
    faults: Faults
    provider: Anthropic

    def read(self, window: Period) -> Reading:
        return self.provider.read(window, now=self.clock())

    def planted(self, window: Period) -> Sums:
        """By day, workspace, model and person, as far as the reports of this company tell them."""
        sums: defaultdict[tuple[date, str | None, str | None, str | None], Decimal] = defaultdict(Decimal)
        for day in window.days():
            for one in planted(self.company, day, self.clock()):
                if self.company.has_anthropic_analytics:
                    sums[day, one.sub_account, one.model, one.person] += one.usd
                else:
                    sums[day, None if one.sub_account == DEFAULT else one.sub_account, one.model, None] += one.usd
        return dict(sums)


@contextmanager
def served(company: Company) -> Iterator[Served]:
    clock, faults = CompanyClock(), Faults()
    apis = provider_apis(company, clock, keys={"anthropic": KEY}, faults=faults)
    with serving(apis) as url, httpx.Client(timeout=20) as client:
        provider = Anthropic(client, key=KEY, base_url=url + PATHS["anthropic"])
        yield Served(company, clock, faults, provider)


@pytest.fixture
def new() -> Iterator[Served]:
    with served(NEW) as one:
        yield one


@pytest.fixture
def old() -> Iterator[Served]:
    with served(OLD) as one:
        yield one


@pytest.fixture(autouse=True)
def no_waiting() -> Iterator[None]:
    with stamina.set_testing(True, attempts=4):
        yield


def sums(reading: Reading) -> Sums:
    found: defaultdict[tuple[date, str | None, str | None, str | None], Decimal] = defaultdict(Decimal)
    for charge in reading.charges:
        assert charge.billed_cost is not None
        found[charge.day, charge.sub_account, charge.model, charge.person] += charge.billed_cost
    return dict(found)


def by_account(found: Sums) -> dict[tuple[date, str | None], Decimal]:
    folded: defaultdict[tuple[date, str | None], Decimal] = defaultdict(Decimal)
    for (day, account, _, _), usd in found.items():
        folded[day, account] += usd
    return dict(folded)


def test_each_day_workspace_model_and_person_is_read_as_it_was_planted(new: Served) -> None:
    reading = new.read(WEEKS)
    assert sums(reading) == new.planted(WEEKS)
    assert reading.control_total == sum(new.planted(WEEKS).values())
    assert {charge.basis for charge in reading.charges} == {Basis.MEASURED}
    assert reading.names["sub_account", DEFAULT] == "Default"
    assert "sales-trial" in reading.names.values()


def test_a_restated_week_is_read_as_it_was_planted_before_and_after(new: Served) -> None:
    before = new.read(RESTATED)
    assert sums(before) == new.planted(RESTATED)
    new.clock.advance(days=7)
    after = new.read(RESTATED)
    assert sums(after) == new.planted(RESTATED)
    assert after.control_total is not None
    assert before.control_total is not None
    assert after.control_total > before.control_total
    assert {charge.id for charge in before.charges} <= {charge.id for charge in after.charges}


def test_people_are_known_by_the_address_they_have_at_anthropic(new: Served) -> None:
    people = {charge.person for charge in new.read(RESTATED).charges}
    assert {"bea@larkspur-labs.example", "tiago.rocha@larkspur-labs.example"} <= people
    assert "beatriz.santos@larkspur.example" not in people


def test_somebody_whose_account_was_deleted_keeps_the_id(new: Served) -> None:
    window = Period(date(2026, 8, 3), date(2026, 8, 10))
    reading = new.read(window)
    assert sums(reading) == new.planted(window)
    (gone,) = {charge.person for charge in reading.charges if charge.person and "@" not in charge.person}
    assert gone.startswith("user_01")


def test_claude_in_slack_is_known_by_channel_and_costs_what_it_did(new: Served) -> None:
    charges = [charge for charge in new.read(RESTATED).charges if charge.line_item == "claude_tag"]
    assert {charge.tags.get("slack_channel") for charge in charges} == {"C0SALES001"}
    assert any(charge.person is None for charge in charges)


def test_what_was_metered_comes_to_the_tokens_of_the_usage_report(new: Served) -> None:
    reading = new.read(RESTATED)
    billed = {(c.day, c.key, c.model) for c in reading.charges if c.token_type == "output_tokens" and c.billed_cost}
    used = {(one.day, one.key, one.model) for one in reading.metered}
    assert billed <= used
    assert {one.terms.get("processing") for one in reading.metered} == {None, "batch"}


def test_throttled_failing_slow_and_cut_answers_change_no_figure(new: Served) -> None:
    expected = new.read(RESTATED)
    new.faults.throttle_every, new.faults.retry_after = 5, 0
    new.faults.fail_every, new.faults.cut_every, new.faults.slow_seconds = 7, 11, 0.001
    reading = new.read(RESTATED)
    assert replace(reading, names={}) == replace(expected, names={})


@pytest.mark.parametrize("path", ["/analytics/cost", "/analytics/usage"])
def test_a_permanent_failure_names_anthropic_and_yields_nothing(new: Served, path: str) -> None:
    new.faults.die(path, page=1)
    with pytest.raises(ProviderUnavailableError, match="Anthropic"):
        new.read(RESTATED)


def test_what_people_did_with_claude_code_is_counted_as_it_was_planted(new: Served) -> None:
    expected: Counter[tuple[date, str, str, str | None]] = Counter()
    for day in RESTATED.days():
        for row in code_rows(NEW, day, new.clock()):
            core = {
                ActivityKind.SESSIONS: row.sessions,
                ActivityKind.LINES_ADDED: row.added,
                ActivityKind.LINES_REMOVED: row.removed,
                ActivityKind.COMMITS: row.commits,
                ActivityKind.PULL_REQUESTS: row.pull_requests,
            }
            for kind, count in core.items():
                expected[day, kind, "claude_code", row.email] += count
            for tool, accepted, rejected in zip(TOOLS, row.accepted, row.rejected, strict=True):
                expected[day, ActivityKind.SUGGESTIONS_ACCEPTED, tool, row.email] += accepted
                expected[day, ActivityKind.SUGGESTIONS_REJECTED, tool, row.email] += rejected
    activities = new.read(RESTATED).activities or ()
    assert {(one.day, one.kind, one.tool, one.person): one.count for one in activities} == +expected


def test_activities_that_are_out_of_reach_cost_no_charge(new: Served) -> None:
    new.faults.die("/claude_code", page=1)
    reading = new.read(RESTATED)
    assert reading.activities is None
    assert sums(reading) == new.planted(RESTATED)


def test_the_older_reports_tell_each_day_and_workspace_as_it_was_planted(old: Served) -> None:
    """A search is billed to no model there."""
    reading = old.read(WEEKS)
    assert by_account(sums(reading)) == by_account(old.planted(WEEKS))
    assert reading.control_total == sum(old.planted(WEEKS).values())
    assert reading.activities
    old.clock.advance(days=7)
    assert by_account(sums(old.read(RESTATED))) == by_account(old.planted(RESTATED))


def test_the_older_reports_bear_faults_as_well(old: Served) -> None:
    expected = old.read(RESTATED)
    old.faults.throttle_every, old.faults.retry_after, old.faults.fail_every, old.faults.cut_every = 5, 0, 7, 11
    assert replace(old.read(RESTATED), names={}) == replace(expected, names={})
    old.faults.heal()
    old.faults.die("/cost_report", page=2)
    with pytest.raises(ProviderUnavailableError, match="Anthropic"):
        old.read(RESTATED)
