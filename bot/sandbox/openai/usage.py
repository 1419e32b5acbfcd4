"""`GET /organization/usage/…`: what the planted cost lines are for, counted by each kind's own report."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bot.sandbox.company import Company
from bot.sandbox.openai.buckets import grouped, groups, page
from bot.sandbox.openai.tokens import tokens
from bot.sandbox.query import Query, RefusedError
from bot.sandbox.rows import OpenAIRow
from bot.sandbox.spend import openai_rows

_MOST_BUCKETS = {"1d": 31, "1h": 168, "1m": 1440}
_GROUPED_BUCKETS = 12  # a grouped page may be shorter than its limit and still have more behind it
_BYTES_FOR_A_DAY = 2**30 // 24
_COMMON = ("start_time", "end_time", "bucket_width", "group_by", "limit", "page", "project_ids")
_FILTERS = {"project_ids": "project_id", "user_ids": "user_id", "api_key_ids": "api_key_id", "models": "model"}
_BY = ("project_id", "user_id", "api_key_id", "model")


def _units(rows: Iterable[OpenAIRow]) -> int:
    return sum(row.quantity or 0 for row in rows)


def _requests(rows: Iterable[OpenAIRow]) -> int:
    """Each stream's and user's are in every line of theirs, and are counted once."""
    return sum({(row.stream, row.user_id): row.requests for row in rows}.values())


@dataclass(frozen=True)
class Kind:
    """One report: the name of its results, what it tells apart, and what it measures of the rows in a result."""

    result: str
    groups: tuple[str, ...]
    measured: Callable[[list[OpenAIRow]], dict[str, int | None]]

    @property
    def filters(self) -> tuple[str, ...]:
        """The parameters that keep only some rows."""
        return tuple(name for name, field in _FILTERS.items() if field in self.groups)


def _of_models(field: str) -> Callable[[list[OpenAIRow]], dict[str, int | None]]:
    return lambda rows: {field: _units(rows), "num_model_requests": _requests(rows)}


KINDS = {
    "completions": Kind(
        "completions",
        (*_BY, "batch", "service_tier", "api_source"),
        lambda rows: {**tokens(rows), "num_model_requests": _requests(rows)},
    ),
    "embeddings": Kind("embeddings", _BY, _of_models("input_tokens")),
    "moderations": Kind("moderations", _BY, _of_models("input_tokens")),
    "images": Kind("images", (*_BY, "size", "source"), _of_models("images")),
    "audio_speeches": Kind("audio_speeches", _BY, _of_models("characters")),
    "audio_transcriptions": Kind("audio_transcriptions", _BY, _of_models("seconds")),
    "vector_stores": Kind(
        "vector_stores", ("project_id",), lambda rows: {"usage_bytes": _units(rows) * _BYTES_FOR_A_DAY}
    ),
    "code_interpreter_sessions": Kind(
        "code_interpreter_sessions", ("project_id",), lambda rows: {"num_sessions": _units(rows)}
    ),
    "file_search_calls": Kind(
        "file_searches", (*_BY[:3], "vector_store_id"), lambda rows: {"num_requests": _units(rows)}
    ),
    "web_search_calls": Kind(
        "web_searches",
        (*_BY, "context_level", "api_source"),
        lambda rows: {"num_requests": _requests(rows), "num_model_requests": _requests(rows)},
    ),
}
_ALWAYS = {"size": "1024x1024", "source": "image.generation", "vector_store_id": None, "context_level": "medium"}
"""What the company does not vary: it is said where it is asked for."""


def usage(company: Company, query: Query, name: str, now: datetime) -> dict[str, Any]:
    """One page of what was used; 404 for a kind that there is not."""
    kind = KINDS.get(name)
    if kind is None:
        raise RefusedError(404, f"Invalid URL (GET /v1/organization/usage/{name}).", code="not_found")
    query.only((*_COMMON, *kind.filters, *(("batch",) if name == "completions" else ())))
    names = groups(query, kind.groups)
    width = query.one_of("bucket_width", tuple(_MOST_BUCKETS), "1d") or "1d"
    query.limit(default=1, most=_MOST_BUCKETS[width])
    if width != "1d":
        raise RefusedError(400, f"There are no buckets of '{width}' here, only of '1d'.", param="bucket_width")

    def results(day: date) -> list[dict[str, Any]]:
        used = (row for row in openai_rows(company, day, now) if row.usage == name and _wanted(query, row))
        kept = [one for one in names if one not in _ALWAYS]
        return [_result(kind, names, dict(zip(kept, key, strict=True)), of) for key, of in grouped(kept, used)]

    return page(query, now, results, most=_MOST_BUCKETS[width], shorter=_GROUPED_BUCKETS)


def _wanted(query: Query, row: OpenAIRow) -> bool:
    if query.has("batch") and row.batch != query.flag("batch"):
        return False
    return all(getattr(row, field) in query.many(name) for name, field in _FILTERS.items() if query.has(name))


def _result(kind: Kind, names: list[str], key: dict[str, str | bool | None], rows: list[OpenAIRow]) -> dict[str, Any]:
    said = {name: _ALWAYS[name] for name in names if name in _ALWAYS}
    return {
        "object": f"organization.usage.{kind.result}.result",
        **kind.measured(rows),
        **dict.fromkeys(kind.groups),
        **key,
        **said,
    }
