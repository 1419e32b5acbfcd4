"""The surface contract: a surface shows a `Message` in its own form and leaves nothing out (style.md 7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Protocol, TypeVar

from bot.facts.message import Message

Rendering_co = TypeVar("Rendering_co", covariant=True)


class Surface(Protocol[Rendering_co]):
    """One place where messages are read. `render` is pure: the same message gives the same rendering."""

    name: ClassVar[str]
    """The slug: the word in settings and on the command line."""

    def render(self, message: Message) -> Rendering_co:
        """The message with every one of its texts in it, escaped as this surface needs."""
        ...


@dataclass(frozen=True)
class Ref:
    """Where a message stands: the place (a channel's id) and its id there."""

    place: str
    id: str


class Voice(Protocol):
    """A surface that can speak unasked. Every failure is a SurfaceError that says whether it may have been heard."""

    name: ClassVar[str]

    def parts(self, message: Message) -> tuple[Message, ...]:
        """The message itself, or what is said first and the replies to it where it is too long to be said at once."""
        ...

    def post(self, target: str, message: Message, *, key: str, thread: Ref | None = None) -> Ref:
        """Say it in a channel, to a person by their id there, or as a reply to the message it stands under.

        `key` marks it so that it can be found again. What does not fit is cut where a reader sees it.
        """
        ...

    def update(self, ref: Ref, message: Message) -> Ref:
        """Put another message in its place; SurfaceGoneError where there is none any more."""
        ...

    def find(self, place: str, *, key: str, since: datetime, thread: Ref | None = None) -> tuple[Ref, ...] | None:
        """What was said there under the key since then, the oldest first; None where the app may not look."""
        ...

    def may_look_at_people(self) -> bool:
        """Whether what is said to a person can be found again, which it can only where it is known where."""
        ...

    def take_back(self, ref: Ref) -> None:
        """Delete a message of our own; one that is gone already is no error."""
        ...

    def knock(self) -> None:
        """Ask whether anybody answers, and say nothing; SurfaceError where nobody does."""
        ...

    def find_person(self, email: str) -> str:
        """The id of the person with that e-mail; SurfaceRefusedError where there is none."""
        ...
