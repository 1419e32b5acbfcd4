"""The organisation: what its org file leaves open."""

from __future__ import annotations

from collections.abc import Iterator

from bot.doctor.check import Check, bad, good
from bot.facts.org import Org


def organisation(org: Org, spent: set[str]) -> Iterator[Check]:
    """Teams without people, workflows without a baseline or without spend; `spent` are the workflows that had some."""
    if not org.teams:
        yield bad(
            "organisation",
            "No org file is applied, so every charge is unallocated; run: denominator org apply org.toml",
        )
        return
    yield good("organisation", f"{len(org.teams)} teams and {len(org.workflows)} workflows are set up.")
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
