"""Nothing is said of fewer than five people, nor can be had by subtraction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from bot.facts.org import Membership, Org, Person, Team
from bot.value.people import folds

DAY = date(2026, 11, 9)


def org(parents: Mapping[str, str | None], sizes: Mapping[str, int]) -> Org:
    return Org(
        teams=tuple(Team(slug=slug, name=slug.title(), parent=parent) for slug, parent in parents.items()),
        people=tuple(
            Person(email=f"{slug}{n}@acme.example", memberships=(Membership(team=slug, since=date(2026, 1, 1)),))
            for slug, size in sizes.items()
            for n in range(size)
        ),
    )


@st.composite
def orgs(draw: st.DrawFn) -> Org:
    count = draw(st.integers(1, 8))
    parents = {
        f"t{n}": draw(st.none() | st.sampled_from([f"t{m}" for m in range(n)])) if n else None for n in range(count)
    }
    sizes = draw(st.lists(st.integers(0, 7), min_size=count, max_size=count))
    return org(parents, {f"t{n}": size for n, size in enumerate(sizes)})


def below(of: Org, slug: str) -> Iterator[str]:
    """The team and all its descendants."""
    yield slug
    for team in of.teams:
        if team.parent == slug:
            yield from below(of, team.slug)


def people(of: Org, slugs: set[str]) -> int:
    return len(frozenset[str]().union(*(of.members(slug, DAY) for slug in slugs)))


def test_a_team_of_five_is_shown_alone() -> None:
    """AC-E6: everybody in it counts, whether they used anything or not."""
    assert folds(org({"support": None}, {"support": 5}), DAY) == {"support": "support"}


def test_a_team_of_four_is_shown_in_its_parent() -> None:
    small = org({"finance": None, "ops": "finance"}, {"finance": 6, "ops": 4})
    assert folds(small, DAY) == {"finance": "finance", "ops": "finance"}


def test_a_small_team_without_a_parent_is_shown_nowhere() -> None:
    assert folds(org({"ops": None}, {"ops": 4}), DAY) == {"ops": None}


def test_small_teams_that_are_enough_together_make_their_parent_large_enough() -> None:
    small = org({"finance": None, "ops": "finance", "tax": "finance"}, {"finance": 1, "ops": 2, "tax": 2})
    assert set(folds(small, DAY).values()) == {"finance"}


def test_a_small_team_passes_a_small_parent_by() -> None:
    deep = org({"all": None, "finance": "all", "ops": "finance"}, {"all": 9, "finance": 1, "ops": 2})
    assert folds(deep, DAY) == {"all": "all", "finance": "all", "ops": "all"}


def test_a_team_nobody_is_listed_for_is_shown_alone() -> None:
    assert folds(org({"finance": None, "ops": "finance"}, {"finance": 3}), DAY) == {"finance": None, "ops": "ops"}


def test_a_team_of_teams_without_people_of_its_own_is_shown_alone() -> None:
    assert folds(org({"all": None, "ops": "all"}, {"ops": 5}), DAY) == {"all": "all", "ops": "ops"}


def test_a_remainder_of_two_takes_the_smallest_child_in() -> None:
    rest = org({"all": None, "big": "all", "less": "all"}, {"all": 2, "big": 9, "less": 6})
    assert folds(rest, DAY) == {"all": "all", "big": "big", "less": "all"}


def test_a_remainder_takes_in_a_grandchild_through_a_team_without_people() -> None:
    rest = org({"all": None, "dept": "all", "ops": "dept"}, {"all": 2, "ops": 6})
    assert set(folds(rest, DAY).values()) == {"all"}


def test_only_those_who_are_in_the_team_on_the_day_count() -> None:
    five = org({"support": None}, {"support": 5})
    assert folds(five, date(2025, 12, 31)) == {"support": "support"}, "nobody was listed yet: its size is not known"
    assert folds(replace(five, policy=replace(five.policy, fewest_shown=6)), DAY) == {"support": None}


def test_somebody_in_two_teams_counts_once() -> None:
    twice = (Membership(team="a", since=DAY), Membership(team="b", since=DAY))
    both = Org(
        teams=(Team(slug="a", name="A"), Team(slug="b", name="B", parent="a")),
        people=tuple(Person(email=f"p{n}@acme.example", memberships=twice) for n in range(4)),
    )
    assert folds(both, DAY) == {"a": None, "b": None}


@given(orgs())
def test_no_group_that_is_shown_has_one_to_four_people(of: Org) -> None:
    places = folds(of, DAY)
    assert set(places) == {team.slug for team in of.teams}
    for shown in {place for place in places.values() if place}:
        assert places[shown] == shown
        assert people(of, {slug for slug, place in places.items() if place == shown}) not in range(1, 5)


@given(orgs())
def test_no_parent_is_left_with_one_to_four_people_beside_children_shown_alone(of: Org) -> None:
    places = folds(of, DAY)
    for team in of.teams:
        family = set(below(of, team.slug))
        alone = {slug for slug in family - {team.slug} if places[slug] in family - {team.slug}}
        if people(of, alone):
            assert people(of, family - alone) not in range(1, 5)


@given(orgs())
def test_a_team_is_shown_in_itself_or_an_ancestor(of: Org) -> None:
    for slug, place in folds(of, DAY).items():
        assert place is None or slug in below(of, place)
