"""Numbers made from what a row says, so that everybody gives the same row the same one without asking."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

_encode = json.JSONEncoder(ensure_ascii=False).encode


def digest(values: Sequence[Any]) -> str:
    """128 bits of the values, in hexadecimal."""
    return hashlib.blake2b(_encode(values).encode(), digest_size=16).hexdigest()


def number(of: str) -> int:
    """The first 63 bits of a digest, which is what the integers of both databases hold without a sign."""
    return int(of[:16], 16) >> 1
