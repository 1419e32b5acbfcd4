"""The surface contract: a surface shows a `Message` in its own form and leaves nothing out (style.md 7)."""

from __future__ import annotations

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
