"""The organisation: what its org file leaves open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.facts.check import Check, bad, good
from bot.facts.org import Org

_NAMED = 3


def organisation(org: Org, spent: set[str], homeless: Sequence[str]) -> Iterator[Check]:
    """Teams without people, workflows without a baseline or without spend; `spent` are the workflows that had some.

    `homeless` are the names of the sub accounts of whose spend some belongs to no team.
    """
    if not org.teams:
        yield bad(
            "organisation",
            "No org file is applied, so every charge is unallocated; run: denominator org apply org.toml",
        )
        return
    yield good("organisation", f"{len(org.teams)} teams and {len(org.workflows)} workflows are set up.")
    if len(org.teams) == 1 and homeless:
        yield _lonely(org.teams[0].name, homeless)
    for team in org.teams:
        nobody = not any(m.team == team.slug for person in org.people for m in person.memberships)
        if nobody and not any(child.parent == team.slug for child in org.teams):
            yield bad(
                f"team {team.slug}",
                f"{team.name} lists no people; list them, so that a team under five is shown only inside its parent.",
            )
    for workflow in org.workflows:
        if workflow.baseline is None:
            yield bad(
                f"workflow {workflow.slug} baseline",
                f"{workflow.name} has no baseline, so its cost per outcome has nothing to be compared with; "
                "add baseline = { … } to it in the org file.",
            )
        if workflow.slug not in spent:
            yield bad(
                f"workflow {workflow.slug} spend",
                f"{workflow.name} had no spend in 28 days; check its allocation rules in the org file.",
            )


def _lonely(team: str, homeless: Sequence[str]) -> Check:
    more = len(homeless) - _NAMED
    names = ", ".join(homeless[:_NAMED]) + (f" and {more} more" if more > 0 else "")
    return bad(
        "teams",
        f"{team} is the only team, and spend of {names} belongs to nobody; add the teams that work there, with a rule "
        "each.",
    )
