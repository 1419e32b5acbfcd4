"""The company's org file: what its admin would have written, in the format of the org file."""

from collections.abc import Iterator
from dataclasses import fields
from datetime import date

from bot.sandbox.accounts import Rule
from bot.sandbox.company import Budget, Company
from bot.sandbox.people import Person, Team
from bot.sandbox.workflows import Baseline, Workflow

_SINCE = date(2026, 1, 1)
_MATCHED = ("provider", "sub_account", "key", "model")


def org_toml(company: Company) -> str:
    """The org file of the company; every name in it resolves inside it."""
    tables = [
        *(_team(team) for team in company.teams),
        *(_person(person) for person in company.people),
        *(_workflow(workflow) for workflow in company.workflows),
        *(_rule(rule) for rule in company.rules),
        *(_budget(budget) for budget in company.budgets),
    ]
    return f"# The organisation of {company.name}, a company that does not exist.\n\n" + "\n".join(tables)


def _text(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _value(value: object) -> str:
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, tuple | list):
        return "[" + ", ".join(_value(item) for item in value) + "]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{name} = {_value(item)}" for name, item in value.items()) + " }"
    return value.isoformat() if isinstance(value, date) else str(value)


def _table(heading: str, /, **values: object) -> str:
    lines = (f"{key} = {_value(value)}" for key, value in values.items() if value is not None)
    return f"[[{heading}]]\n" + "\n".join(lines) + "\n"


def _team(team: Team) -> str:
    return _table(
        "team", slug=team.slug, name=team.name, channel=team.channel, parent=team.parent, timezone=team.timezone
    )


def _person(person: Person) -> str:
    teams = [{"slug": person.team, "since": _SINCE, "weight": 1.0}]
    return _table("person", email=person.email, ids=person.aliases or None, teams=teams)


def _workflow(workflow: Workflow) -> str:
    outcome = {"unit": workflow.unit, "done": workflow.done, "level": workflow.level, "reversal_days": 7}
    return _table(
        "workflow",
        slug=workflow.slug,
        name=workflow.name,
        team=workflow.team,
        owner=workflow.owner,
        delegate=workflow.delegate,
        aliases=workflow.aliases,
        outcome=outcome,
        baseline=dict(_baseline(workflow.baseline)) if workflow.baseline else None,
    )


def _baseline(baseline: Baseline) -> Iterator[tuple[str, object]]:
    if baseline.minutes is not None:
        yield "minutes", baseline.minutes
    yield "cost", baseline.cost
    yield "currency", "USD"
    yield from ((name, getattr(baseline, name)) for name in ("since", "until", "n", "grade"))


def _rule(rule: Rule) -> str:
    given = {field.name: getattr(rule, field.name) for field in fields(rule)}
    match = {name: given[name] for name in _MATCHED if given[name] is not None}
    return _table("rule", match=match, team=rule.team, workflow=rule.workflow, since=rule.since)


def _budget(budget: Budget) -> str:
    return _table(
        "budget",
        scope={"team": budget.team},
        period="month",
        amount=budget.amount,
        currency="USD",
        thresholds=[50, 80, 100, 120],
        owner=budget.owner,
        delegate=budget.delegate,
    )
