"""One value of a payload, with its place and the list in which its problems are written down."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

Surface = Literal["message", "modal", "home"]
Code = Literal[
    "wrong_type",
    "missing",
    "unknown_key",
    "unknown_type",
    "wrong_surface",
    "wrong_place",
    "not_allowed",
    "empty",
    "too_long",
    "too_many",
    "too_few",
    "not_unique",
    "uneven",
    "out_of_range",
    "too_large",
    "blocks_too_long",
]


@dataclass(frozen=True)
class Problem:
    """One reason why Slack would refuse a payload; `pointer` is the JSON pointer of the place."""

    code: Code | str
    message: str
    pointer: str

    def __str__(self) -> str:
        return f"{self.message} [json-pointer:{self.pointer}]"


@dataclass(frozen=True)
class Part:
    """A value on its way through the checks. Every check writes problems down and none raises."""

    value: Any
    pointer: str
    surface: Surface
    found: list[Problem]

    def refuse(self, code: Code, message: str) -> None:
        self.found.append(Problem(code, message, self.pointer))

    def inside(self, key: str | int) -> Part:
        """The value under a key or index that is there."""
        return replace(self, value=self.value[key], pointer=f"{self.pointer}/{key}")

    def given(self, *keys: str) -> Iterator[Part]:
        """The values of those of these keys that are there."""
        return (self.inside(key) for key in keys if isinstance(self.value, dict) and key in self.value)

    def shaped(self, required: str, optional: str = "") -> bool:
        """Whether this is an object with all required keys; unknown keys are refused. Keys are words in a text."""
        if not isinstance(self.value, dict):
            self.refuse("wrong_type", "must be an object")
            return False
        known = {*required.split(), *optional.split()}
        for key in self.value:
            if key not in known:
                self.inside(key).refuse("unknown_key", f"no such field here: {key}")
        missing = [key for key in required.split() if key not in self.value]
        for key in missing:
            self.refuse("missing", f"missing required field: {key}")
        return not missing

    def kind(self) -> str:
        """The `type` of an object, or an empty text where there is none."""
        found = self.value.get("type") if isinstance(self.value, dict) else None
        return found if isinstance(found, str) else ""

    def string(self, at_most: int, *, at_least: int = 1) -> bool:
        """Whether this is a text; its length in characters is checked."""
        if not isinstance(self.value, str):
            self.refuse("wrong_type", "must be a string")
            return False
        if len(self.value) < at_least:
            self.refuse("empty", f"must be more than {at_least - 1} characters")
        if len(self.value) > at_most:
            self.refuse("too_long", f"must be less than {at_most + 1} characters")
        return True

    def listed(self, at_most: int, *, at_least: int = 1) -> list[Part]:
        """The items of this list, with their count checked."""
        if not isinstance(self.value, list):
            self.refuse("wrong_type", "must be an array")
            return []
        if len(self.value) < at_least:
            self.refuse("too_few", f"must have at least {at_least} items")
        if len(self.value) > at_most:
            self.refuse("too_many", f"no more than {at_most} items allowed")
        return self.items()

    def items(self) -> list[Part]:
        """The items of a list; none of anything else."""
        return [self.inside(index) for index in range(len(self.value))] if isinstance(self.value, list) else []

    def one_of(self, *choices: Any) -> None:
        if self.value not in choices or isinstance(self.value, bool):
            self.refuse("not_allowed", f"must be one of {', '.join(map(str, choices))}")

    def boolean(self) -> None:
        if not isinstance(self.value, bool):
            self.refuse("wrong_type", "must be a boolean")

    def integer(self, lowest: int, highest: int) -> None:
        if not isinstance(self.value, int) or isinstance(self.value, bool):
            self.refuse("wrong_type", "must be an integer")
        elif not lowest <= self.value <= highest:
            self.refuse("out_of_range", f"must be between {lowest} and {highest}")

    def number(self) -> bool:
        """Whether this is a finite number."""
        if isinstance(self.value, bool) or not isinstance(self.value, int | float):
            self.refuse("wrong_type", "must be a number")
            return False
        if not math.isfinite(self.value):
            self.refuse("out_of_range", "must be a finite number")
            return False
        return True


def unique(parts: Collection[Part], what: str) -> None:
    """Refuse every part whose value was there before."""
    seen: list[Any] = []
    for part in parts:
        if part.value in seen:
            part.refuse("not_unique", f"{what} must be unique: {part.value}")
        seen.append(part.value)
