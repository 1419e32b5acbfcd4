"""What GitHub meters the use of Copilot in: each of its answers spells that in a way of its own."""

from __future__ import annotations

from typing import Final

REQUESTS: Final = "requests"
_METERED: Final = {"credits": "credits", "aicredits": "credits", "aiunits": "credits", "requests": REQUESTS}
"""By its letters alone: `AICredits`, `ai-credits`, `ai_credits` and `AI Credits` are the same."""


def is_metered(said: str) -> bool:
    """Whether a row of the bill is of use by credits or requests, of which other answers say more."""
    return _letters(said) in _METERED


def unit(said: str) -> str:
    """The unit by one word however it is spelled; in lower case where it is none that is known."""
    return _METERED.get(_letters(said), said.lower())


def _letters(said: str) -> str:
    return "".join(character for character in said.casefold() if character.isalpha())
