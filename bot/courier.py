"""Carries what is queued to where it is read: take, say or look, settle; one delivery at a time.

Who is told of a refusal is decided here too: the owners who can mend it, and `doctor`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import structlog

from bot import deliveries
from bot.deliveries import Delivery, Kind
from bot.errors import (
    SurfaceBusyError,
    SurfaceGoneError,
    SurfaceRefusedError,
    SurfaceUnknownError,
    SurfaceUnreachableError,
)
from bot.facts.message import Message, Note, Paragraph
from bot.ledger import directory, orgs
from bot.runtime import Bot
from bot.surfaces.base import Ref, Voice

_log = structlog.get_logger()


@dataclass(frozen=True)
class _Heard:
    """It was said, or had been: where it stands."""

    ref: Ref


def carry_all(bot: Bot, *, most: int = 1_000) -> int:
    """Carry what is due until nothing is, or that many; how many attempts were made."""
    carried = 0
    while carried < most and carry(bot):
        carried += 1
    return carried


def carry(bot: Bot) -> bool:
    """Make one attempt at one delivery; False when none is due."""
    with bot.database.writing() as connection:
        one = deliveries.take(connection, now=bot.now())
    if one is None:
        return False
    voice = bot.voices.get(one.surface)
    if voice is None:
        _later(bot, one, f"{one.surface} is not switched on", after=deliveries.REFUSED_AGAIN_AFTER)
        return True
    try:
        heard = _said_before(bot, voice, one) if one.is_doubtful else None
        if heard is None and one.is_doubtful and one.kind is Kind.DIGEST and not _may_look(bot, voice, one):
            _unknown(bot, one)
            return True
        ref = heard.ref if heard else _say(bot, voice, one)
    except SurfaceBusyError as error:
        _later(bot, one, str(error), after=timedelta(seconds=error.retry_after or 1))
    except SurfaceUnreachableError as error:
        _later(bot, one, str(error), after=None)
    except SurfaceUnknownError as error:
        with bot.database.writing() as connection:
            deliveries.doubtful(connection, one, str(error), now=bot.now())
    except SurfaceRefusedError as error:
        _refused(bot, one, str(error))
    else:
        with bot.database.writing() as connection:
            deliveries.sent(connection, one.key, place=ref.place, ref=ref.id, now=bot.now())
        _log.info("delivered", key=one.key)
    return True


def _say(bot: Bot, voice: Voice, one: Delivery) -> Ref:
    if one.updates is not None:
        with bot.database.reading() as connection:
            stands = deliveries.place_of(connection, one.updates)
        if stands is not None:
            try:
                return voice.update(Ref(*stands), one.message)
            except SurfaceGoneError:
                _log.info("the message to update is gone", key=one.key)
    return voice.post(_address(bot, voice, one), one.message, key=one.key)


def _address(bot: Bot, voice: Voice, one: Delivery) -> str:
    """The channel, or the person's own id on the surface, asked for once and remembered."""
    if one.person is None:
        return one.target
    with bot.database.reading() as connection:
        known = directory.find(connection, one.person)
    if known is None:
        raise SurfaceRefusedError(
            "The person this is for is not in the directory; apply the org file again", code="unknown_person"
        )
    if known.slack_id is not None:
        return known.slack_id
    found = voice.find_person(known.email)
    with bot.database.writing() as connection:
        directory.remember_slack_id(connection, one.person, found)
    return found


def _said_before(bot: Bot, voice: Voice, one: Delivery) -> _Heard | None:
    """Look whether an earlier attempt was heard; None where it was not, or where nobody may look."""
    place = _place(bot, one)
    found = voice.find(place, key=one.key, since=one.queued_at) if place and voice.may_look(place) else None
    return None if found is None else _Heard(found)


def _may_look(bot: Bot, voice: Voice, one: Delivery) -> bool:
    place = _place(bot, one)
    return place is not None and voice.may_look(place)


def _place(bot: Bot, one: Delivery) -> str | None:
    if one.person is None:
        return one.target
    with bot.database.reading() as connection:
        return deliveries.known_place(connection, one.target)


def _later(bot: Bot, one: Delivery, error: str, *, after: timedelta | None) -> None:
    with bot.database.writing() as connection:
        deliveries.postponed(connection, one, error, after=after, now=bot.now())


def _unknown(bot: Bot, one: Delivery) -> None:
    _log.warning("delivery unconfirmed", key=one.key)
    with bot.database.writing() as connection:
        deliveries.unknown(
            connection,
            one.key,
            "Slack did not confirm this digest and the app may not read the channel, so it is not said again; "
            "look there, and post it with: denominator digest --post",
            now=bot.now(),
        )


def _refused(bot: Bot, one: Delivery, error: str) -> None:
    """Try again later, for people to mend it in between; tell those who own what was refused, once."""
    _log.warning("delivery refused", key=one.key, reason=error)
    now = bot.now()
    with bot.database.writing() as connection:
        if one.attempts + 1 >= deliveries.MOST_ATTEMPTS:
            deliveries.failed(connection, one.key, error, now=now)
        else:
            deliveries.postponed(connection, one, error, after=deliveries.REFUSED_AGAIN_AFTER, now=now)
        if one.kind is Kind.DIGEST:
            org = orgs.current(connection).org
            owners = {w.owner for w in org.workflows if (team := org.team(w.team)) and team.channel == one.target}
            for owner in sorted(owners):
                person = bot.pseudonym(owner)
                deliveries.queue(
                    connection,
                    f"notice:{one.key}:{person}",
                    kind=Kind.NOTICE,
                    surface=one.surface,
                    target=deliveries.to_person(person),
                    message=_notice(one.message, error),
                    now=now,
                )


def _notice(message: Message, error: str) -> Message:
    text = f"I could not post “{message.title}”. {error}."
    return Message("A digest could not be posted", text, (Paragraph(text), Note("I try again each hour, for one day.")))
