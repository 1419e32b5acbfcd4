"""Workflows of the org file: what they yield, and what that is compared with (method.md 1.5 to 1.7)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from bot.facts.effort import Effort
from bot.facts.experiment import LONGEST_WEEKS, Experiment
from bot.facts.org import Baseline, Org, OutcomeType, Workflow
from bot.facts.outcome_words import key, means_something_else
from bot.orgfile.dates import span
from bot.orgfile.lines import Path
from bot.orgfile.names import deputy, known, once, owner
from bot.orgfile.source import Source
from bot.orgfile.table import STAND_IN, Table

LAGS = (0, 7, 14, 30)
"""The days an outcome may come after its cost (method.md M3)."""

_WHAT_A_LAG_IS = "how long after the money for it was spent an outcome is accepted (method.md M3)"

_HIGHEST = 4
"""Levels and grades end at 4 (method.md 1.6 and 1.10)."""


def workflow(table: Table) -> Workflow:
    """One workflow with its outcome and baseline."""
    return Workflow(
        slug=table.slug("slug"),
        name=table.text("name"),
        team=table.text("team"),
        owner=table.email("owner"),
        delegate=table.optional_email("delegate"),
        aliases=table.texts("aliases"),
        launched=table.optional_day("launched"),
        changed=table.optional_remark("changed"),
        guardrail=table.optional_remark("guardrail"),
        outcome=_outcome(table),
        baseline=_baseline(table.inside("baseline", "baseline")) if table.has("baseline") else None,
        lag_days=_lag(table),
        alternative=table.optional_remark("alternative"),
        is_customer_facing=table.optional_flag("customer_facing"),
        backlog=table.optional_day("backlog"),
        stopped=table.end("stopped", table.optional_day("launched")),
        experiment=_experiment(table.inside("experiment", "experiment")) if table.has("experiment") else None,
        effort=_effort(table.inside("effort", "effort")) if table.has("effort") else None,
    )


def _lag(workflow: Table) -> int:
    days = workflow.integer("lag_days", 0, least=0) or 0
    if days not in LAGS:
        workflow.refuse("lag_days", f"lag_days is one of {', '.join(map(str, LAGS))}, not {days}: {_WHAT_A_LAG_IS}")
        return 0
    return days


def _experiment(table: Table) -> Experiment:
    since, until = span(table)
    if since != STAND_IN and until - since > timedelta(weeks=LONGEST_WEEKS):
        table.refuse("until", f"an experiment lasts {LONGEST_WEEKS} weeks at most; end it earlier")
    return Experiment(
        question=table.remark("question"),
        envelope=table.amount("envelope"),
        currency=table.currency("currency"),
        since=since,
        until=until,
    )


def _effort(table: Table) -> Effort:
    minutes = table.not_negative("minutes")
    if minutes is None:
        table.required("minutes", None)
    return Effort(
        minutes=Decimal(0) if minutes is None else minutes,
        rework_minutes=table.not_negative("rework_minutes") or Decimal(0),
        hourly=table.amount("hourly"),
        currency=table.currency("currency"),
        grade=table.integer("grade", 1, least=1, most=_HIGHEST) or 1,
    )


def _outcome(workflow: Table) -> OutcomeType:
    outcome = OutcomeType(unit="")
    if not workflow.has("outcome"):
        workflow.inside("outcome", "outcome")
        return outcome
    table = workflow.inside("outcome", "outcome")
    level = table.integer("level", outcome.level, least=1, most=_HIGHEST)
    if level == 1:
        table.refuse(
            "level",
            "level 1 is output produced, which never counts as an outcome; "
            "say what is accepted (2), completed (3) or earned (4)",
        )
    days = table.integer("reversal_days", outcome.reversal_days, least=0)
    return OutcomeType(
        unit=table.text("unit"),
        done=table.optional_remark("done"),
        level=outcome.level if level is None else level,
        reversal_days=outcome.reversal_days if days is None else days,
    )


def _baseline(table: Table) -> Baseline:
    since, until = span(table)
    return Baseline(
        cost=table.amount("cost"),
        currency=table.currency("currency"),
        since=since,
        until=until,
        n=table.integer("n", None, least=1),
        minutes=table.positive("minutes"),
        grade=table.integer("grade", 1, least=1, most=_HIGHEST) or 1,
    )


def check_workflows(org: Org, source: Source) -> None:
    """Refuse workflows that lead nowhere, that are there twice, and whose names mean something else in chat."""
    once(source, "workflow", "slug", [workflow.slug for workflow in org.workflows])
    slugs = [team.slug for team in org.teams]
    for number, workflow in enumerate(org.workflows):
        path: Path = ("workflow", number)
        if workflow.slug and workflow.slug in slugs:
            line = source.line(("team", slugs.index(workflow.slug), "slug"))
            source.refuse(
                (*path, "slug"),
                f"“{workflow.slug}” is the slug of the team in line {line}, and denominator why takes either; give the "
                "workflow another slug",
            )
        known(source, (*path, "team"), "team", workflow.team, slugs)
        owner(source, (*path, "owner"), workflow.owner, org)
        deputy(source, (*path, "delegate"), workflow.delegate, org)
        baseline, launched = workflow.baseline, workflow.launched
        if baseline and baseline.is_before_ai and launched and baseline.until > launched:
            source.refuse(
                (*path, "baseline", "until"),
                f"the baseline is of the work without AI, for it has minutes, and runs to {baseline.until}, past the "
                f"launch on {launched}; it must end before it",
            )
    _names_in_chat(org, source)


def _names_in_chat(org: Org, source: Source) -> None:
    """Slugs and aliases are typed in chat, so each leads to one workflow and means nothing else there."""
    slugs = {key(workflow.slug): number for number, workflow in enumerate(org.workflows)}
    taken: dict[str, Path] = {}
    for number, workflow in enumerate(org.workflows):
        path: Path = ("workflow", number)
        if workflow.slug and means_something_else(workflow.slug):
            source.refuse((*path, "slug"), _reserved(workflow.slug))
        for place, alias in enumerate(workflow.aliases):
            where: Path = (*path, "aliases", place)
            name = key(alias)
            its = slugs.get(name, number)
            if means_something_else(alias):
                source.refuse(where, _reserved(alias))
            elif its != number:
                source.refuse(where, f"“{alias}” is the slug of another workflow; give this one another alias")
            elif name in taken:
                line = source.line(taken[name])
                source.refuse(where, f"the alias “{alias}” stands in line {line} already; give each its own")
            elif _named(org.workflows, name, number):
                source.refuse(where, f"“{alias}” is the name of another workflow; give this one another alias")
            taken.setdefault(name, where)


def _reserved(name: str) -> str:
    return f"“{name}” means something else in /ai-outcome; choose another word"


def _named(workflows: tuple[Workflow, ...], name: str, but: int) -> bool:
    return any(key(workflow.name) == name for number, workflow in enumerate(workflows) if number != but)
