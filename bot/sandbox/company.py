"""`Company`: everything that is fixed about the company in a box, joined in one frozen value."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from bot.sandbox.accounts import (
    ANTHROPIC_KEYS,
    OPENAI_KEYS,
    PROJECTS,
    RULES,
    WORKSPACES,
    Key,
    Overlap,
    Project,
    Rule,
    Workspace,
)
from bot.sandbox.benefits import BENEFITS, Benefit
from bot.sandbox.clock import HISTORY_STARTS
from bot.sandbox.cursor import team as cursor
from bot.sandbox.litellm import gateway
from bot.sandbox.openrouter import accounts as openrouter
from bot.sandbox.people import PEOPLE, TEAMS, Person, Team
from bot.sandbox.streams import ANTHROPIC_STREAMS, OPENAI_STREAMS, Stream
from bot.sandbox.workflows import WORKFLOWS, Workflow


@dataclass(frozen=True)
class Budget:
    """A monthly amount in USD for one team, with an owner and a delegate of that team."""

    team: str
    amount: str
    owner: str
    delegate: str


@dataclass(frozen=True)
class Company:
    """A company and its planted course: equal companies spend, log and answer alike for ever.

    `seed` names the random streams; `history_starts` is a Monday, the first UTC day with spend. `known_as` are by the
    e-mail of a person what else providers call her. `has_anthropic_analytics` says whether Anthropic offers it
    analytics, or its older reports alone. OpenAI tells costs by person beside project only in ranges of days that begin
    at `openai_people_since` or later.
    """

    name: str
    seed: str
    history_starts: date
    teams: tuple[Team, ...]
    people: tuple[Person, ...]
    workflows: tuple[Workflow, ...]
    projects: tuple[Project, ...]
    openai_keys: tuple[Key, ...]
    workspaces: tuple[Workspace, ...]
    anthropic_keys: tuple[Key, ...]
    openai_streams: tuple[Stream, ...]
    anthropic_streams: tuple[Stream, ...]
    rules: tuple[Rule, ...]
    overlaps: tuple[Overlap, ...]
    budgets: tuple[Budget, ...]
    benefits: tuple[Benefit, ...]
    known_as: Mapping[str, tuple[str, ...]]
    has_anthropic_analytics: bool = True
    openai_people_since: date = date(2026, 8, 3)

    def __hash__(self) -> int:  # the whole value would be hashed at every look into a cache
        return hash((self.name, self.seed))

    @cached_property
    def _by_slug(self) -> dict[str, Workflow]:
        return {workflow.slug: workflow for workflow in self.workflows}

    @cached_property
    def _by_email(self) -> dict[str, Person]:
        return {email: person for person in self.people for email in (person.email, person.anthropic_email)}

    @cached_property
    def _owners(self) -> dict[str, str | None]:
        return {key.id: key.owner for key in (*self.openai_keys, *self.anthropic_keys)}

    def workflow(self, slug: str) -> Workflow:
        """The workflow of that slug; KeyError where there is none."""
        return self._by_slug[slug]

    def person(self, email: str) -> Person:
        """The person with that address, also one at a provider; KeyError where there is none."""
        return self._by_email[email]

    def owner(self, key_id: str | None) -> Person | None:
        """Who owns a key; `None` for a service account's key and for no key."""
        email = self._owners.get(key_id) if key_id else None
        return self.person(email) if email else None

    def members(self, team: str) -> tuple[Person, ...]:
        """The people of one team, without those of its child teams."""
        return tuple(person for person in self.people if person.team == team)


def larkspur(*, seed: str = "larkspur") -> Company:
    """Larkspur: six teams, 62 people, twelve workflows; another seed gives other noise and the same shape."""
    return Company(
        name="Larkspur",
        seed=seed,
        history_starts=HISTORY_STARTS,
        teams=TEAMS,
        people=PEOPLE,
        workflows=WORKFLOWS,
        projects=PROJECTS,
        openai_keys=OPENAI_KEYS,
        workspaces=WORKSPACES,
        anthropic_keys=ANTHROPIC_KEYS,
        openai_streams=OPENAI_STREAMS,
        anthropic_streams=ANTHROPIC_STREAMS,
        rules=(*RULES, *cursor.RULES, *openrouter.RULES, *gateway.RULES),
        overlaps=gateway.OVERLAPS,
        benefits=BENEFITS,
        known_as=_joined({one.email: one.aliases for one in PEOPLE}, cursor.KNOWN_AS, gateway.OTHER_ADDRESSES),
        budgets=(
            Budget("support", "1650", "ana.silva@larkspur.example", "jonas.weber@larkspur.example"),
            Budget("engineering", "7000", "rui.carvalho@larkspur.example", "beatriz.santos@larkspur.example"),
        ),
    )


def _joined(*known: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
    emails = {email for names in known for email in names}
    joined = {email: tuple(name for names in known for name in names.get(email, ())) for email in sorted(emails)}
    return {email: names for email, names in joined.items() if names}
