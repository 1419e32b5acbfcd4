"""OpenAI's usage endpoints: the tokens by which a bill is divided, and how often each kind of thing was asked for.

Nothing here is money. Read are the kinds that state tokens or a count; the bytes of vector stores are neither.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, NamedTuple

import structlog

from bot.errors import ProviderError
from bot.facts.activity import Activity, ActivityKind
from bot.facts.metered import Metered
from bot.facts.periods import Period
from bot.providers.answer import Answer
from bot.providers.http import Api
from bot.providers.openai_buckets import PROVIDER, query, rows_of
from bot.providers.openai_metered import metered
from bot.providers.openai_people import NOBODY, People, Who
from bot.providers.reading import charge_id, unless_unreadable

LONGEST_DAYS: Final = 31
_NOT_OFFERED = 404
_REFUSALS = frozenset({400, 403, _NOT_OFFERED})

_log = structlog.get_logger()


class _Kind(NamedTuple):
    """One endpoint: what its rows are told apart by, the field that counts, and what that is a count of.

    `is_read` and `is_written` say whether it states the tokens that a model read and wrote.
    """

    name: str
    grouping: tuple[str, ...]
    field: str = "num_model_requests"
    counts: ActivityKind = ActivityKind.REQUESTS
    is_read: bool = False
    is_written: bool = False


_IDS = ("project_id", "user_id", "api_key_id")
_KINDS = (
    _Kind("completions", (*_IDS, "model", "batch", "service_tier"), is_read=True, is_written=True),
    _Kind("embeddings", (*_IDS, "model"), is_read=True),
    _Kind("moderations", (*_IDS, "model")),
    _Kind("images", (*_IDS, "model")),
    _Kind("audio_speeches", (*_IDS, "model")),
    _Kind("audio_transcriptions", (*_IDS, "model")),
    _Kind("file_search_calls", _IDS, "num_requests"),
    _Kind("web_search_calls", (*_IDS, "model"), "num_requests"),
    _Kind("code_interpreter_sessions", ("project_id",), "num_sessions", ActivityKind.SESSIONS),
)


class _Done(NamedTuple):
    """What activities are told apart by."""

    day: date
    kind: ActivityKind
    tool: str
    sub_account: str | None
    model: str | None
    who: Who


_Counted = tuple[_Done, int, Metered | None]


@dataclass
class Usage:
    """What was used in the chunks read so far."""

    metered: list[Metered] = field(default_factory=list)
    done: Counter[_Done] = field(default_factory=Counter)
    answered: int = 0
    withheld: int = 0

    @property
    def activities(self) -> tuple[Activity, ...] | None:
        """All that was counted, in order; None where a kind was withheld, so that what was known of it stays."""
        if self.withheld or not self.answered:
            return None
        found = (_activity(done, count) for done, count in self.done.items())
        return tuple(sorted(found, key=lambda one: (one.day, one.id)))

    def metered_on(self, days: Collection[date]) -> tuple[Metered, ...]:
        """What was metered on these days, in an order that does not depend on that of the rows."""
        return tuple(sorted((one for one in self.metered if one.day in days), key=repr))

    def read(self, api: Api, days: Period, *, people: People | None, now: datetime) -> None:
        """Every kind, of at most `LONGEST_DAYS`.

        A kind that OpenAI refuses is left out, which is logged: bills are not divided by it, and stay whole. What is
        not offered to the organization (404) is not used by it either. An endpoint that is busy or failing is not
        refused: giving it up would undo what an earlier reading has divided. One that cannot be read is withheld.
        """
        for kind in _KINDS:
            try:
                found = _counted(api, days, kind, people, now)
            except ProviderError as error:
                if error.status not in _REFUSALS:
                    raise
                _log.warning("usage not read", kind=kind.name, since=days.start, until=days.end, reason=str(error))
                if error.status != _NOT_OFFERED:
                    self.withheld += 1
                continue
            if found is None:
                self.withheld += 1
                continue
            self.answered += 1
            for done, count, used in found:
                self.done[done] += count
                if used is not None:
                    self.metered.append(used)


def _counted(api: Api, days: Period, kind: _Kind, people: People | None, now: datetime) -> list[_Counted] | None:
    grouping = [name for name in kind.grouping if people is not None or name != "user_id"]
    pages = list(api.pages(f"/organization/usage/{kind.name}", query(days, grouping)))
    return unless_unreadable(
        f"usage of {kind.name}",
        lambda: [
            _count(day, kind, NOBODY if people is None else people.of(row), row)
            for day, row in rows_of(pages, days, now)
        ],
    )


def _count(day: date, kind: _Kind, who: Who, row: Answer) -> _Counted:
    model = row.optional_text("model")
    count = row.count(kind.field)
    done = _Done(day, kind.counts, kind.name, row.optional_text("project_id"), model, who)
    if not kind.is_read or model is None:
        return done, count, None
    return done, count, metered(day, who, row, model=model, requests=count, is_written=kind.is_written)


def _activity(done: _Done, count: int) -> Activity:
    return Activity(
        id=charge_id(PROVIDER, done.day, done.tool, done.sub_account, done.model, *filter(None, [done.who.mark])),
        provider=PROVIDER,
        day=done.day,
        kind=done.kind,
        count=count,
        person=done.who.person,
        sub_account=done.sub_account,
        tool=done.tool,
        model=done.model,
    )
