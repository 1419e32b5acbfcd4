from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import httpx
import pytest
import stamina

from bot.errors import NothingToReadError, ProviderChangedError, ProviderError, ProviderUnavailableError
from bot.facts.charge import Charge
from bot.facts.periods import Period
from bot.providers.anthropic import Anthropic
from tests.providers.replay import KEY, Replay, recording

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)


class Costs:
    """A server that holds the documented limits, gives each asked day one cost of 100 cents, and can fail."""

    def __init__(self, now: datetime = NOW, fail_on: date = date.max) -> None:
        self.asked: list[Period] = []
        self.paths: set[str] = set()
        self.now = now
        self.fail_on = fail_on

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.paths.add(request.url.path)
        if not request.url.path.endswith("/analytics/cost"):
            return httpx.Response(404)
        since, until = (datetime.fromisoformat(request.url.params[name]) for name in ("starting_at", "ending_at"))
        days = Period(since.date(), until.date())
        too_early = since < max(datetime(2026, 1, 1, tzinfo=UTC), self.now.replace(year=self.now.year - 1))
        counted = [name for name in request.url.params.get_list("group_by[]") if not name.endswith("_type")]
        if too_early or len(days) > 31 or len(counted) > 5 or request.headers.get("anthropic-beta") is None:
            return httpx.Response(400, json={"error": {"message": "outside the limits"}})
        if request.url.params.get("group_by[]"):
            self.asked.append(days)
            if self.fail_on in days:
                return httpx.Response(529)
        rows = [
            {
                "starting_at": f"{day}T00:00:00Z",
                "ending_at": f"{day}T23:00:00Z",
                "group": {},
                "cost": {"amount": "100", "currency": "USD"},
            }
            for day in days.days()
        ]
        return httpx.Response(200, json={"data": rows, "has_more": False, "next_page": None})


def provider(handler: Any, **kwargs: str) -> Anthropic:
    return Anthropic(httpx.Client(transport=httpx.MockTransport(handler)), key=KEY, **kwargs)


def by_amount(name: str) -> dict[Decimal | None, Charge]:
    return {charge.billed_cost: charge for charge in Replay(recording("anthropic", name)).read().charges}


def test_a_window_longer_than_31_days_is_read_in_chunks() -> None:
    """AC-C4."""
    server = Costs()
    reading = provider(server).read(Period(date(2026, 9, 1), date(2026, 11, 22)), now=NOW)
    assert [len(days) for days in server.asked] == [31, 31, 20]
    assert reading.control_total == len(reading.charges) == 82


def test_a_chunk_that_fails_fails_the_whole_reading() -> None:
    """AC-C4."""
    chunks: list[Period] = []
    with stamina.set_testing(True), pytest.raises(ProviderUnavailableError):
        provider(Costs(fail_on=date(2026, 11, 10))).read(
            Period(date(2026, 9, 1), date(2026, 11, 22)), now=NOW, progress=chunks.append
        )
    assert len(chunks) == 2


@pytest.mark.parametrize(
    ("now", "first"),
    [(NOW, date(2026, 1, 1)), (datetime(2027, 6, 10, 12, tzinfo=UTC), date(2026, 6, 11))],
)
def test_a_window_begins_where_anthropic_has_costs_and_the_reading_says_so(now: datetime, first: date) -> None:
    server = Costs(now)
    reading = provider(server).read(Period(date(2025, 1, 1), date(2026, 7, 1)), now=now)
    assert reading.window == Period(first, date(2026, 7, 1))
    assert min(charge.day for charge in reading.charges) == first


def test_a_window_of_which_nothing_can_be_read_is_refused() -> None:
    with pytest.raises(NothingToReadError, match="from 2026-01-01 on"):
        provider(Costs()).read(Period(date(2025, 1, 1), date(2026, 1, 1)), now=NOW)
    with pytest.raises(NothingToReadError, match="days to come"):
        provider(Costs()).read(Period(date(2026, 11, 23), date(2026, 11, 24)), now=NOW)


@pytest.mark.parametrize("base_url", ["http://h:9", "http://h:9/", "http://h:9/v1", "http://h:9/v1/"])
def test_a_base_address_with_and_without_version_or_slash_is_the_same(base_url: str) -> None:
    server = Costs()
    provider(server, base_url=base_url).probe(now=NOW)
    assert server.paths == {"/v1/organizations/analytics/cost"}


def test_an_organization_without_the_new_reports_is_told_so() -> None:
    with pytest.raises(ProviderError, match=r"nothing at /v1/organizations/analytics/cost \(404\).*may use that API"):
        provider(lambda _: httpx.Response(404)).read(Period(date(2026, 11, 1), date(2026, 11, 2)), now=NOW)


@pytest.mark.parametrize("status", [400, 403, 404])
def test_a_refused_question_of_ours_is_not_taken_for_an_organization_without_analytics(status: int) -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        if request.url.params.get("group_by[]") and request.url.path.endswith("/cost"):
            return httpx.Response(status, json={"error": {"message": "group_by: too many dimensions"}})
        return Costs()(request)

    with pytest.raises(ProviderError, match=rf"analytics/cost \({status}: group_by: too many dimensions\)"):
        provider(handler).read(Period(date(2026, 11, 1), date(2026, 11, 2)), now=NOW)


def test_a_refused_range_is_not_taken_for_an_organization_without_analytics() -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        if request.url.params["starting_at"] == "2026-11-01T00:00:00Z":
            return httpx.Response(400, json={"error": {"message": "starting_at: out of range"}})
        return Costs()(request)

    with pytest.raises(ProviderError, match=r"400: starting_at: out of range"):
        provider(handler).read(Period(date(2026, 11, 1), date(2026, 11, 3)), now=NOW)


def test_fractions_of_cents_become_exact_dollars() -> None:
    charges = by_amount("two_chunks")
    assert set(charges) == {Decimal(text) for text in ("8.4216", "1.0000005", "0.5784", "0.125", "1e-7")}
    assert charges[Decimal("8.4216")].list_cost == Decimal("9.357333")
    assert charges[Decimal("8.4216")].effective_cost == Decimal("8.4216")


def test_a_row_without_list_amount_has_no_list_cost() -> None:
    reading = provider(Costs()).read(Period(date(2026, 11, 1), date(2026, 11, 2)), now=NOW)
    assert reading.charges[0].list_cost is None
    assert reading.as_of is None


def test_a_charge_says_what_the_row_says() -> None:
    charge = by_amount("two_chunks")[Decimal("8.4216")]
    assert (charge.sub_account, charge.key, charge.model) == ("wrkspc_01XY", "apikey_01Rj", "claude-opus-5-5")
    assert (charge.line_item, charge.tags) == ("messages_api", {"product": "messages_api"})
    assert (charge.token_type, charge.currency) == ("uncached_input_tokens", "USD")
    assert by_amount("two_chunks")[Decimal("0.125")].token_type == "web_search"


def test_figures_are_as_fresh_as_the_oldest_page() -> None:
    assert Replay(recording("anthropic", "two_chunks")).read().as_of == datetime(2026, 11, 22, 2, tzinfo=UTC)
    assert Replay(recording("anthropic", "fan_out_actors")).read().as_of is None


@pytest.mark.parametrize(
    ("amount", "person", "service_account"),
    [
        ("3", "ana@example.com", None),
        ("0.2", "gone@example.com", None),
        ("0.21", "user_05IJ", None),
        ("0.5", "user_02CD", None),
        ("2", None, "svac_01"),
        ("0.11", None, None),
        ("0.12", None, None),
        ("0.04", None, None),
    ],
    ids=["user", "left", "no e-mail", "deleted", "service account", "federated", "key", "nobody"],
)
def test_a_person_is_only_who_can_be_named(amount: str, person: str | None, service_account: str | None) -> None:
    charge = by_amount("fan_out_actors")[Decimal(amount)]
    assert charge.person == person
    assert charge.tags.get("service_account") == service_account


def test_costs_that_are_no_tokens_say_what_they_are_and_miss_what_they_lack() -> None:
    code = by_amount("fan_out_actors")[Decimal("0.0125")]
    assert (code.token_type, code.model, code.line_item, code.key) == ("code_execution", None, None, None)
    assert by_amount("fan_out_actors")[Decimal("0.085")].token_type == "session_usage"


def test_actors_are_told_apart_by_ids_that_name_nobody() -> None:
    charges = by_amount("fan_out_actors")
    deleted, another, nobody, no_other = (charges[Decimal(text)].id for text in ("0.5", "0.51", "0.03", "0.04"))
    assert deleted != another
    assert no_other == f"{nobody}#2"
    for charge in charges.values():
        assert not any(word in charge.id.lower() for word in ("user_", "@", "example"))


def test_a_person_who_gets_another_name_or_address_keeps_the_ids() -> None:
    def handler(email: str) -> Any:
        def respond(request: httpx.Request) -> httpx.Response:
            answer = Costs()(request)
            if answer.status_code != httpx.codes.OK or not request.url.params.get("group_by[]"):
                return answer
            body = answer.json()
            actor = {"type": "user_actor", "user_id": "user_1", "email_address": email, "name": email, "deleted": False}
            for row in body["data"]:
                row["group"]["actor"] = actor
            return httpx.Response(200, json=body)

        return respond

    day = Period(date(2026, 11, 1), date(2026, 11, 2))
    before, after = (provider(handler(email)).read(day, now=NOW) for email in ("a@x.example", "b@x.example"))
    assert before.charges[0].id == after.charges[0].id
    assert before.charges[0].person != after.charges[0].person


def test_an_actor_of_a_kind_not_known_yet_is_nobody() -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        answer = Costs()(request)
        if answer.status_code != httpx.codes.OK:
            return answer
        body = answer.json()
        for row in body["data"]:
            row["group"]["actor"] = {"type": "robot_actor", "robot_id": 7}
        return httpx.Response(200, json=body)

    charge = provider(handler).read(Period(date(2026, 11, 1), date(2026, 11, 2)), now=NOW).charges[0]
    assert (charge.person, charge.tags) == (None, {})


def test_a_revised_day_keeps_its_ids_and_changes_its_amounts() -> None:
    before, after = (Replay(recording("anthropic", f"restated_{when}")).read() for when in ("before", "after"))
    old = {charge.id: charge.billed_cost for charge in before.charges}
    new = {charge.id: charge.billed_cost for charge in after.charges}
    assert old.keys() < new.keys()
    changed = {id_: (old[id_], new[id_]) for id_ in old if old[id_] != new[id_]}
    assert list(changed.values()) == [(Decimal("42.61"), Decimal("89.85"))]
    assert before.as_of is not None
    assert after.as_of is not None
    assert before.as_of < after.as_of


def test_a_day_that_was_not_asked_for_is_left_out() -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        answer = Costs()(request)
        if answer.status_code != httpx.codes.OK:
            return answer
        body = answer.json()
        earlier = {"starting_at": "2026-10-31T00:00:00Z", "ending_at": "2026-11-01T00:00:00Z"}
        return httpx.Response(200, json=body | {"data": [*body["data"], body["data"][0] | earlier]})

    reading = provider(handler).read(Period(date(2026, 11, 1), date(2026, 11, 2)), now=NOW)
    assert [charge.day for charge in reading.charges] == [date(2026, 11, 1)]
    assert reading.control_total == 1


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("starting_at", "2026-11-01T01:00:00Z"),
        ("starting_at", "2026-11-01T00:00:00"),
        ("ending_at", "2026-11-02T01:00:00Z"),
        ("ending_at", "2026-11-01T00:00:00Z"),
    ],
)
def test_a_row_that_is_not_one_utc_day_is_a_changed_provider(field: str, wrong: str) -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        body = Costs()(request).json()
        return httpx.Response(200, json=body | {"data": [body["data"][0] | {field: wrong}]})

    with pytest.raises(ProviderChangedError, match=field):
        provider(handler).read(Period(date(2026, 11, 1), date(2026, 11, 2)), now=NOW)
