"""Keyed pseudonyms: the store knows people only by these (design.md 2 rule 9)."""

from __future__ import annotations

import hashlib
import hmac
import re
from functools import lru_cache

LENGTH = 24
_PSEUDONYM = re.compile(rf"p_[0-9a-f]{{{LENGTH}}}")


@lru_cache(maxsize=20_000)  # people come back every day
def pseudonym(key: bytes, person: str) -> str:
    """The pseudonym of an e-mail or a provider's own id: the same input gives the same, nothing gives it back."""
    mac = hmac.new(key, person.strip().casefold().encode(), hashlib.sha256)
    return f"p_{mac.hexdigest()[:LENGTH]}"


def is_pseudonym(text: str) -> bool:
    """Whether a text is a pseudonym already, as that of a person who was erased from the directory."""
    return _PSEUDONYM.fullmatch(text) is not None
