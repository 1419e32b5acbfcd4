"""What a team is told of its week, and parts of it."""

from __future__ import annotations

from bot.facts.message import Facts, Headline, Message
from reports.digest_composition import compose
from reports.digest_inputs import DigestInputs
from reports.digest_message import message


def said(of: DigestInputs, team: str = "support") -> Message:
    return message(compose(of, team))


def headline(of: DigestInputs) -> Headline | None:
    return next((each for each in said(of).elements if isinstance(each, Headline)), None)


def money_lines(of: DigestInputs) -> dict[str, str]:
    return dict(next(each.pairs for each in said(of).elements if isinstance(each, Facts)))
