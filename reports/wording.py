"""The one Jinja environment: sentences stand in `templates/`, one macro each, and ask nothing of the database."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from bot.facts.money import plain, shown

_CENTS_MATTER_BELOW = Decimal(100)
_CENTS_MATTER_IN_AN_ESTIMATE_BELOW = Decimal(10)
_PROVIDERS = {
    "openai": "OpenAI",
    "anthropic": "Anthropic",
    "github": "GitHub",
    "cursor": "Cursor",
    "litellm": "LiteLLM",
    "openrouter": "OpenRouter",
    "aws": "AWS",
}


@cache
def environment() -> Environment:
    """Templates of `reports/templates`; a missing name is an error, and every value in `*.html.j2` is escaped."""
    made = Environment(
        loader=PackageLoader("reports", "templates"),
        undefined=StrictUndefined,
        autoescape=select_autoescape(("html.j2",), default=False),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        filter_.__name__: filter_
        for filter_ in (money, bare, about, change, plural, people, day, weekday, listed, number)
    }
    return made


def say(template: str, sentence: str, **facts: object) -> str:
    """The sentence (a macro of a text template) with its facts filled in, on one line.

    A fact that the sentence wants and does not get is an error, as is one it does not know.
    """
    macro = getattr(environment().get_template(template).module, sentence)
    return " ".join(str(macro(**facts)).split())


def money(amount: Decimal, currency: str) -> str:
    """An amount at reading precision: cents below 100 (`$14.70`), none above (`$1,329`)."""
    return shown(amount, currency, whole=abs(amount) >= _CENTS_MATTER_BELOW)


def bare(amount: Decimal, currency: str) -> str:
    """The amount without its currency, for beside one that has it: `8.83`."""
    return "".join(each for each in money(amount, currency) if each.isdigit() or each in "-<.,")


def about(amount: Decimal, currency: str) -> str:
    """An amount that is itself uncertain, so with cents only below 10: `$24`, `$3.10`."""
    return shown(amount, currency, whole=abs(amount) >= _CENTS_MATTER_IN_AN_ESTIMATE_BELOW)


def change(now: Decimal, before: Decimal) -> str:
    """How `now` stands to `before` (above zero), in whole per cent: `31% below`, `4% above`, `level with`."""
    percent = ((now / before - 1) * 100).quantize(Decimal(1), ROUND_HALF_EVEN)
    if percent == 0:
        return "level with"
    return f"{abs(percent):,f}% {'above' if percent > 0 else 'below'}"


def plural(count: int, one: str, many: str | None = None) -> str:
    """The count with its noun: `1 key`, `2 keys`, `1,200 outcomes`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def people(count: int) -> str:
    """So many people: `1 person`, `5 people`."""
    return plural(count, "person", "people")


def day(on: date) -> str:
    """A day with its year, so that it can be read one way only: `14 Nov 2026`."""
    return f"{on.day} {on:%b %Y}"


def weekday(on: date) -> str:
    """A day of the week that a text is of: `Tue 10 Nov`."""
    return f"{on:%a} {on.day} {on:%b}"


def listed(names: tuple[str, ...] | list[str]) -> str:
    """Names in a sentence: `A`, `A and B`, `A, B and C`."""
    return " and ".join([*[", ".join(names[:-1])] * (len(names) > 1), *names[-1:]])


def number(value: Decimal | int) -> str:
    """A count or a measure with thousands parted and no needless zeros: `4,100`, `14`, `2.5`."""
    return f"{value:,}" if isinstance(value, int) else plain(value)


def provider_name(slug: str) -> str:
    """What people call a provider: `OpenAI`; a slug we have no name for is capitalised."""
    return _PROVIDERS.get(slug) or slug.replace("-", " ").title()
