"""Pure: a recording of what a provider was asked and answered, without what names anybody."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from bot.providers.scrub import Scrub

Exchange = dict[str, Any]
"""`request` (method, path, params, headers, body) and `response` (status, headers, body or text).

The path of a request that needs no key, to a file behind a signed link, is the whole address.
"""

_LINK: Final = re.compile(r"<(https?://[^>]+)>")
_EXACT: Final = re.compile(r'"\\u0000([^"]*)"')


def scrubbed(
    exchanges: Sequence[Exchange], settings: Mapping[str, str], *, home: str = ""
) -> tuple[list[Exchange], dict[str, str]]:
    """The exchanges and the provider's settings without what names anybody; `home` is the usual address of its API."""
    scrub = Scrub()
    given = {word: scrub.word(value) for word, value in settings.items()}
    answers = [_scrubbed_answer(scrub, exchange["response"]) for exchange in exchanges]  # first: paths hold their ids
    answers = [_with_links(scrub, answer, home) for answer in answers]
    asked = [_scrubbed_question(scrub, exchange["request"]) for exchange in exchanges]
    return [{"request": one, "response": other} for one, other in zip(asked, answers, strict=True)], given


def read(text: str) -> Any:
    """JSON whose numbers with a point are words that `written` makes numbers again, digit by digit."""
    return json.loads(text, parse_float=lambda digits: f"\0{digits}")


def written(value: Any, *, indent: int | None = None) -> str:
    """JSON in which every number has the digits it came with."""
    return _EXACT.sub(r"\1", json.dumps(value, indent=indent, ensure_ascii=True))


def _scrubbed_answer(scrub: Scrub, answer: Mapping[str, Any]) -> dict[str, Any]:
    body = {"body": scrub.value(answer["body"])} if "body" in answer else {}
    text = {"text": _scrubbed_text(scrub, answer["text"])} if "text" in answer else {}
    return {**answer, **body, **text}


def _with_links(scrub: Scrub, answer: Mapping[str, Any], home: str) -> dict[str, Any]:
    links = _LINK.sub(lambda link: f"<{scrub.link(link[1], home=home)}>", answer["headers"].get("link", ""))
    return {**answer, "headers": answer["headers"] | ({"link": links} if links else {})}


def _scrubbed_text(scrub: Scrub, text: str) -> str:
    """Lines of JSON, a table whose first line names its columns, or lines of words, of which none stays."""
    try:
        lines = [
            json.loads(line, parse_float=lambda digits: f"\0{digits}") for line in text.splitlines() if line.strip()
        ]
        return "".join(f"{written(scrub.value(line))}\n" for line in lines)
    except ValueError:
        try:
            columns, *rows = csv.reader(io.StringIO(text))
        except (csv.Error, ValueError):
            columns, rows = [], []
        header = scrub.header(columns)
        if header is None:
            return "".join(f"{scrub.word(line)}\n" for line in text.splitlines())
        out = io.StringIO()
        cells = ([scrub.word(cell, column) for column, cell in zip(columns, row, strict=False)] for row in rows)
        csv.writer(out, lineterminator="\n").writerows([header, *cells])
        return out.getvalue()


def _scrubbed_question(scrub: Scrub, asked: Mapping[str, Any]) -> dict[str, Any]:
    body = {"body": scrub.asked(asked["body"])} if "body" in asked else {}
    return {**asked, "path": scrub.path(asked["path"]), "params": scrub.asked(asked["params"]), **body}
