"""`Activity`: what a provider counts apart from money: a diagnostic, never allocated or added to it (design.md 3.2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

_MOST = 2**63 - 1


class ActivityKind(StrEnum):
    """What is counted, by one word for what each provider calls otherwise (providers.md 11).

    Each tool counts by a definition of its own: the same kind of two tools is neither added up nor averaged.
    """

    SUGGESTIONS_SHOWN = "suggestions-shown"
    SUGGESTIONS_ACCEPTED = "suggestions-accepted"
    SUGGESTIONS_REJECTED = "suggestions-rejected"
    LINES_SUGGESTED = "lines-suggested"
    LINES_ADDED = "lines-added"
    LINES_REMOVED = "lines-removed"
    COMMITS = "commits"
    PULL_REQUESTS = "pull-requests"
    PULL_REQUESTS_REVIEWED = "pull-requests-reviewed"
    PULL_REQUESTS_MERGED = "pull-requests-merged"
    SESSIONS = "sessions"
    PROMPTS = "prompts"
    REQUESTS = "requests"
    REQUESTS_FAILED = "requests-failed"
    SEATS_ASSIGNED = "seats-assigned"
    SEATS_ACTIVE = "seats-active"

    @property
    def is_level(self) -> bool:
        """Whether it is how many there are on a day, which days do not add up to: the newest day's is the figure."""
        return self in {ActivityKind.SEATS_ASSIGNED, ActivityKind.SEATS_ACTIVE}


@dataclass(frozen=True, kw_only=True)
class Activity:
    """How many of one kind a connection states for one UTC day.

    `id` comes from the source and is unique inside its scope of replacement. `tool` is the part of the product that was
    used, such as `edit_tool` or `code_completion`. `person` is the provider's own id or e-mail of a person, None where
    it names nobody: the ledger stores only its pseudonym.
    """

    id: str
    provider: str
    day: date
    kind: ActivityKind
    count: int
    person: str | None = None
    sub_account: str | None = None
    tool: str | None = None
    model: str | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.count <= _MOST:
            raise ValueError(f"activity {self.id}: {self.count} is no count")
