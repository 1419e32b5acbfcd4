"""Everything a workflow may be called where people type: its slug, its name, its aliases, in any case."""

from __future__ import annotations

from collections.abc import Sequence

from bot.facts.org import Workflow
from bot.facts.outcome_words import Names, key


def names(workflows: Sequence[Workflow]) -> Names:
    """Everything a workflow may be called, as `key` makes it, and whose it is; a slug belongs to its workflow alone."""
    found: dict[str, tuple[str, ...]] = {}
    for workflow in workflows:
        for name in (workflow.name, *workflow.aliases):
            slugs = found.get(key(name), ())
            if key(name) and workflow.slug not in slugs:
                found[key(name)] = (*slugs, workflow.slug)
    return found | {key(workflow.slug): (workflow.slug,) for workflow in workflows if key(workflow.slug)}


def meant(typed: str, workflows: Sequence[Workflow]) -> tuple[str, ...]:
    """The slugs of the workflows that may be meant by what was typed; none where nothing is called so."""
    return names(workflows).get(key(typed.removeprefix("#")), ())
