"""Pure: what each key of LiteLLM used of each model on each day, divided by provider and by workflow."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Final

from bot.providers.litellm_usage import REST, Groups, Owner, Parts, Used, View, Where

NO_MODEL: Final = "unknown-model"
"""How LiteLLM calls the model of requests for which it wrote none down."""
WORKFLOW: Final = "workflow"
"""The tag that a request tagged `workflow:refunds` has in the ledger, with `refunds` as its value."""

Narrowed = Callable[[str], View]
"""The same view of one model alone."""


@dataclass(frozen=True, kw_only=True)
class Cell:
    """What one key used of one model on one day: the finest that one answer tells without counting anything twice."""

    day: date
    key: str
    model: str
    used: Used
    owner: Owner

    @property
    def where(self) -> Where:
        """Its day and its key."""
        return self.day, self.key


def cells(view: View) -> Iterator[Cell]:
    """All of a view, each request in one."""
    for (day, key), models in view.models.items():
        for model, used in models.items():
            yield Cell(day=day, key=key, model=model or NO_MODEL, used=used, owner=view.owners.get(key, Owner()))


@dataclass(frozen=True, kw_only=True)
class Part:
    """What of a cell one provider was asked for one workflow; None where that is not known."""

    provider: str | None
    workflow: str | None
    used: Used


class Split:
    """How cells are divided by the provider that was asked and by workflow, without adding or losing anything.

    Both stand beside the model in an answer, not under it. Where a key used one provider on a day, or one workflow
    tag has all of it, nothing more is asked; else the view is asked for again for that model alone. What then does not
    agree with the cell (two questions are of two moments, while a day is running) leaves the cell whole and without the
    tag. A request with two workflow tags stands under both, so tags that sum to more than the cell divide nothing.
    """

    def __init__(self, users: View, tags: View, *, users_of: Narrowed, tags_of: Narrowed) -> None:
        self._users, self._tags = users, tags
        self._users_of, self._tags_of = cache(users_of), cache(tags_of)

    def parts(self, cell: Cell) -> Iterator[Part]:
        """The parts of a cell; what neither used tokens nor cost anything is none."""
        if cell.used.is_free:
            return
        providers = self._providers(cell)
        workflows = self._workflows(cell)
        if len(providers) > 1 or len(workflows) == 1:
            (workflow,) = workflows if len(workflows) == 1 else (None,)
            parts = {(provider, workflow): used for provider, used in providers.items()}
        else:
            (provider,) = providers
            parts = {(provider, workflow): used for workflow, used in workflows.items()}
        for (provider, workflow), used in parts.items():
            if not used.is_free:
                yield Part(provider=provider, workflow=workflow, used=used)

    def _providers(self, cell: Cell) -> Parts:
        found: Parts = self._users.providers.get(cell.where, {})
        if len(found) > 1:
            found = self._of_model(cell)
        if len(found) == 1:
            return dict.fromkeys(found, cell.used)
        is_whole = (sum(found.values(), Used()) - cell.used).is_nothing
        is_told = found and is_whole and all(used.reaches(Used()) for used in found.values())
        return found if is_told else {None: cell.used}

    def _of_model(self, cell: Cell) -> Parts:
        """What each provider has of the cell's model. Of one model other keys may be listed than of all."""
        view = self._users_of(cell.model)
        if cell.key != REST and cell.where in view.providers:
            return view.providers[cell.where]
        everybody: dict[str | None, Used] = {}
        for (day, _), parts in view.providers.items():
            for provider, used in parts.items() if day == cell.day else ():
                everybody[provider] = everybody.get(provider, Used()) + used
        if cell.key != REST or len(everybody) == 1:
            return everybody
        for (day, key), models in self._users.models.items():
            if day == cell.day and key != REST and cell.model in models:
                for provider, used in self._providers(replace(cell, key=key, used=models[cell.model])).items():
                    everybody[provider] = everybody.get(provider, Used()) - used
        return {provider: used for provider, used in everybody.items() if not used.is_nothing}

    def _workflows(self, cell: Cell) -> Parts:
        found = _workflows(self._tags.entities, cell.where)
        if not found or cell.key == REST:  # other keys are listed there than here
            return {None: cell.used}
        everything = sum(self._users.models[cell.where].values(), Used())
        if len(found) > 1 or not sum(found.values(), Used()).reaches(everything):
            found = _workflows(self._tags_of(cell.model).entities, cell.where)
        tagged = sum(found.values(), Used())
        if len(found) == 1 and tagged.reaches(cell.used):
            return dict.fromkeys(found, cell.used)
        if not cell.used.reaches(tagged):
            return {None: cell.used}
        rest = cell.used - tagged
        return found if rest.is_nothing else {**found, None: rest}


def _workflows(entities: Groups, where: Where) -> Parts:
    """What the tags `workflow:…` have of a day and key, by workflow."""
    prefix = f"{WORKFLOW}:"
    return {
        tag.removeprefix(prefix): used
        for tag, used in entities.get(where, {}).items()
        if tag and tag.startswith(prefix) and tag != prefix
    }
