"""Overrides of the org file: verdicts that somebody answers for, until a day (method.md 5.2)."""

from __future__ import annotations

from datetime import timedelta

from bot.facts.org import Org
from bot.facts.override import LONGEST_WEEKS, VERDICTS, Override
from bot.orgfile.dates import clashes, span
from bot.orgfile.lines import Path
from bot.orgfile.names import known
from bot.orgfile.source import Source
from bot.orgfile.table import STAND_IN, Table


def override(table: Table) -> Override:
    """One override of a workflow's verdict."""
    since, until = span(table)
    if since != STAND_IN and until - since > timedelta(weeks=LONGEST_WEEKS):
        table.refuse("until", f"an override holds for {LONGEST_WEEKS} weeks at most; end it earlier")
    return Override(
        workflow=table.text("workflow"),
        verdict=table.choice("verdict", VERDICTS),
        by=_role(table),
        reason=table.remark("reason"),
        since=since,
        until=until,
    )


def _role(table: Table) -> str:
    by = table.text("by")
    if "@" in by:
        table.refuse("by", 'by is printed with the verdict: write a role, such as "finance", and no person')
    return by


def check_overrides(org: Org, source: Source) -> None:
    """Refuse overrides of workflows that are not there, by people, and two of one workflow on the same days."""
    slugs = [workflow.slug for workflow in org.workflows]
    called = {name.casefold() for person in org.people for name in (person.name, *person.ids) if name}
    for number, one in enumerate(org.overrides):
        path: Path = ("override", number)
        known(source, (*path, "workflow"), "workflow", one.workflow, slugs)
        if one.by.casefold() in called:
            source.refuse((*path, "by"), f"{one.by} is a person of this file; write a role, such as finance")
    for number, earlier in clashes(org.overrides, lambda one: one.workflow):
        if workflow := org.overrides[number].workflow:
            source.refuse(
                ("override", number),
                f"{workflow} has an override on these days already (line {source.line(('override', earlier))}); "
                "end one with until before the other starts",
            )
