"""The company's org file: what its admin would have written, in the format of the org file."""

from collections.abc import Iterator
from dataclasses import fields
from datetime import date

from bot.sandbox.accounts import Overlap, Rule
from bot.sandbox.benefits import Benefit
from bot.sandbox.company import Budget, Company
from bot.sandbox.people import Person, Team
from bot.sandbox.workflows import Baseline, Effort, Experiment, Workflow

_SINCE = date(2026, 1, 1)
_MATCHED = ("provider", "sub_account", "key", "model")


def org_toml(company: Company) -> str:
    """The org file of the company; every name in it resolves inside it."""
    tables = [
        *(_team(team) for team in company.teams),
        *(_person(person, company.known_as.get(person.email)) for person in company.people),
        *(_workflow(workflow) for workflow in company.workflows),
        *(_rule(rule) for rule in company.rules),
        *(_overlap(overlap) for overlap in company.overlaps),
        *(_budget(budget) for budget in company.budgets),
        *(_benefit(benefit) for benefit in company.benefits),
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
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if isinstance(value, date) else str(value)


def _table(heading: str, /, **values: object) -> str:
    lines = (f"{key} = {_value(value)}" for key, value in values.items() if value is not None)
    return f"[[{heading}]]\n" + "\n".join(lines) + "\n"


def _team(team: Team) -> str:
    return _table(
        "team", slug=team.slug, name=team.name, channel=team.channel, parent=team.parent, timezone=team.timezone
    )


def _person(person: Person, ids: tuple[str, ...] | None) -> str:
    teams = [{"slug": person.team, "since": _SINCE, "weight": 1.0}]
    return _table("person", email=person.email, ids=ids, teams=teams)


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
        launched=workflow.launched,
        customer_facing=False if workflow.experiment else None,
        backlog=workflow.backlog,
        outcome=outcome,
        baseline=dict(_baseline(workflow.baseline)) if workflow.baseline else None,
        effort=_in_usd(workflow.effort) if workflow.effort else None,
        experiment=_in_usd(workflow.experiment) if workflow.experiment else None,
    )


def _baseline(baseline: Baseline) -> Iterator[tuple[str, object]]:
    if baseline.minutes is not None:
        yield "minutes", baseline.minutes
    yield "cost", baseline.cost
    yield "currency", "USD"
    yield from ((name, getattr(baseline, name)) for name in ("since", "until", "n", "grade"))


def _in_usd(said: Effort | Experiment) -> dict[str, object]:
    return {**vars(said), "currency": "USD"}


def _benefit(benefit: Benefit) -> str:
    return _table("benefit", **vars(benefit), currency="USD" if benefit.amount else None)


def _rule(rule: Rule) -> str:
    given = {field.name: getattr(rule, field.name) for field in fields(rule)}
    match = {name: given[name] for name in _MATCHED if given[name] is not None}
    if rule.tag is not None:
        match["tag"] = dict([rule.tag])
    return _table("rule", match=match, team=rule.team, workflow=rule.workflow, since=rule.since)


def _overlap(overlap: Overlap) -> str:
    return _table("overlap", connection=overlap.connection, covered_by=overlap.covered_by, tag=dict([overlap.tag]))


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
