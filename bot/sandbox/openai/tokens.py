"""The token fields of a completions result: wholes and their parts, of which older rows state fewer."""

from datetime import date

from bot.sandbox.rows import OpenAIRow

_ALL_FIELDS_SINCE = date(2026, 8, 17)
_NEVER_USED = (
    "input_audio_tokens",
    "input_cached_audio_tokens",
    "output_audio_tokens",
    "input_image_tokens",
    "input_cached_image_tokens",
    "output_image_tokens",
)


def tokens(rows: list[OpenAIRow]) -> dict[str, int | None]:
    """What the rows count together; `input_tokens` holds the cached ones, as costs do not.

    Results of days before the newer models state null for what is zero and leave out what there is no word for yet.
    """
    cached, written = _sum(rows, "cached"), _sum(rows, "output")
    fresh = sum(row.quantity or 0 for row in rows) - cached - written
    wholes = {"input_tokens": fresh + cached, "output_tokens": written}
    if rows[0].day < _ALL_FIELDS_SINCE:
        return {**wholes, "input_cached_tokens": cached or None}
    return {
        **wholes,
        "input_cached_tokens": cached,
        "input_uncached_tokens": fresh,
        "input_cache_write_tokens": 0,
        "input_text_tokens": fresh,
        "input_cached_text_tokens": cached,
        "output_text_tokens": written,
        **dict.fromkeys(_NEVER_USED, 0),
    }


def _sum(rows: list[OpenAIRow], word: str) -> int:
    return sum(row.quantity or 0 for row in rows if word in row.line_item)
