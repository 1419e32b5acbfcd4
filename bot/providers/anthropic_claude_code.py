"""Anthropic's Claude Code analytics: sessions, lines, commits, pull requests, and edits taken or turned down.

One question answers one UTC day. Its `estimated_cost` is left where it is: the use is in Anthropic's bill already, or
in a seat whose price is not by the token (AC-D1), so that it is no charge in either case.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

import structlog

from bot.errors import ProviderError
from bot.facts.activity import Activity, ActivityKind
from bot.facts.periods import Period, midnight
from bot.providers.answer import Answer
from bot.providers.anthropic_report import NAME
from bot.providers.http import Api
from bot.providers.reading import charge_id

KINDS = frozenset(
    {
        ActivityKind.SESSIONS,
        ActivityKind.LINES_ADDED,
        ActivityKind.LINES_REMOVED,
        ActivityKind.COMMITS,
        ActivityKind.PULL_REQUESTS,
        ActivityKind.SUGGESTIONS_ACCEPTED,
        ActivityKind.SUGGESTIONS_REJECTED,
    }
)
_PATH = "/v1/organizations/usage_report/claude_code"
_ROWS = 1000
_TOOL = "claude_code"

_log = structlog.get_logger()
_Counted = tuple[date, ActivityKind, str]
"""Day, kind and tool."""


def activities(api: Api, window: Period) -> tuple[Activity, ...] | None:
    """All that was counted in the window; None, which the log says, where it is refused, unreadable or out of reach.

    Costs do not wait for it: what is known of the days stays until they are read again.
    """
    try:
        return tuple(sorted(_activities(_counts(api, window)), key=lambda one: one.id))
    except ProviderError as error:
        _log.warning("Claude Code activity not read", reason=str(error))
        return None


def _counts(api: Api, window: Period) -> dict[_Counted, Counter[str | None]]:
    """How many by person. Somebody has a row for each terminal at least, and all of them count."""
    counts: defaultdict[_Counted, Counter[str | None]] = defaultdict(Counter)
    for day in window.days():
        for page in api.pages(_PATH, {"starting_at": day.isoformat(), "limit": _ROWS}):
            for row in page.parts("data"):
                if row.instant("date") != midnight(day):
                    raise row.changed("date", "is not the day that was asked for")
                person = _person(row.part("actor"))
                for kind, tool, count in _counted(row):
                    counts[day, kind, tool][person] += count
    return counts


def _person(actor: Answer) -> str | None:
    """An e-mail. A key is given by a name, which is neither an id nor unique, and is nobody."""
    email = actor.optional_text("email_address") if actor.text("type") == "user_actor" else None
    return email.lower() if email else None


def _counted(row: Answer) -> Iterator[tuple[ActivityKind, str, int]]:
    core = row.part("core_metrics")
    lines = core.part("lines_of_code")
    yield ActivityKind.SESSIONS, _TOOL, core.count("num_sessions")
    yield ActivityKind.LINES_ADDED, _TOOL, lines.count("added")
    yield ActivityKind.LINES_REMOVED, _TOOL, lines.count("removed")
    yield ActivityKind.COMMITS, _TOOL, core.count("commits_by_claude_code")
    yield ActivityKind.PULL_REQUESTS, _TOOL, core.count("pull_requests_by_claude_code")
    actions = row.part("tool_actions")
    for tool in actions.body:
        action = actions.part(tool)
        yield ActivityKind.SUGGESTIONS_ACCEPTED, tool, action.count("accepted")
        yield ActivityKind.SUGGESTIONS_REJECTED, tool, action.count("rejected")


def _activities(counts: dict[_Counted, Counter[str | None]]) -> Iterable[Activity]:
    """Ids are kept in the ledger, where nobody may be found by trying e-mails: they number those who did something."""
    for (day, kind, tool), by_person in counts.items():
        done = sorted((person or "", count) for person, count in by_person.items() if count)
        for number, (person, count) in enumerate(done, start=1):
            yield Activity(
                id=charge_id(NAME, day, _TOOL, kind, tool, str(number)),
                provider=NAME,
                day=day,
                kind=kind,
                count=count,
                person=person or None,
                tool=tool,
            )
