"""What teams say in the org file of unusual spend that was to be expected (method.md 3.6)."""

from __future__ import annotations

from bot.facts.expected import AS_WHAT, ExpectedSpend
from bot.facts.org import Org
from bot.orgfile.dates import clashes, span
from bot.orgfile.lines import Path
from bot.orgfile.names import known
from bot.orgfile.source import Source
from bot.orgfile.table import Table


def expected(table: Table) -> ExpectedSpend:
    """The spend of a team's days that was expected."""
    since, until = span(table)
    return ExpectedSpend(
        team=table.text("team"),
        as_what=table.choice("as", AS_WHAT),
        reason=table.remark("reason"),
        since=since,
        until=until,
    )


def check_expected(org: Org, source: Source) -> None:
    """Refuse those of teams that are not there, and two of one team on the same days."""
    slugs = [team.slug for team in org.teams]
    for number, one in enumerate(org.expected):
        path: Path = ("expected", number)
        known(source, (*path, "team"), "team", one.team, slugs)
    for number, earlier in clashes(org.expected, lambda one: one.team):
        if team := org.expected[number].team:
            source.refuse(
                ("expected", number),
                f"what {team} spends on these days is expected already (line {source.line(('expected', earlier))}); "
                "end one with until before the other starts",
            )
