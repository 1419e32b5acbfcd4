"""What the words of an `/ai-outcome` line are: counts, times, amounts, links, workflows, marks, or note.

One pass, left to right; the first of these that fits takes the words:

1. a link: `https://…`, or the chat's own `<https://…>` and `<https://…|label>`;
2. a workflow's slug, alias or name, however many words it has; with `#` it is certain, without it is likely;
3. a time, an amount of money, a count;
4. a mark: `reuse`, `reused`, `rejected`, `no`, `reversed`.

Everything else is note. Text in quotes is note whatever it looks like, unless it is exactly a workflow.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from enum import StrEnum

MARKS = {"reuse": "reused", "reused": "reused", "rejected": "rejected", "no": "no", "reversed": "reversed"}
VERBS = ("undo", "status", "justify", "doctor")
HELP = ("help", "?", "-h", "--help")
_SPELT_FROM_TWO = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
SPELT = {**{word: number for number, word in enumerate(_SPELT_FROM_TWO, 2)}, "dozen": 12}
"""Numbers in words, which are no counts; `one` is left out, for it seldom counts."""

Names = Mapping[str, tuple[str, ...]]
"""What may be typed for a workflow (as `key` makes it) and the slugs it may stand for."""


class Kind(StrEnum):
    """What a piece of the line is."""

    COUNT = "count"
    TIME = "time"
    AMOUNT = "amount"
    LINK = "link"
    WORKFLOW = "workflow"
    UNKNOWN_WORKFLOW = "unknown workflow"
    MARK = "mark"
    NOTE = "note"


@dataclass(frozen=True)
class Piece:
    """One or more words that mean one thing.

    `value` is what they mean: a count's digits with its sign, a time or amount without case, a link's address,
    a mark's name, an unknown workflow's name. `certain` says that no other reading is open (`#`, quotes).
    """

    kind: Kind
    typed: str
    value: str = ""
    slugs: tuple[str, ...] = ()
    certain: bool = False


@dataclass(frozen=True)
class _Word:
    typed: str
    quoted: bool = False
    link: str | None = None

    @property
    def core(self) -> str:
        """Without the punctuation around it."""
        return self.typed.lstrip(_OPENING).rstrip(_CLOSING)

    @property
    def plain(self) -> str:
        """As it is compared: no punctuation around, plain dashes, no case."""
        return self.core.translate(_DASHES).replace("\u200d", "").casefold()


_OPENING = "([{\"'“”‘’„«"
_CLOSING = ")]}\"'“”‘’»,.;:!?…"
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))
_INVISIBLE = frozenset(
    "\u00ad\u200b\u200c\u200e\u200f\u2060\u2061\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)

_WORDS = re.compile(
    r"""<(?P<link>https?://[^\s<>|]+)(?:\|(?P<label>[^<>]*))?>
      | <\#\w+\|(?P<channel>[^<>\s]+)>
      | <[^\s<>|]+\|(?P<other>[^<>]+)>
      | (?<!\S)["“”„«](?P<quoted>[^"“”„«»]*[^"“”„«»\s][^"“”„«»]*)["“”»](?=[\s,.;:!?]|$)
      | (?P<word><?[^\s<]+|<)""",
    re.VERBOSE | re.IGNORECASE,
)
_URL = re.compile(r"https?://\S+", re.IGNORECASE)
_NUMBER = r"[1-9]\d{0,2}(?:[,'’]\d{3})+|\d+|\d*[.,]\d+"
_COUNT = re.compile(rf"[~≈]?(?P<minus>-)?\+?(?:[x×] ?)?(?P<digits>{_NUMBER})(?: ?[x×])?")
_HOURS, _MINUTES = r"h(?:ours?|rs?)?", r"m(?:in(?:ute)?s?)?"
_TIME = re.compile(
    rf"[~≈]? ?(?P<minus>-)?"
    rf"(?:(?P<hours>\d+(?:[.,]\d+)?|[.,]\d+) ?{_HOURS}(?: ?(?P<rest>\d+) ?{_MINUTES}|(?P<glued>\d{{1,2}}))?"
    rf"|(?P<minutes>\d+) ?{_MINUTES})"
)
_SIGN = "[$€£¥₹]"
_CODE = "(?:usd|eur|gbp|chf|jpy|inr|cny|cad|aud|nzd|sek|nok|dkk|pln|czk|brl|mxn|zar|sgd|hkd)"
_SUM = r"\d[\d,.'’]*(?:k|m|mn|bn)?"
_AMOUNT = re.compile(rf"[~≈]?-?(?:(?:us)?{_SIGN} ?-?{_SUM}|{_SUM} ?{_SIGN}|{_SUM} ?{_CODE}|{_CODE} ?-?{_SUM})")
_HASH_NAME = re.compile(r"#[^\W\d_]")
_LONGEST_TIME = 4
"""`1 hour 30 minutes` is four words."""


def visible(text: str) -> str:
    """The text without characters nobody sees or a database refuses: zero-width, direction marks, controls."""
    return "".join(
        " " if char.isspace() else "\ufffd" if unicodedata.category(char) == "Cs" else char
        for char in text
        if char.isspace() or (char not in _INVISIBLE and unicodedata.category(char) != "Cc")
    )


def key(name: str) -> str:
    """How names are compared: no case, and spaces, dashes and underscores are the same."""
    return " ".join(re.split(r"[\s_-]+", name.translate(_DASHES).casefold())).strip()


def means_something_else(name: str) -> bool:
    """Whether a workflow cannot be called so in a line, because the line reads it as a count, a mark or a verb."""
    plain = name.strip().casefold()
    if not key(plain):
        return True
    return plain in MARKS or plain in VERBS or plain in HELP or _measure([_Word(plain)]) is not None


def minutes(time: str) -> int:
    """The whole minutes of a `Kind.TIME`'s value, rounded half to even, without its sign; `1.5h` and `1h30m` are 90."""
    match = _TIME.fullmatch(time)
    if match is None:
        raise ValueError(f"{time!r} is not a time")
    hours = Decimal((match["hours"] or "0").replace(",", "."))
    rest = Decimal(match["minutes"] or match["rest"] or match["glued"] or "0")
    return int((hours * 60 + rest).to_integral_value(ROUND_HALF_EVEN))


def pieces(text: str, names: Names) -> list[Piece]:
    """The line's words as pieces, in their order; nothing typed is left out."""
    words = _words(text)
    longest = max(_LONGEST_TIME, *(len(name.split()) for name in names), 0)
    found: list[Piece] = []
    at = 0
    while at < len(words):
        piece, taken = _piece(words[at : at + longest], names)
        found.append(piece)
        at += taken
    return found


def _words(text: str) -> list[_Word]:
    words = []
    for match in _WORDS.finditer(text):
        if match["link"]:
            words.append(_Word(_unescaped(match["link"]), link=_unescaped(match["link"])))
            label = match["label"] or ""
            # Chat clients add the address itself as label; only another label was typed by somebody.
            if label.strip() and label.strip("/") not in match["link"]:
                words.append(_Word(_unescaped(label.strip()), quoted=True))
        elif match["channel"]:
            words.append(_Word("#" + match["channel"]))
        elif match["other"] or match["quoted"]:
            words.append(_Word(" ".join(_unescaped(match["other"] or match["quoted"]).split()), quoted=True))
        else:
            words.append(_Word(_unescaped(match["word"])))
    return words


def _unescaped(text: str) -> str:
    """Slack writes exactly these three characters as entities (docs.slack.dev, formatting message text)."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _piece(words: Sequence[_Word], names: Names) -> tuple[Piece, int]:
    """The piece the first words make, and how many they are."""
    first = words[0]
    link = first.link or (None if first.quoted else _link(first))
    if link:
        return Piece(Kind.LINK, first.typed, link), 1
    return _workflow(words, names) or _measured(words) or (_single(first), 1)


def _single(word: _Word) -> Piece:
    """What a word is that is part of nothing longer."""
    if word.quoted:
        return Piece(Kind.NOTE, word.typed, certain=True)
    if word.plain in MARKS:
        return Piece(Kind.MARK, word.typed, MARKS[word.plain])
    if _HASH_NAME.match(word.plain):
        return Piece(Kind.UNKNOWN_WORKFLOW, word.typed, word.core[1:])
    return Piece(Kind.NOTE, word.typed)


def _link(word: _Word) -> str | None:
    match = _URL.fullmatch(word.typed.lstrip(_OPENING))
    if match is None:
        return None
    url = match[0].rstrip(",.;:!?\"'“”‘’»")
    while url.endswith(")") and url.count(")") > url.count("("):
        url = url[:-1]
    return url if _URL.fullmatch(url) else None


def _workflow(words: Sequence[_Word], names: Names) -> tuple[Piece, int] | None:
    """The longest name the first words spell; words that mean something else need the `#`."""
    certain = words[0].plain.startswith("#")
    for count in range(len(words), 0, -1):
        span = words[:count]
        if count > 1 and any(word.quoted or word.link for word in span):
            continue
        if not (key(span[0].plain.removeprefix("#")) and key(span[-1].plain)):
            continue  # a dash before or behind the name is no part of it
        typed = " ".join(word.plain for word in span).removeprefix("#")
        slugs = names.get(key(typed))
        if slugs and (certain or not means_something_else(typed)):
            return Piece(Kind.WORKFLOW, " ".join(w.typed for w in span), slugs=slugs, certain=certain), count
    return None


def _measured(words: Sequence[_Word]) -> tuple[Piece, int] | None:
    """The longest time, amount or count the first words spell."""
    for count in range(min(_LONGEST_TIME, len(words)), 0, -1):
        span = words[:count]
        piece = None if any(word.quoted or word.link for word in span) else _measure(span)
        if piece:
            return piece, count
    return None


def _measure(words: Sequence[_Word]) -> Piece | None:
    plain = " ".join(word.plain for word in words)
    typed = " ".join(word.core for word in words)
    for kind, pattern in ((Kind.TIME, _TIME), (Kind.AMOUNT, _AMOUNT), (Kind.COUNT, _COUNT)):
        match = pattern.fullmatch(plain)
        if match:
            return Piece(kind, typed, f"{match['minus'] or ''}{match['digits']}" if kind is Kind.COUNT else plain)
    return None
