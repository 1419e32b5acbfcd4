"""Carries what is queued to where it is read: take, say or look, settle; one delivery at a time.

What is refused waits for people to mend it, and those who can are told.
"""

from __future__ import annotations

from datetime import timedelta

import structlog

from bot import deliveries, refusals
from bot.errors import (
    SurfaceBusyError,
    SurfaceError,
    SurfaceGoneError,
    SurfaceRefusedError,
    SurfaceShutError,
    SurfaceUnknownError,
    SurfaceUnreachableError,
)
from bot.facts.delivery import Delivery, Kind, reply_key
from bot.facts.org import Team
from bot.ledger import directory, orgs
from bot.runtime import Bot
from bot.surfaces.base import Ref, Voice

_NOBODY = {"channel_not_found", "user_not_found", "user_disabled"}
"""Refusals of an id that may be no longer that person's."""
_log = structlog.get_logger()


class _NotYetError(Exception):
    """Whether it was said is not known now, but may be later."""

    def __init__(self, error: str, after: timedelta | None = None) -> None:
        super().__init__(error)
        self.after = after


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
    team = _team(bot, one)
    if (
        team is None or team.channel == one.target or one.is_doubtful
    ):  # what is in doubt is looked for where it was said
        _attempt(bot, voice, one)
    elif team.channel is None:
        advice = f"{team.name} has no channel to post in; give it one in the org file"
        _later(bot, one, advice, after=deliveries.REFUSED_AGAIN_AFTER)
    else:
        with bot.database.writing() as connection:
            moved = deliveries.moved(connection, one, target=team.channel)
        _attempt(bot, voice, moved)
    return True


def _team(bot: Bot, one: Delivery) -> Team | None:
    """The team whose digest it is, as the org file says now."""
    if one.team is None:
        return None
    with bot.database.reading() as connection:
        return orgs.current(connection).org.team(one.team)


def _attempt(bot: Bot, voice: Voice, one: Delivery) -> None:
    try:
        ref = _change(bot, voice, one) or (_say_once if one.is_doubtful else _say)(bot, voice, one)
    except _NotYetError as error:
        _doubtful(bot, one, str(error), after=error.after)
    except SurfaceBusyError as error:
        _later(bot, one, str(error), after=timedelta(seconds=error.retry_after or 1))
    except SurfaceUnreachableError as error:
        _later(bot, one, str(error), after=None)
    except SurfaceUnknownError as error:
        _doubtful(bot, one, str(error), after=None)
    except SurfaceShutError as error:
        _later(bot, one, str(error), after=deliveries.REFUSED_AGAIN_AFTER)
    except SurfaceError as error:
        _refused(bot, one, str(error))
    except Exception as error:  # noqa: BLE001  (a fault of ours in one delivery must not silence the others)
        _log.error("a delivery failed", key=one.key, exc_info=error)
        _doubtful(bot, one, "Something went wrong on our side; the log says what", after=None)
    else:
        if ref is None:
            _unknown(bot, one)
        else:
            _sent(bot, voice, one, ref)


def _say_once(bot: Bot, voice: Voice, one: Delivery) -> Ref | None:
    """Say what an earlier attempt may have said, unless it is found; None where it shall not be said again.

    A conversation with a person has a place only once something was said there. So what may be its first message is
    said, looked for, and taken back where it had been said before.
    """
    place = _place(bot, one)
    before = None if place is None else _look(bot, voice, one, place)
    if before:
        return _first(voice, before)
    if before is None:
        if (one.kind.is_at_most_once and place is not None) or one.repeats >= _most_repeats(voice, place):
            return None
        _repeat(bot, voice, one)
    ref = _say(bot, voice, one)
    if place is not None:
        return ref
    try:
        return _first(voice, _look(bot, voice, one, ref.place) or (ref,))
    except (_NotYetError, SurfaceError):
        return ref  # it was said, twice perhaps


def _most_repeats(voice: Voice, place: str | None) -> int:
    """Once, but for a first message to a person that can be looked for afterwards: its repeats are taken back then."""
    try:
        return deliveries.MOST_REPEATS if place is None and voice.may_look_at_people() else 1
    except SurfaceError as error:
        raise _NotYetError(str(error)) from None


def _repeat(bot: Bot, voice: Voice, one: Delivery) -> None:
    """Note that it is said again in doubt: no sooner than it must be, and not into an outage, for there is one try."""
    left = (one.spoken_at or one.queued_at) + deliveries.REPEATED_AFTER - bot.now()
    if left > timedelta(0):
        raise _NotYetError("Slack did not confirm this message, and the app cannot look; it is said once more", left)
    try:
        voice.knock()
    except SurfaceError as error:
        raise _NotYetError(str(error)) from None
    with bot.database.writing() as connection:
        deliveries.repeated(connection, one)


def _look(bot: Bot, voice: Voice, one: Delivery, place: str) -> tuple[Ref, ...] | None:
    try:
        return voice.find(place, key=one.key, since=one.spoken_at or one.queued_at, thread=_thread(bot, one))
    except SurfaceBusyError as error:
        raise _NotYetError(str(error), timedelta(seconds=error.retry_after or 1)) from None
    except SurfaceShutError as error:
        raise _NotYetError(str(error), deliveries.REFUSED_AGAIN_AFTER) from None
    except SurfaceRefusedError as error:
        if one.refusals + 1 >= deliveries.MOST_REFUSALS:
            return None
        with bot.database.writing() as connection:
            deliveries.look_refused(connection, one)
        raise _NotYetError(str(error), deliveries.after_refusals(one.refusals + 1)) from None
    except SurfaceError as error:
        raise _NotYetError(str(error)) from None


def _first(voice: Voice, said: tuple[Ref, ...]) -> Ref:
    """The oldest of what was said under one key; the others are taken back."""
    for again in said[1:]:
        voice.take_back(again)
    return said[0]


def _change(bot: Bot, voice: Voice, one: Delivery) -> Ref | None:
    """Put an update in the place of its message, as often as is needed; None where there is nothing to change."""
    if one.updates is None:
        return None
    with bot.database.reading() as connection:
        stands = deliveries.place_of(connection, one.updates)
    if stands is None:
        return None
    try:
        return voice.update(Ref(*stands), one.message)
    except SurfaceGoneError:
        _log.info("the message to update is gone", key=one.key)
        return None


def _say(bot: Bot, voice: Voice, one: Delivery) -> Ref:
    first = voice.parts(one.message)[0]
    address = _address(bot, voice, one)
    try:
        return voice.post(address, first, key=one.key, thread=_thread(bot, one))
    except SurfaceRefusedError as error:
        if one.person is None or error.code not in _NOBODY:
            raise
        with bot.database.writing() as connection:
            directory.forget_slack_id(connection, one.person)
        found = _look_up(bot, voice, one.person)
        if found == address:
            raise
    return voice.post(found, first, key=one.key, thread=_thread(bot, one))


def _thread(bot: Bot, one: Delivery) -> Ref | None:
    if one.replies_to is None:
        return None
    with bot.database.reading() as connection:
        stands = deliveries.place_of(connection, one.replies_to)
    return Ref(*stands) if stands else None


def _address(bot: Bot, voice: Voice, one: Delivery) -> str:
    """The channel, or the person's own id on the surface, asked for once and remembered."""
    if one.person is None:
        return one.target
    with bot.database.reading() as connection:
        known = directory.find(connection, one.person)
    return (known and known.slack_id) or _look_up(bot, voice, one.person)


def _look_up(bot: Bot, voice: Voice, person: str) -> str:
    """Ask the surface who the person is there, and remember it."""
    with bot.database.reading() as connection:
        known = directory.find(connection, person)
    if known is None:
        raise SurfaceRefusedError(
            "The person this is for is not in the directory; apply the org file again", code="unknown_person"
        )
    found = voice.find_person(known.email)
    with bot.database.writing() as connection:
        directory.remember_slack_id(connection, person, found)
    return found


def _place(bot: Bot, one: Delivery) -> str | None:
    if one.person is None:
        return one.target
    with bot.database.reading() as connection:
        return deliveries.known_place(connection, one.target)


def _later(bot: Bot, one: Delivery, error: str, *, after: timedelta | None) -> None:
    with bot.database.writing() as connection:
        deliveries.postponed(connection, one, error, after=after, now=bot.now())


def _doubtful(bot: Bot, one: Delivery, error: str, *, after: timedelta | None) -> None:
    with bot.database.writing() as connection:
        deliveries.doubtful(connection, one, error, after=after, now=bot.now())


def _sent(bot: Bot, voice: Voice, one: Delivery, ref: Ref) -> None:
    """Settle it, and queue what did not fit to be said in its thread."""
    now = bot.now()
    replies = () if one.updates else voice.parts(one.message)[1:]
    with bot.database.writing() as connection:
        deliveries.sent(connection, one.key, place=ref.place, ref=ref.id, now=now)
        if one.updates is not None:
            deliveries.stands_at(connection, one.updates, place=ref.place, ref=ref.id)
        for number, reply in enumerate(replies, 1):
            deliveries.queue(
                connection,
                reply_key(one.key, number),
                kind=Kind.REPLY,
                surface=one.surface,
                target=one.target,
                message=reply,
                now=now,
            )
    _log.info("delivered", key=one.key)


def _unknown(bot: Bot, one: Delivery) -> None:
    _log.warning("delivery unconfirmed", key=one.key)
    advice = (
        "Slack did not confirm this message and the app may not read the channel, so it is not said again; "
        "look there, and post a digest that is missing with: denominator digest --post"
        if one.kind.is_at_most_once
        else "Slack did not confirm this message twice and the app may not read the conversation, so it is not said "
        "again; ask whether it came, and grant the history scopes of denominator manifest so that the app can look"
    )
    with bot.database.writing() as connection:
        deliveries.unknown(connection, one.key, advice, now=bot.now())


def _refused(bot: Bot, one: Delivery, error: str) -> None:
    """Try again later, for people to mend it in between; tell those who can, once."""
    _log.warning("delivery refused", key=one.key, reason=error)
    now = bot.now()
    with bot.database.writing() as connection:
        deliveries.refused(connection, one, error, now=now)
        refusals.tell(connection, one, error, now=now, pseudonym=bot.pseudonym)
