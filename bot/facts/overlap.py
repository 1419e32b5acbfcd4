"""`Overlap`: two sources that state the same money, and which of them counts (design.md 3.2, AC-B5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

LLM_PROVIDER: Final = "llm_provider"
"""The tag that says whom a gateway asked, in its own words: `openai`, `anthropic`, `bedrock`, `azure`, …"""


@dataclass(frozen=True, kw_only=True)
class Overlap:
    """On the days from `since` (in) to `until` (out) what `connection` says is also said by `covered_by`, which counts.

    With `provider`, only the charges of that provider; with `tags`, only those that carry all of them, as those of a
    gateway say in `llm_provider` whom it asked. Both are connections; what ends in `*` means all that begin so.
    What does not count is kept, and reported as suppressed.
    """

    connection: str
    covered_by: str
    provider: str | None = None
    tags: tuple[tuple[str, str], ...] = ()
    since: date | None = None
    until: date | None = None
