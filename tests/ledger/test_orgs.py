from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from sqlalchemy import delete, insert, select

from bot.facts.benefit import Benefit, BenefitKind, Destination
from bot.facts.effort import Effort
from bot.facts.grade import Grade
from bot.facts.org import Org, OutcomeType, Person, Team, Workflow
from bot.facts.override import Override
from bot.facts.policy import DEFAULT
from bot.ledger import orgs
from bot.ledger.db import Database
from bot.ledger.pseudonym import pseudonym
from bot.ledger.tables import directory, org_version
from tests.factories import NOW, no_pseudonym


def hidden(person: str) -> str:
    return pseudonym(b"key", person)


ORG = Org(
    teams=(Team(slug="support", name="Support EU"),),
    people=(Person(email="ana@acme.example", name="Ana"),),
    workflows=(
        Workflow(
            slug="refunds",
            name="Refund triage",
            team="support",
            owner="ana@acme.example",
            delegate="board@elsewhere.example",
            outcome=OutcomeType(unit="refund resolved"),
        ),
    ),
)


def test_an_organisation_comes_back_as_it_was_saved_with_those_outside_the_file(database: Database) -> None:
    with database.writing() as connection:
        assert orgs.save(connection, ORG, now=NOW, pseudonym=no_pseudonym) == 1
    with database.reading() as connection:
        assert orgs.current(connection) == orgs.OrgVersion(1, ORG)


def test_the_newest_version_is_in_force(database: Database) -> None:
    later = replace(ORG, teams=(replace(ORG.teams[0], name="Support"),))
    with database.writing() as connection:
        orgs.save(connection, ORG, now=NOW, pseudonym=no_pseudonym)
        orgs.save(connection, later, now=NOW, pseudonym=no_pseudonym)
    with database.reading() as connection:
        assert orgs.current(connection).org == later


def test_without_a_saved_organisation_there_is_an_empty_one(database: Database) -> None:
    with database.reading() as connection:
        assert orgs.current(connection) == orgs.OrgVersion(None, Org())


def test_the_ids_of_a_person_lead_to_her_and_stand_in_the_store_as_pseudonyms(database: Database) -> None:
    ana = Person(email="ana@acme.example", ids=("github:ana-silva", "Ana.Silva@acme.example"))
    with database.writing() as connection:
        orgs.save(connection, Org(people=(ana,)), now=NOW, pseudonym=hidden)
    with database.reading() as connection:
        org, people = orgs.current(connection).org, orgs.placement(connection).people
        stored = connection.execute(select(org_version.c.document)).scalar_one()
    assert org.person("GITHUB:ana-silva") == org.person("ana.silva@acme.example") == ana
    assert people == {hidden(called): hidden(ana.email) for called in ana.ids}
    assert "silva" not in stored


def test_who_was_erased_from_the_directory_keeps_the_pseudonym_that_their_past_has(database: Database) -> None:
    with database.writing() as connection:
        orgs.save(connection, ORG, now=NOW, pseudonym=hidden)
        connection.execute(delete(directory).where(directory.c.person == hidden("ana@acme.example")))
    with database.writing() as connection:
        orgs.save(connection, orgs.current(connection).org, now=NOW, pseudonym=hidden)
        found = orgs.current(connection).org
        kept = connection.scalars(select(directory.c.email)).all()
    assert [person.email for person in found.people] == [hidden("ana@acme.example")]
    assert found.workflows[0].owner == hidden("ana@acme.example")
    assert kept == ["board@elsewhere.example"]


def test_what_a_workflow_takes_and_brings_its_override_and_the_policy_come_back_as_they_were(
    database: Database,
) -> None:
    effort = Effort(minutes=Decimal("4.5"), hourly=Decimal("63.00"), currency="USD", grade=2)
    org = replace(
        ORG,
        workflows=(replace(ORG.workflows[0], effort=effort),),
        benefits=(
            Benefit(
                workflow="refunds",
                month=date(2026, 10, 1),
                kind=BenefitKind.HOURS,
                hours=Decimal(30),
                destination=Destination.WORK,
                name="backlog",
            ),
        ),
        overrides=(
            Override(
                workflow="refunds",
                verdict="keep",
                by="finance",
                reason="the contract ends",
                since=date(2026, 12, 1),
                until=date(2027, 3, 1),
            ),
        ),
        policy=replace(
            DEFAULT, change_margin=1.2, fewest_shown=8, weights={**DEFAULT.weights, Grade.REPORTED: Decimal("0.2")}
        ),
    )
    with database.writing() as connection:
        orgs.save(connection, org, now=NOW, pseudonym=hidden)
        assert orgs.current(connection).org == org


def test_a_version_from_before_there_was_a_policy_has_that_of_the_method(database: Database) -> None:
    with database.writing() as connection:
        connection.execute(insert(org_version).values(applied_at=NOW, document='{"teams": [], "people": []}'))
        assert orgs.current(connection).org == Org(policy=DEFAULT)
