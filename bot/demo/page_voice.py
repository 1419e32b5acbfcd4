"""The demo page as a voice: what is said is kept in the deliveries, from where the page shows it."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from bot.facts.message import Message
from bot.surfaces.base import Ref


class PageVoice:
    """Speaks to nobody: queued deliveries are settled, and the page reads them."""

    name: ClassVar[str] = "page"

    def parts(self, message: Message) -> tuple[Message, ...]:
        """A page shows a message of any length."""
        return (message,)

    def post(self, target: str, message: Message, *, key: str, thread: Ref | None = None) -> Ref:  # noqa: ARG002
        """Nothing is sent anywhere."""
        return Ref(target, key)

    def update(self, ref: Ref, message: Message) -> Ref:  # noqa: ARG002
        """The newest message under a key is the one that is shown."""
        return ref

    def find(self, place: str, *, key: str, since: datetime, thread: Ref | None = None) -> None:
        """Nothing can get lost on the way to the page."""

    def may_look_at_people(self) -> bool:
        """Nothing is looked for here."""
        return False

    def take_back(self, ref: Ref) -> None:
        """Nothing is said here twice."""

    def knock(self) -> None:
        """The page is always there."""

    def find_person(self, email: str) -> str:
        """People are called by their e-mail in the box."""
        return email
