"""Which teams may be shown alone: nothing is said of fewer than five people (method.md 4.8)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from bot.facts.org import Org


def folds(org: Org, day: date) -> Mapping[str, str | None]:
    """Each team's slug to the slug of the team it is shown in on a day, None where it may be shown in none.

    A team is shown in itself when it has, with those folded into it, as many people as the policy asks for, else in its
    nearest ancestor that has. Where a team would be left with fewer beside children shown alone, its smallest
    children are folded in until it is not, so that no difference of two sums speaks of fewer. Teams without
    anybody of their own stand alone: they speak of nobody. So do those whose size the org file does not tell.
    """
    return _Tree(org, day, org.policy.fewest_shown).folded()


class _Tree:
    """The teams with their people, folded from the leaves to the roots."""

    def __init__(self, org: Org, day: date, minimum: int) -> None:
        slugs = {team.slug for team in org.teams}
        self._minimum = minimum
        self._children: dict[str | None, list[str]] = {slug: [] for slug in (None, *slugs)}
        for team in sorted(org.teams, key=lambda team: team.slug):
            self._children[team.parent if team.parent in slugs else None].append(team.slug)
        self._own = {slug: org.members(slug, day) for slug in slugs}
        self._shown_in: dict[str, str | None] = {}

    def folded(self) -> dict[str, str | None]:
        for root in self._children[None]:
            for slug in self._fold_below(root):
                self._shown_in[slug] = None
        return dict(sorted(self._shown_in.items()))

    def _fold_below(self, slug: str) -> list[str]:
        """Settle the team's descendants; return the teams that look for a place above, itself first."""
        group = [slug]
        for child in self._children[slug]:
            group += self._fold_below(child)
        if 0 < len(self._people(group)) < self._minimum:
            group += self._taken_in(slug, group)
        if 0 < len(self._people(group)) < self._minimum:
            return group
        self._shown_in.update(dict.fromkeys(group, slug))
        return []

    def _taken_in(self, slug: str, group: list[str]) -> list[str]:
        """The teams, now shown alone below `slug`, that must join its group for it to be large enough."""
        taken: list[str] = []
        candidates = [path for child in self._children[slug] for path in self._nearest_shown(child)]
        for path in sorted(candidates, key=lambda path: (len(self._people(self._shown_as(path[-1]))), path[-1])):
            if len(self._people([*group, *taken])) >= self._minimum:
                break
            taken += [team for step in path for team in self._shown_as(step) if team not in taken]
        return taken

    def _nearest_shown(self, slug: str) -> Iterator[list[str]]:
        """Ways down from `slug` to the first teams that are shown with somebody in them."""
        if self._people(self._shown_as(slug)):
            yield [slug]
            return
        for child in self._children[slug]:
            for path in self._nearest_shown(child):
                yield [slug, *path]

    def _shown_as(self, slug: str) -> list[str]:
        return [team for team, place in self._shown_in.items() if place == slug]

    def _people(self, slugs: list[str]) -> frozenset[str]:
        return frozenset[str]().union(*(self._own[slug] for slug in slugs))
