"""One answer to an alert, from those who may give it, in their words, and in the audit log: method.md 6.7, 6.8."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Connection, delete, select

from bot import justifications
from bot.errors import UnknownNameError, UsageError
from bot.facts.alert import Alert
from bot.facts.justification import Justification, problems
from bot.facts.org import Budget, Org, OutcomeType, Person, Workflow
from bot.facts.periods import Period, month_of
from bot.ledger import alerts, audit, orgs
from bot.ledger.db import Database
from bot.ledger.tables import audit as audit_table
from bot.ledger.tables import justification
from tests.factories import NOW, no_pseudonym

ANA, JONAS, KIM, EVE = (f"{name}@acme.example" for name in ("ana", "jonas", "kim", "eve"))
ORG = Org(
    people=(Person(email=ANA, name="Ana Silva"), Person(email=JONAS)),
    workflows=(Workflow(slug="refunds", name="Refunds", team="support", owner=ANA, outcome=OutcomeType(unit="x")),),
    budgets=(
        Budget(
            scope_kind="team",
            scope="support",
            period="month",
            amount=Decimal(5500),
            currency="USD",
            owner=ANA,
            delegate=JONAS,
            approver=KIM,
        ),
    ),
)
TODAY = Period(NOW.date(), NOW.date() + timedelta(days=1))


def an_alert(rule: str = "A80", **more: Any) -> Alert:
    facts: dict[str, Any] = {
        "budget": "team:support:month:USD",
        "period": month_of(NOW.date()),
        "rule": rule,
        "generation": 1,
        "amount": Decimal(5500),
        "spent": Decimal(4510),
        "currency": "USD",
        "owner": no_pseudonym(ANA),
        "crossed_at": NOW,
    }
    return Alert(**facts | more)


TOLD = an_alert()


@pytest.fixture
def writing(database: Database) -> Iterator[Connection]:
    """A transaction in a ledger where one alert waits for an answer."""
    with database.writing() as connection:
        orgs.save(connection, ORG, now=NOW, pseudonym=no_pseudonym)
        alerts.record(connection, TOLD)
        yield connection


def answered(
    connection: Connection, by: str = ANA, reason: str = "Migration, ends Friday", **more: Any
) -> Justification:
    facts: dict[str, Any] = {"event_id": f"{by}-{reason}", "now": NOW, "org": ORG, "pseudonym": no_pseudonym}
    return justifications.record(
        connection, more.pop("alert_id", TOLD.id), person=no_pseudonym(by), reason=reason, **facts | more
    )


def waiting(connection: Connection, person: str) -> list[str]:
    found = justifications.open_alerts(connection, ORG, no_pseudonym(person), pseudonym=no_pseudonym, now=NOW)
    return [one.rule for one in found]


@pytest.mark.parametrize("person", [ANA, JONAS, KIM])
def test_the_owner_the_delegate_and_the_approver_may_answer(writing: Connection, person: str) -> None:
    given = answered(writing, person, workflow="refunds", quantity=400, by_day=date(2026, 11, 30))
    assert justifications.standing(writing, TOLD.id) == given
    assert (given.reason, given.quantity) == ("Migration, ends Friday", 400)


def test_nobody_else_may(writing: Connection) -> None:
    with pytest.raises(UsageError, match="Only the owner, the delegate or the approver"):
        answered(writing, EVE)
    assert justifications.standing(writing, TOLD.id) is None


def test_whoever_owned_the_budget_when_it_was_crossed_may_answer_still(writing: Connection) -> None:
    assert answered(writing, ANA, org=Org()).person == no_pseudonym(ANA)


def test_the_first_answer_stands_and_the_second_person_is_told_whose(writing: Connection) -> None:
    first = answered(writing, ANA)
    with pytest.raises(UsageError, match="already answered by Ana Silva on 2026-11-17"):
        answered(writing, JONAS)
    assert justifications.standing(writing, TOLD.id) == first


@pytest.mark.parametrize(
    ("person", "called"), [(ANA, "Ana Silva"), (JONAS, "the delegate"), (KIM, "the approver"), (EVE, "somebody")]
)
def test_somebody_without_a_name_is_called_by_their_part_in_the_budget(
    writing: Connection, person: str, called: str
) -> None:
    said = justifications.name_of(writing, no_pseudonym(person), TOLD, org=ORG, pseudonym=no_pseudonym, day=NOW.date())
    assert said == called


def test_who_answers_second_is_told_the_part_of_the_first(writing: Connection) -> None:
    answered(writing, JONAS)
    with pytest.raises(UsageError, match="already answered by the delegate on"):
        answered(writing, ANA)


def test_a_number_that_nobody_can_mean_is_refused(writing: Connection) -> None:
    with pytest.raises(UsageError, match="at most 1,000,000"):
        answered(writing, ANA, quantity=99_999_999_999_999_999_999)


def test_the_same_person_may_amend_and_both_records_stay(writing: Connection) -> None:
    answered(writing)
    later = answered(writing, reason="Migration, ends Monday", now=NOW + timedelta(hours=1))
    assert justifications.standing(writing, TOLD.id) == later
    assert len(writing.execute(select(justification)).all()) == 2
    assert [one.justification for one in justifications.of_period(writing, TODAY)] == [later]


def test_the_same_event_three_times_is_one_answer(writing: Connection) -> None:
    given = [answered(writing, event_id="V1", now=NOW + timedelta(minutes=n)) for n in range(3)]
    assert given == [given[0]] * 3
    assert audit.head(writing)[0] == 1


def test_two_people_who_answer_at_once_leave_one_answer(database: Database) -> None:
    with database.writing() as connection:
        alerts.record(connection, TOLD)

    def answer(person: str) -> bool:
        try:
            with database.writing() as connection:
                answered(connection, person)
        except UsageError:
            return False
        return True

    with ThreadPoolExecutor(3) as threads:
        assert sorted(threads.map(answer, (ANA, JONAS, KIM))) == [False, False, True]


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"reason": " ok "}, "at least 3 characters"),
        ({"reason": "x" * 1_001}, "at most 1,000 characters; this has 1,001"),
        ({"reason": "ask ana@acme.example"}, "write a role instead, such as the head of support"),
        ({"quantity": 0}, "at least 1 outcome"),
        ({"by_day": date(2026, 11, 16)}, "not past; today is 2026-11-17"),
        ({"alert_id": "team:support:month:USD/2026-11-01/A100/1"}, "no such alert"),
    ],
)
def test_an_answer_that_will_not_do_is_refused_with_what_to_do(
    writing: Connection, more: dict[str, Any], says: str
) -> None:
    with pytest.raises(UsageError, match=says):
        answered(writing, **more)
    assert audit.head(writing)[0] == 0


def test_a_workflow_that_is_gone_is_refused(writing: Connection) -> None:
    with pytest.raises(UnknownNameError, match="'contracts'"):
        answered(writing, workflow="contracts")


def test_every_field_that_is_wrong_is_named_at_once() -> None:
    found = problems("", quantity=0, by_day=date(2026, 11, 16), today=NOW.date())
    assert list(found) == ["reason", "quantity", "by_day"]
    assert problems("abc", quantity=None, by_day=NOW.date(), today=NOW.date()) == {}


@pytest.mark.parametrize("reason", ["a" * 1_000, "Umzug nach Köln 🚚\n<!channel> *bold* 'quotes\" \\ & more"])
def test_a_reason_is_kept_whole(writing: Connection, reason: str) -> None:
    answered(writing, reason=reason, event_id="V1")
    kept = justifications.standing(writing, TOLD.id)
    assert kept is not None
    assert kept.reason == reason


def test_what_waits_for_an_answer_is_told_alerts_of_ones_own_budgets(writing: Connection) -> None:
    higher = an_alert("A100", crossed_at=NOW + timedelta(hours=1))
    for one in (
        higher,
        an_alert("A50"),
        an_alert("A90", covered_by=higher.id),
        an_alert("A85", rearmed_at=NOW),
        an_alert("A110", budget="team:legal:month:USD", owner=no_pseudonym(EVE)),
    ):
        alerts.record(writing, one)
    assert waiting(writing, ANA) == waiting(writing, KIM) == ["A100", "A80"]
    assert waiting(writing, EVE) == ["A110"]
    answered(writing, JONAS)
    assert waiting(writing, ANA) == ["A100"]


def test_a_digest_finds_the_answers_of_its_days(writing: Connection) -> None:
    given = answered(writing)
    assert justifications.of_period(writing, TODAY) == (justifications.Answered(TOLD, given),)
    assert justifications.of_period(writing, Period(NOW.date() - timedelta(days=7), NOW.date())) == ()


def test_an_answer_stands_in_the_audit_log_without_its_words(writing: Connection) -> None:
    given = answered(writing, workflow="refunds", quantity=400, by_day=date(2026, 11, 30), event_id="V1")
    line = writing.execute(select(audit_table)).one()
    assert (line.actor, line.action, line.subject) == (given.person, "budget.justify", TOLD.id)
    assert json.loads(line.detail) == {
        "by_day": "2026-11-30",
        "quantity": 400,
        "reason_sha256": justifications.fingerprint(given),
        "workflow": "refunds",
    }
    assert "Migration" not in repr(line)
    assert "V1" not in repr(line)


def test_an_answer_can_be_erased_and_the_log_holds(writing: Connection) -> None:
    answered(writing)
    writing.execute(delete(justification))
    assert audit.verify(writing) is None
