"""`Override`: somebody's word against the verdict of the rules, with a reason and an end (method.md 5.2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

VERDICTS = ("experiment", "measure first", "fix", "stop", "keep", "expand")
"""What a workflow may be shown as: the verdicts of `bot.value.verdicts.kind`, in small letters."""

LONGEST_WEEKS = 13
"""No override holds for longer; it may be made again."""


@dataclass(frozen=True, kw_only=True)
class Override:
    """From `since` (in) to `until` (out) `workflow` is shown as `verdict`, beside what the rules say.

    `by` is a role, such as finance, and no person: it is printed wherever the verdict is; the reason is not.
    """

    workflow: str
    verdict: str
    by: str
    reason: str
    since: date
    until: date
