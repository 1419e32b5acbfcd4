"""`Table`: one table of the org file, whose values are asked for by key and refused with their line when wrong.

What is wrong is noted in the source and something of the right type is returned, so that every other problem
is found too; such a stand-in never leaves `read`, which raises in the end.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime

from bot.facts.address import INSTEAD, has_address
from bot.facts.org import UNALLOCATED
from bot.facts.periods import DAY
from bot.orgfile.lines import Path
from bot.orgfile.numbers import Numbers
from bot.orgfile.words import meant, shown

STAND_IN = date.min
"""The date where one was needed and none could be read."""

_LONGEST_SLUG = 64
"""A choice in a chat's form holds little more."""
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_CHANNEL = re.compile(r"[CG][A-Z0-9]{6,}")
_CURRENCY = re.compile(r"[A-Za-z]{3}")


class Table(Numbers):
    """The table at `path`, a `noun` of `keys.KEYS`."""

    def inside(self, key: str, noun: str) -> Table:
        """The table that must stand under the key."""
        return Table(self.source, (*self.path, key), noun, self._needed(key, {}))

    def several(self, key: str, noun: str) -> list[Table]:
        """The tables listed under the key; none where it is missing."""
        return [
            Table(self.source, (*self.path, key, number), noun, item)
            for number, item in enumerate(self._list(key, "a list of tables"))
        ]

    def text(self, key: str) -> str:
        """The text that must stand under the key."""
        return self.required(key, self.optional_text(key))

    def required(self, key: str, text: str | None) -> str:
        """What was read under the key, which must stand there."""
        return text or ("" if self.has(key) else self._needed(key, ""))

    def optional_text(self, key: str) -> str | None:
        """The text under the key, without blanks around it."""
        value = self.values.get(key)
        return None if value is None else self._text(key, value, (*self.path, key))

    def remark(self, key: str) -> str:
        """The text in somebody's own words that must stand under the key, and in which nobody is named."""
        return self.required(key, self.optional_remark(key))

    def optional_remark(self, key: str) -> str | None:
        """The text in somebody's own words under the key, in which nobody is named by an e-mail address."""
        text = self.optional_text(key)
        if text and has_address(text):
            self.refuse(key, f"{key} holds an e-mail address; {INSTEAD}")
        return text

    def pattern(self, key: str) -> str | None:
        """The text under the key, which may end in `*` for all that begins so."""
        text = self.optional_text(key)
        if text and "*" in text[:-1]:
            self.refuse(key, f"a * stands at the end only, for all that begins so, not inside “{text}”")
        return text

    def optional_name(self, key: str) -> str | None:
        """The text under the key, which names one thing: a `*` would mean nothing in it."""
        text = self.optional_text(key)
        if text and "*" in text:
            self.refuse(key, f"write one {key} in full here, not “{text}”")
        return text

    def texts(self, key: str) -> tuple[str, ...]:
        """The texts listed under the key."""
        found = (
            self._text(key, item, (*self.path, key, number))
            for number, item in enumerate(self._list(key, "a list of texts"))
        )
        return tuple(text for text in found if text)

    def mapping(self, key: str) -> tuple[tuple[str, str], ...]:
        """The texts under the key by name, in the order of the names."""
        value = self.values.get(key, {})
        if not isinstance(value, dict) or (self.has(key) and not value):
            self._refuse_type(key, "names with their values")
            return ()
        return tuple((name, self._text(key, item, (*self.path, key, name))) for name, item in sorted(value.items()))

    def slug(self, key: str) -> str:
        """The slug that must stand under the key."""
        slug = self.text(key)
        if slug == UNALLOCATED:
            self.refuse(key, f"“{slug}” is how charges without a team are called; give the {self.noun} another slug")
        elif slug and not _SLUG.fullmatch(slug):
            self.refuse(
                key, f"“{slug}” is no slug; use lower-case letters, digits and dashes, such as {self._like(key)}"
            )
        elif len(slug) > _LONGEST_SLUG:
            self.refuse(key, f"“{slug}” has {len(slug)} characters; a slug has at most {_LONGEST_SLUG}")
        return slug

    def email(self, key: str) -> str:
        """The e-mail address that must stand under the key, in lower case."""
        return self.required(key, self.optional_email(key))

    def optional_email(self, key: str) -> str | None:
        """The e-mail address under the key, in lower case."""
        email = self.optional_text(key)
        if email and not _EMAIL.fullmatch(email):
            self.refuse(key, f"“{email}” is no e-mail address; write it as {self._like(key)}")
        return email.lower() if email else email

    def optional_channel(self, key: str) -> str | None:
        """The id of a Slack channel under the key; a name is none, for it may be changed."""
        channel = self.optional_text(key)
        if channel and not _CHANNEL.fullmatch(channel):
            self.refuse(
                key,
                f"“{channel}” is no channel id, such as {self._like(key)}; "
                "it stands at the bottom of the channel's details in Slack",
            )
        return channel

    def day(self, key: str) -> date:
        """The date that must stand under the key."""
        return self.optional_day(key) or (STAND_IN if self.has(key) else self._needed(key, STAND_IN))

    def optional_day(self, key: str) -> date | None:
        """The date under the key; TOML has dates, so it stands there without quotes."""
        value = self.values.get(key)
        if value is None:
            return None
        if not isinstance(value, date) or isinstance(value, datetime):
            self._refuse_type(key, "a date without quotes and without a time")
            return None
        return value

    def end(self, key: str, since: date | None) -> date | None:
        """The date under the key, which is out and must come after `since`."""
        until = self.optional_day(key)
        if until is None or since is None or since == STAND_IN or until > since:
            return until
        if until == since:
            instead = f"for one day write {until + DAY}" if until < date.max else "start it earlier"
            self.refuse(key, f"this ends on {until}, which is out, so no day is left; {instead}")
        else:
            self.refuse(key, f"this ends on {until}, before it starts on {since}; {key} is the first day that is out")
        return until

    def optional_flag(self, key: str) -> bool | None:
        """Whether the key says `true`; None where it is missing."""
        value = self.values.get(key)
        if value is not None and not isinstance(value, bool):
            self._refuse_type(key, "true or false, without quotes")
            return None
        return value

    def currency(self, key: str) -> str:
        """The currency's three letters that must stand under the key, in capitals."""
        text = self.text(key)
        if text and not _CURRENCY.fullmatch(text):
            self.refuse(key, f"“{text}” is no currency; write its three letters, such as {self._like(key)}")
        return text.upper()

    def choice(self, key: str, choices: Sequence[str]) -> str:
        """The one of the choices that must stand under the key."""
        text = self.text(key)
        if text and text not in choices:
            self.refuse(key, f"“{text}” is no {key}; write one of {', '.join(choices)}{meant(text, choices)}")
        return text

    def one_of(self, *keys: str) -> str | None:
        """The key that stands in the table of those of which one must; refused where none does, or several."""
        there = [key for key in keys if self.has(key)]
        if len(there) != 1 and self.is_table:
            self.source.refuse((*self.path, *there[1:2]), f"this {self.noun} needs {' or '.join(keys)}: one of them")
        return there[0] if there else None

    def _text(self, key: str, value: object, path: Path) -> str:
        if not isinstance(value, str) or not value.strip():
            self.source.refuse(path, f"{key} must be text that is not empty, not {shown(value)}{self._such_as(key)}")
            return ""
        if any(unicodedata.category(char) == "Cc" and char not in "\t\n\r" for char in value):
            self.source.refuse(path, f"{key} holds a control character; type it again")
        return value.strip()
