"""A chat in memory that keeps what it was told and can be asked what stands there, as Slack with history scopes can."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from bot.errors import SurfaceGoneError
from bot.facts.message import Message
from bot.surfaces.base import Ref


@dataclass(kw_only=True)
class Said:
    """One message and the mark it was said under; what was taken back no reader sees any more."""

    ref: Ref
    key: str
    at: datetime
    message: Message
    is_taken_back: bool = False


class Chat:
    """A `Voice`. A person's conversation has a place of its own, which nobody is told before something is said there.

    `step` hears of the moment before and the moment after each call, and may raise.
    """

    name: ClassVar[str] = "chat"

    def __init__(self, now: Callable[[], datetime], step: Callable[[], None]) -> None:
        self.said: list[Said] = []
        self._now = now
        self._step = step

    def standing(self) -> Iterator[Said]:
        """What a reader sees now."""
        return (one for one in self.said if not one.is_taken_back)

    def parts(self, message: Message) -> tuple[Message, ...]:
        """The message itself: nothing is too long here."""
        return (message,)

    def post(self, target: str, message: Message, *, key: str, thread: Ref | None = None) -> Ref:
        """Say it, however often it was said before."""
        self._step()
        ref = Ref(thread.place if thread else f"conversation:{target}", str(len(self.said)))
        self.said.append(Said(ref=ref, key=key, at=self._now(), message=message))
        self._step()
        return ref

    def update(self, ref: Ref, message: Message) -> Ref:
        """Put another message in its place; SurfaceGoneError where it was taken back."""
        self._step()
        one = self._at(ref)
        if one.is_taken_back:
            raise SurfaceGoneError("The message is gone")
        one.message = message
        self._step()
        return ref

    def find(self, place: str, *, key: str, since: datetime, thread: Ref | None = None) -> tuple[Ref, ...]:
        """What stands there under the key since then, the oldest first."""
        del thread
        self._step()
        found = tuple(
            one.ref for one in self.standing() if (one.ref.place, one.key) == (place, key) and one.at >= since
        )
        self._step()
        return found

    def may_look_at_people(self) -> bool:
        """Everything that was said can be found again."""
        return True

    def take_back(self, ref: Ref) -> None:
        """Delete a message."""
        self._step()
        self._at(ref).is_taken_back = True
        self._step()

    def knock(self) -> None:
        """It always answers."""
        self._step()

    def find_person(self, email: str) -> str:
        """The id of the person with that e-mail: everybody is there."""
        self._step()
        return f"id:{email}"

    def _at(self, ref: Ref) -> Said:
        return self.said[int(ref.id)]
