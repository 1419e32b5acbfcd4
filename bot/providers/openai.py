"""OpenAI: the Costs endpoint of the organization API, in dollars, by project, key and line item."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import ClassVar
from urllib.parse import quote

import httpx

from bot.facts.charge import Charge
from bot.facts.metered import Dimension
from bot.facts.periods import DAY, Period, midnight
from bot.providers.answer import Answer
from bot.providers.base import Progress, Reading, ignore
from bot.providers.capabilities import Capabilities
from bot.providers.directory import Listing, names
from bot.providers.http import Api
from bot.providers.reading import charge_id, control_total, numbered, readable, remainders, today

_COSTS = "/organization/costs"
_PROJECTS = "/organization/projects"
_GROUPING = ["project_id", "api_key_id", "line_item"]
_LONGEST_DAYS = 180
_LIST_LIMIT = 100
_TOKEN_WORDS = frozenset({"input", "output", "cached", "cache", "write", "audio", "text", "image", "batch", "tokens"})


class OpenAI:
    """One OpenAI organization, read with an admin key.

    OpenAI states no settle time: three days are assumed, and seven read again. `names` holds what the directory
    gives; a refused directory loses names, never costs.
    """

    name: ClassVar[str] = "openai"
    title: ClassVar[str] = "OpenAI"
    settles_after: ClassVar[timedelta] = timedelta(days=3)
    restates: ClassVar[timedelta] = timedelta(days=7)
    capabilities: ClassVar[Capabilities] = Capabilities(
        amounts="US dollars",
        longest_days=_LONGEST_DAYS,
        knows=frozenset({Dimension.SUB_ACCOUNT, Dimension.KEY, Dimension.MODEL}),
    )
    key_setting: ClassVar[str] = "OPENAI_ADMIN_KEY"
    base_url_setting: ClassVar[str] = "OPENAI_BASE_URL"
    default_base_url: ClassVar[str] = "https://api.openai.com/v1"
    more_settings: ClassVar[Mapping[str, str]] = MappingProxyType({})

    def __init__(
        self, client: httpx.Client, *, key: str, base_url: str = default_base_url, connection: str = name
    ) -> None:
        self.connection = connection
        self._api = Api(
            client,
            provider=self.title,
            base_url=base_url,
            base_url_setting=self.base_url_setting,
            key=key,
            key_setting=self.key_setting,
            headers={"authorization": f"Bearer {key}"},
        )

    def __repr__(self) -> str:
        return f"OpenAI(connection={self.connection!r})"

    def readable(self, window: Period, *, now: datetime) -> Period:
        """The window through today; NothingToReadError where it lies in days to come."""
        return readable(window, now=now, provider=self.title)

    def read(self, window: Period, *, now: datetime, progress: Progress = ignore) -> Reading:
        """Every cost of the window through today, or a ProviderError; never a part of it."""
        window = self.readable(window, now=now)
        rows: list[Charge] = []
        control: defaultdict[tuple[date, str], Decimal] = defaultdict(Decimal)
        for chunk in window.chunks(_LONGEST_DAYS):
            rows += [_charge(day, row) for day, row in self._rows(chunk, _GROUPING, now)]
            for day, row in self._rows(chunk, [], now):
                amount = row.part("amount")
                control[day, _currency(amount)] += amount.money("value")
            progress(chunk)
        charges = numbered(rows)
        return Reading(
            window=window,
            charges=charges + remainders(self.name, charges, control),
            control_total=control_total(control),
            names=names(self._api, _directory(charges)),
        )

    def probe(self, *, now: datetime) -> None:
        """Ask for today's bucket."""
        self._api.once(_COSTS, _query(today(now), []) | {"limit": 1})

    def _rows(self, chunk: Period, grouping: list[str], now: datetime) -> Iterator[tuple[date, Answer]]:
        """Each result with its UTC day; days beside the chunk are not ours.

        OpenAI sends a bucket for every day asked for, without results where nothing was spent. Fewer buckets than
        days that are over are an answer cut short, which would erase what the ledger has of the others.
        """
        missing = {day for day in chunk.days() if day not in today(now)}
        page = None
        for page in self._api.pages(_COSTS, _query(chunk, grouping)):
            for bucket in page.parts("data"):
                starts_at = bucket.unix_instant("start_time")
                day = starts_at.date()
                if starts_at != midnight(day):
                    raise bucket.changed("start_time", "is not a UTC midnight")
                if day not in chunk:
                    continue
                if not starts_at < bucket.unix_instant("end_time") <= midnight(day + DAY):
                    raise bucket.changed("end_time", "is not in the same UTC day")
                missing.discard(day)
                yield from ((day, row) for row in bucket.parts("results"))
        if missing and page is not None:
            raise page.changed("data", f"ends without {len(missing)} of {len(chunk)} days, such as {min(missing)}")


def split_line_item(line_item: str | None) -> tuple[str | None, str | None]:
    """Model and token kind: (`gpt-6-astra`, `input_tokens`) of `gpt-6-astra, input_tokens`, else (None, None).

    OpenAI has used two generations of token kinds (`cached input`, `input_cached_tokens`); both are known.
    """
    model, comma, kind = (line_item or "").rpartition(", ")
    words = set(kind.lower().replace("_", " ").split())
    if comma and model and words <= _TOKEN_WORDS and words & {"input", "output"}:
        return model, kind
    return None, None


def _directory(charges: tuple[Charge, ...]) -> Iterator[Listing]:
    """The projects, and the keys of those projects that have charges by key."""
    page = {"limit": _LIST_LIMIT}
    yield Listing(kind="sub_account", path=_PROJECTS, params=page | {"include_archived": True}, after="after")
    for project in sorted({charge.sub_account for charge in charges if charge.sub_account and charge.key}):
        # Without owner_project_access the list may hide keys whose owner left the project.
        path, params = f"{_PROJECTS}/{quote(project, safe='')}/api_keys", page | {"owner_project_access": "any"}
        yield Listing(kind="key", path=path, params=params, after="after")


def _query(days: Period, grouping: list[str]) -> dict[str, str | int | bool | list[str]]:
    query: dict[str, str | int | bool | list[str]] = {
        "start_time": int(days.starts_at.timestamp()),
        "end_time": int(days.ends_at.timestamp()),
        "bucket_width": "1d",
        "limit": len(days),
    }
    return query | {"group_by[]": grouping} if grouping else query


def _charge(day: date, row: Answer) -> Charge:
    amount = row.part("amount")
    cost = amount.money("value")
    project, key, line_item = (row.optional_text(name) for name in _GROUPING)
    model, token_type = split_line_item(line_item)
    return Charge(
        id=charge_id(OpenAI.name, day, project, key, line_item),
        provider=OpenAI.name,
        starts_at=midnight(day),
        ends_at=midnight(day + DAY),
        currency=_currency(amount),
        billed_cost=cost,
        effective_cost=cost,
        sub_account=project,
        key=key,
        model=model,
        line_item=line_item,
        token_type=token_type,
        quantity=row.optional_number("quantity"),
        unit=row.optional_text("quantity_unit"),
    )


def _currency(amount: Answer) -> str:
    return amount.text("currency").upper()
