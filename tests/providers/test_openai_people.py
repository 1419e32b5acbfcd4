"""Whose a cost at OpenAI is: by e-mail, by id, nobody's, or not asked."""

from __future__ import annotations

from datetime import UTC, date, datetime

import httpx
import pytest
import stamina
from structlog.testing import capture_logs

from bot.errors import ProviderAuthError, ProviderError, ProviderUnavailableError
from bot.facts.metered import Dimension
from bot.facts.periods import Period
from tests.providers.openai_server import Organization
from tests.providers.replay import Replay, recording

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
DAY = date(2026, 11, 16)
WINDOW = Period(DAY, date(2026, 11, 18))
ALL = frozenset(Dimension)


def test_a_cost_keeps_its_project_and_its_person_by_e_mail_and_by_id_where_nobody_knows_it() -> None:
    """AC-E4: langwatch PR#8043 threw 260 of 260 away."""
    charges = Replay(recording("openai", "by_person")).read().charges
    assert {(one.key, one.person): str(one.billed_cost) for one in charges} == {
        ("key_desk", "ana.silva@acme.example"): "1.25",
        ("key_desk", "bo@acme.example"): "0.75",
        ("key_desk", "user-gone"): "0.5",
        ("key_bot", None): "2",
        ("key_ci", None): "0.25",
        (None, None): "0.06",
    }
    assert {one.sub_account for one in charges} == {"proj_review"}


def test_a_service_account_is_no_person_and_has_its_name() -> None:
    reading = Replay(recording("openai", "by_person")).read()
    accounts = {one.key: one.tags.get("service_account") for one in reading.charges}
    assert accounts == {"key_desk": None, "key_bot": "user-bot", "key_ci": "svc_acct_ci", None: None}
    assert reading.names["service_account", "user-bot"] == "review bot"
    assert reading.names["service_account", "svc_acct_ci"] == "CI"


def test_the_ids_of_charges_and_activities_name_nobody() -> None:
    reading = Replay(recording("openai", "by_person")).read()
    ids = [one.id for one in (*reading.charges, *(reading.activities or ()))]
    assert len(ids) == len(set(ids)) == 11
    assert not [one for one in ids if "user" in one or "acme" in one or "svc" in one]
    assert not [one for one in ids if "#" in one], "people are told apart by who they are and not by what they cost"


def test_a_bill_by_person_says_so_and_is_left_to_nobody_to_divide() -> None:
    reading = Replay(recording("openai", "by_person")).read()
    assert (reading.billed_by, reading.billed_by_day, reading.metered) == (ALL, {}, ())


def test_somebody_who_is_deleted_between_two_readings_changes_neither_ids_nor_amounts() -> None:
    server = Organization()
    before = server.provider().read(WINDOW, now=NOW)
    server.users = []
    after = server.provider().read(WINDOW, now=NOW)
    assert [one.person for one in before.charges] == ["ana@acme.example"] * 2
    assert [one.person for one in after.charges] == ["user-ana"] * 2
    assert [(one.id, one.billed_cost) for one in before.charges] == [(one.id, one.billed_cost) for one in after.charges]


@pytest.mark.parametrize("status", [403, 404])
def test_a_key_that_may_not_read_who_people_are_is_told_nothing_of_them_and_all_costs(status: int) -> None:
    """An id that becomes an e-mail on the day the right is given would be a second person."""
    server = Organization(users=status)
    with capture_logs() as logged:
        reading = server.provider().read(WINDOW, now=NOW)
    assert "people not read" in {entry["event"] for entry in logged}
    assert (reading.control_total, len(reading.charges)) == (2, 2)
    assert {one.person for one in (*reading.charges, *(reading.activities or ()))} == {None}
    assert reading.billed_by_day == dict.fromkeys(WINDOW.days(), ALL - {Dimension.PERSON})
    assert not [one for one in server.asked if "user_id" in one.url.params.get_list("group_by[]")]


@pytest.mark.parametrize(("status", "error"), [(401, ProviderAuthError), (500, ProviderUnavailableError)])
def test_a_directory_of_people_that_fails_fails_the_reading(status: int, error: type[ProviderError]) -> None:
    with stamina.set_testing(True), pytest.raises(error):
        Organization(users=status).provider().read(WINDOW, now=NOW)


def test_only_the_chunk_that_may_not_be_read_by_person_is_read_without() -> None:
    window = Period(date(2026, 5, 20), date(2026, 11, 20))
    server = Organization(by_person_since=date(2026, 6, 1))
    with capture_logs() as logged:
        reading = server.provider().read(window, now=NOW)
    grouped = ["project_id", "api_key_id", "line_item"]
    assert server.asked_for("/costs") == [[*grouped, "user_id"], grouped, [], [*grouped, "user_id"], []]
    first, second = window.chunks(180)
    assert reading.billed_by_day == dict.fromkeys(first.days(), ALL - {Dimension.PERSON})
    assert {one.person for one in reading.charges if one.day in first} == {None}
    assert {one.person for one in reading.charges if one.day in second} == {"ana@acme.example"}
    assert {one.day for one in reading.metered} == set(first.days())
    assert {one.person for one in reading.metered} == {"ana@acme.example"}
    assert [entry["event"] for entry in logged] == ["costs not read by person"]
    assert reading.control_total == len(window)


@pytest.mark.parametrize("users", [200, 403])
def test_costs_that_may_not_be_read_by_key_are_read_without_and_divided_by_the_keys_use(users: int) -> None:
    server = Organization(by_key_since=date(2027, 1, 1), **({} if users == 200 else {"users": users}))
    with capture_logs() as logged:
        reading = server.provider().read(WINDOW, now=NOW)
    grouped = ["project_id", "api_key_id", "line_item"]
    finer = [[*grouped, "user_id"], grouped] if users == 200 else [grouped]
    assert server.asked_for("/costs") == [*finer, ["project_id", "line_item"], []]
    assert reading.billed_by_day == dict.fromkeys(WINDOW.days(), ALL - {Dimension.PERSON, Dimension.KEY})
    assert (reading.control_total, {(one.key, one.person) for one in reading.charges}) == (2, {(None, None)})
    assert {one.day for one in reading.metered} == set(WINDOW.days())
    assert [entry["event"] for entry in logged][-1] == "costs not read by key"


def test_rows_that_came_before_the_refusal_are_not_counted_twice() -> None:
    class Late(Organization):
        def __call__(self, request: httpx.Request) -> httpx.Response:
            answer = super().__call__(request)
            if "user_id" not in request.url.params.get_list("group_by[]") or "costs" not in request.url.path:
                return answer
            if "page" in request.url.params:
                return httpx.Response(400, json={"error": {"message": "not by user_id from here on"}})
            return httpx.Response(200, json=answer.json() | {"has_more": True, "next_page": "two"})

    reading = Late().provider().read(WINDOW, now=NOW)
    assert (len(reading.charges), reading.control_total) == (2, 2)
    assert {one.person for one in reading.charges} == {None}


@pytest.mark.parametrize("status", [400, 401, 403, 404, 422])
def test_costs_that_are_refused_altogether_fail_the_reading(status: int) -> None:
    server = Organization(costs=status)
    with pytest.raises(ProviderError) as caught:
        server.provider().read(WINDOW, now=NOW)
    assert caught.value.status == status
    assert len(server.asked_for("/costs")) == (3 if status == 400 else 1)
