"""`Findings`: what one check found wrong, the first of it in a sentence each and the rest as a number."""

from __future__ import annotations

from collections.abc import Iterator

from bot.facts.check import Check, bad, good

MOST_SAID = 20


class Findings:
    """Collects sentences, of which only the first are kept: a ledger that is wrong all over fills no memory."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._said: list[str] = []
        self._more = 0

    def add(self, sentence: str) -> None:
        """One thing that does not hold."""
        if len(self._said) < MOST_SAID:
            self._said.append(sentence)
        else:
            self._more += 1

    def checks(self, fine: str) -> Iterator[Check]:
        """A check for each finding, or one that says `fine` where there is none."""
        if not self._said:
            yield good(self._name, fine)
        for sentence in self._said:
            yield bad(self._name, sentence)
        if self._more:
            yield bad(self._name, f"The same is wrong in {self._more:,} more places.")
