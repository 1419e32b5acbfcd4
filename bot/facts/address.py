"""E-mail addresses in texts of somebody's own words, which name nobody: they stand in the store as they were typed."""

from __future__ import annotations

import re

INSTEAD = "write a role instead, such as the head of support"
_EMAIL_INSIDE = re.compile(r"[^\s@/]@(?:[\w-]+\.)+[^\W\d_]{2,}")
"""An e-mail address anywhere in a text; `pandas@2.1` and `https://video.example/@ana.silva` are none."""


def has_address(text: str) -> bool:
    """Whether an e-mail address stands anywhere in the text."""
    return _EMAIL_INSIDE.search(text) is not None
