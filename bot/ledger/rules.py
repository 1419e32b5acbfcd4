"""Pure: which rules of the org file mean a cell, found without trying each of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields

from bot.facts.org import AllocationRule, Match

TAG = "tag:"
"""Before the name of a tag, where it stands among the fields of a cell."""

SERVICE_ACCOUNT = "service_account"
"""The tag under which a provider's reading says which automation a charge was for."""
_FIELDS = tuple(field.name for field in fields(Match) if field.name not in {SERVICE_ACCOUNT, "tags"})

Wanted = tuple[str, str]
"""A field and what its value must be; one that ends in `*` is a prefix."""


def wanted(match: Match) -> Iterator[Wanted]:
    """What the match names, field by field."""
    for name in _FIELDS:
        value = getattr(match, name)
        if value is not None:
            yield name, value
    if match.service_account is not None:
        yield f"{TAG}{SERVICE_ACCOUNT}", match.service_account
    yield from ((f"{TAG}{name}", value) for name, value in match.tags)


def agrees(value: str, said: str | None) -> bool:
    """Whether what is said is the value, or begins so where that ends in `*`; what is not known agrees with nothing."""
    return said is not None and (said == value or (value.endswith("*") and said.startswith(value[:-1])))


class RuleIndex:
    """The rules in their order, each filed under one thing it names: that which the fewest rules name."""

    def __init__(self, rules: Sequence[AllocationRule]) -> None:
        named = [tuple(wanted(rule.match)) for rule in rules]
        how_many = Counter(one for every in named for one in every)
        self._rules = tuple(zip(rules, named, strict=True))
        self._open: list[int] = []
        self._exact: defaultdict[Wanted, list[int]] = defaultdict(list)
        self._prefix: defaultdict[Wanted, list[int]] = defaultdict(list)
        for number, every in enumerate(named):
            if not every:
                self._open.append(number)
                continue
            field, value = min(every, key=how_many.__getitem__)
            if value.endswith("*"):
                self._prefix[field, value[:-1]].append(number)
            else:
                self._exact[field, value].append(number)
        self._lengths: defaultdict[str, set[int]] = defaultdict(set)
        for field, prefix in self._prefix:
            self._lengths[field].add(len(prefix))

    def meant(self, says: Mapping[str, str]) -> list[tuple[int, AllocationRule]]:
        """The rules that mean a cell which says so, in their order, each with its number from 1 on."""
        found = [
            number
            for number in sorted(set(self._candidates(says)))
            if all(agrees(value, says.get(field)) for field, value in self._rules[number][1])
        ]
        return [(number + 1, self._rules[number][0]) for number in found]

    def _candidates(self, says: Mapping[str, str]) -> Iterator[int]:
        yield from self._open
        for field, said in says.items():
            yield from self._exact.get((field, said), ())
            for length in self._lengths.get(field, ()):
                yield from self._prefix.get((field, said[:length]), ())
