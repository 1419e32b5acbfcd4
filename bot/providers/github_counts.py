"""What the rows of Copilot's usage metrics count, in our words: pure, one day at a time (providers.md 3.2 and 11)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from bot.facts.activity import Activity, ActivityKind
from bot.providers.answer import Answer
from bot.providers.github_bill import PROVIDER
from bot.providers.github_places import Places, person
from bot.providers.github_report import day_of
from bot.providers.reading import charge_id

_CLI = "copilot_cli"
_NO_SUGGESTIONS = frozenset({"agent_edit"})
"""Features that change files without suggesting anything first."""
_COUNTS: Final = {
    ActivityKind.SUGGESTIONS_SHOWN: "code_generation_activity_count",
    ActivityKind.SUGGESTIONS_ACCEPTED: "code_acceptance_activity_count",
    ActivityKind.LINES_SUGGESTED: "loc_suggested_to_add_sum",
    ActivityKind.LINES_ADDED: "loc_added_sum",
    ActivityKind.LINES_REMOVED: "loc_deleted_sum",
    ActivityKind.PROMPTS: "user_initiated_interaction_count",
}
_SUGGESTIONS = frozenset({ActivityKind.SUGGESTIONS_SHOWN, ActivityKind.SUGGESTIONS_ACCEPTED})
_CLI_COUNTS: Final = {
    ActivityKind.SESSIONS: "session_count",
    ActivityKind.PROMPTS: "prompt_count",
    ActivityKind.REQUESTS: "request_count",
}
_PULL_REQUESTS: Final = {
    ActivityKind.PULL_REQUESTS: "total_created_by_copilot",
    ActivityKind.PULL_REQUESTS_MERGED: "total_merged_created_by_copilot",
    ActivityKind.PULL_REQUESTS_REVIEWED: "total_reviewed_by_copilot",
}
_What = tuple[ActivityKind, str]
"""A kind and a tool, empty where none is told."""
COUNTED: Final = frozenset({*_COUNTS, *_CLI_COUNTS, *_PULL_REQUESTS})


def people_of(rows: Iterable[Answer], day: date, places: Places) -> Iterator[Activity]:
    """What each person did, the parts of what several rows say of one being added."""
    counts: defaultdict[str, Counter[_What]] = defaultdict(Counter)
    for row in rows:
        _refuse_other_day(row, day)
        who = _who(row)
        for what, count in _counts(row).items():
            counts[who][what] += count  # a sum of nothing is stated as well
    for number, who in enumerate(sorted(counts), start=1):
        for (kind, tool), count in sorted(counts[who].items()):
            yield _activity(day, kind, count, places, tool=tool or None, who=who, number=number)


def _counts(row: Answer) -> Counter[_What]:
    """What one person did, by feature; what the sums over all features have beyond that is of no feature."""
    by_feature, told = Counter[_What](), Counter[ActivityKind]()
    for part in _optional_parts(row, "totals_by_feature"):
        feature = part.text("feature")
        for kind, name in _COUNTS.items():
            count = part.optional_count(name) or 0
            told[kind] += count
            if count and not (feature in _NO_SUGGESTIONS and kind in _SUGGESTIONS):
                by_feature[kind, feature] += count
    for kind, name in _COUNTS.items():
        whole = row.optional_count(name)
        if whole is not None and (whole > told[kind] or not any(one is kind for one, _ in by_feature)):
            by_feature[kind, ""] = max(whole - told[kind], 0)
    if cli := row.optional_part("totals_by_cli"):
        for kind, name in _CLI_COUNTS.items():
            if (stated := cli.optional_count(name)) is not None:
                by_feature[kind, _CLI] = stated
    return by_feature


def pull_requests_of(rows: Iterable[Answer], day: date, places: Places) -> Iterator[Activity]:
    """What Copilot did with pull requests, of which no person is told. The day is in the file by itself, or as the
    one of a list of days (which of the two is not documented).
    """
    totals = Counter[ActivityKind]()
    for row in rows:
        for part in _optional_parts(row, "day_totals") if "day_totals" in row.body else (row,):
            if "day" in part.body and _day(part) != day:
                continue
            if pulls := part.optional_part("pull_requests"):
                for kind, name in _PULL_REQUESTS.items():
                    if (count := pulls.optional_count(name)) is not None:
                        totals[kind] += count
    for kind, count in sorted(totals.items()):
        yield _activity(day, kind, count, places)


def members_of(rows: Iterable[Answer], day: date) -> Iterator[tuple[str, str]]:
    """Each person with a team of GitHub's; somebody may be in several."""
    for row in rows:
        _refuse_other_day(row, day)
        yield _who(row), row.optional_text("slug") or str(row.number("team_id"))


def _activity(
    day: date,
    kind: ActivityKind,
    count: int,
    places: Places,
    *,
    tool: str | None = None,
    who: str | None = None,
    number: int = 0,
) -> Activity:
    """One count, in whose id a person is a number."""
    return Activity(
        id=charge_id(PROVIDER, day, kind, tool, str(number) if number else None),
        provider=PROVIDER,
        day=day,
        kind=kind,
        count=count,
        person=who,
        sub_account=places.sub_account(None),
        tool=tool,
    )


def _who(row: Answer) -> str:
    """The person, by login; by GitHub's number where the account is gone and the login with it."""
    return person(row.optional_text("user_login")) or f"{PROVIDER}:id:{row.number('user_id')}"


def _optional_parts(row: Answer, name: str) -> Iterator[Answer]:
    return row.parts(name) if row.body.get(name) is not None else iter(())


def _refuse_other_day(row: Answer, day: date) -> None:
    if _day(row) != day:
        raise row.changed("day", "is not the day that was asked for")


def _day(row: Answer) -> date:
    try:
        return day_of(row.text("day"))
    except ValueError:
        raise row.changed("day", "is not a day") from None
