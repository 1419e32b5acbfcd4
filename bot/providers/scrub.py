"""Pure: answers of a provider without what names anybody, so that they can be shown and kept as a test.

What may stay is listed; everything else is replaced, the same by the same, so that pages, ids and names still lead to
each other. Numbers and times stay: they are what a recording is there to test.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from bot.providers.public_words import fine_tuned, is_public

_STAYS: Final = frozenset(
    word
    for line in (
        "actor_type api_source basis batch billing_cycle bucket_width category context_window cost_type currency",
        "custom_llm_provider date day display_format editor endpoint export_type feature field format granularity",
        "group_by groupby has_more ide inference_geo kind language limit line_item line_items mode model",
        "model_permaslug object operator owner_project_access page_size pagesize per_page phase plan plan_type product",
        "products provider provider_name quantity_unit report_type role service_tier sku sortby sortdirection source",
        "speed state status subscription_type terminal_type time_bucket_width timezone token_type tool type unit",
        "unit_type unittype version",
    )
    for word in line.split()
)
"""Fields and parameters, in lower case, whose words are the provider's own."""
_PLAIN: Final = re.compile(
    r"[-+]?\d+(\.\d+)?([eE][-+]?\d+)?"
    r"|\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[-+]\d\d:?\d\d)?)?"
    r"|true|false|null|[Uu]nattributed|"
)
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_ID: Final = re.compile(
    r"(apikey_01|apikey_|file_|grp_|key_|org-|page_|proj_|report_|svac_01|svac_|svc_acct_|team_|user-|user_01|user_"
    r"|wrkspc_01|wrkspc_|workflow:)[A-Za-z0-9_=-]{4,}"
)
"""Only what stands before an id at a provider may stay of it: of `asilva_acme` that would be a name."""
_NAMED_BY_IDS: Final = frozenset({"api_key_breakdown", "api_keys", "entities", "tags", "teams", "users"})
_OF_A_GATEWAY: Final = frozenset({"endpoints", "model_group", "model_groups", "models", "providers"})
"""Fields, and objects told apart, by names that are public or were chosen by who runs the gateway."""
_CHOSEN: Final = re.compile(r"\bft[:-]|\barn:|@preset/|://|[^@\s]@[^@\s]+\.")
"""What only a word that somebody chose has, also where the words are the provider's own: a model that was tuned, an
account, an address.
"""
_ADDRESS: Final = re.compile(r"https?://")
_COLUMNS: Final = frozenset(
    word
    for line in (
        "applied_cost_per_quantity cache_read cache_write cost_center_name date discount_amount exceeds_quota",
        "gross_amount input model net_amount organization output product quantity repository sku",
        "total_monthly_quota unit_type username",
    )
    for word in line.split()
)
"""The columns of the tables that providers send."""


class Scrub:
    """Replaces words one by one and remembers them, for all answers of one recording."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def value(self, value: Any, field: str = "") -> Any:
        """JSON without what names anybody; keys of an object that are no field names are replaced as well."""
        if isinstance(value, Mapping):
            return {self._key(str(key), field): self.value(inner, str(key)) for key, inner in value.items()}
        if isinstance(value, list):
            return [self.value(inner, field) for inner in value]
        if isinstance(value, int) and not isinstance(value, bool) and field.casefold().endswith("id"):
            return self._number(value)
        return self.word(value, field) if isinstance(value, str) else value

    def word(self, word: str, field: str = "") -> str:
        """The word itself where it may stay in such a field, else what stands for it everywhere."""
        if word.isdecimal() and field.casefold().endswith("id"):
            return str(self._number(int(word)))
        if word.startswith("\0") or _PLAIN.fullmatch(word) or _stays(word, field.casefold()):
            return word
        if word not in self._known:
            self._known[word] = self._stands_for(word)
        return self._known[word]

    def asked(self, value: Any) -> Any:
        """What was asked, with what was replaced in answers or settings replaced in it; the rest is our own words."""
        if isinstance(value, Mapping):
            return {key: self.asked(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [self.asked(inner) for inner in value]
        return self._known.get(value, value) if isinstance(value, str) else value

    def path(self, path: str) -> str:
        """A path with the parts that were replaced in answers or settings replaced in it too; of an address nothing
        stays.
        """
        if path in self._known or _ADDRESS.match(path):
            return self.word(path)
        return "/".join(quote(self._known.get(unquote(part), unquote(part)), safe="") for part in path.split("/"))

    def link(self, address: str, *, home: str) -> str:
        """An address of the provider's API whose path and parameters lead to what was asked; `home` is the API's own
        address, and every other host is replaced.
        """
        parts = urlsplit(address)
        host = f"{parts.scheme}://{parts.netloc}"
        usual = urlsplit(home)
        if host != f"{usual.scheme}://{usual.netloc}":
            host = self.word(host)
        asked = urlencode([(name, self.word(value, name)) for name, value in parse_qsl(parts.query)])
        return f"{host}{self.path(parts.path)}" + (f"?{asked}" if asked else "")

    def header(self, cells: Sequence[str]) -> list[str] | None:
        """The columns of a table, those that are not known replaced; None where none is known, so that it is none."""
        known = [cell.removeprefix("\ufeff").strip().casefold() in _COLUMNS for cell in cells]
        named = zip(cells, known, strict=True)
        return [cell if is_known else self.word(cell) for cell, is_known in named] if any(known) else None

    def _key(self, key: str, field: str) -> str:
        """The name of a field stays; where objects are told apart by ids or people, these stand for them."""
        if field in _OF_A_GATEWAY:
            return self.word(key, field)
        is_name = re.fullmatch(r"[A-Za-z][A-Za-z0-9_.]*", key) and field not in _NAMED_BY_IDS
        return key if is_name else self.word(key)

    def _number(self, number: int) -> int:
        """What stands for a number that is somebody's id."""
        stands = self._known.setdefault(str(number), str(1000 + len(self._known)))
        return int(stands)

    def _stands_for(self, word: str) -> str:
        if tuned := fine_tuned(word):
            before, chosen, after = tuned
            return f"{before}{self.word(chosen)}{after}"
        number = len(self._known) + 1
        if _EMAIL.fullmatch(word):
            return f"person-{number}@example.com"
        if _ADDRESS.match(word):
            return f"https://files.example.com/{number}"
        if its_kind := _ID.fullmatch(word):
            return f"{its_kind[1]}scrubbed{number:04}"
        return f"scrubbed {number}" if " " in word else f"scrubbed-{number}"


def _stays(word: str, field: str) -> bool:
    return is_public(word) if field in _OF_A_GATEWAY else field in _STAYS and not _CHOSEN.search(word)
