"""The demo page as frozen data, and the HTML of it: a company's channels, its clock, and one visitor's answers."""

from __future__ import annotations

from dataclasses import dataclass

from bot.facts.message import Message
from bot.surfaces import browser
from reports import assets
from reports.wording import environment

OURS = "Denominator"
"""The author of what the product itself posts."""


@dataclass(frozen=True)
class Post:
    """One message in a channel; `day_divider` opens a new day above it, where it is not empty."""

    id: str
    author: str
    at_text: str
    message: Message
    day_divider: str = ""

    @property
    def is_ours(self) -> bool:
        """Whether the product posted it."""
        return self.author == OURS

    @property
    def initials(self) -> str:
        """Up to two letters that stand for the author."""
        return "".join(word[0] for word in self.author.split()[:2]).upper()

    @property
    def html(self) -> str:
        """The message as a fragment in which every text is escaped."""
        return browser.render(self.message)


@dataclass(frozen=True)
class Channel:
    """A channel with its posts, oldest first; a direct one is a conversation with one person.

    `draft` stands in the box when it opens, `hint` while it is empty.
    """

    slug: str
    name: str
    purpose: str
    posts: tuple[Post, ...] = ()
    is_direct: bool = False
    draft: str = "/ai-outcome 3"
    hint: str = "/ai-outcome 3"


@dataclass(frozen=True)
class DemoPage:
    """The company as it is now; `open_slug` names the channel that is looked at."""

    company: str
    clock_text: str
    week_text: str
    channels: tuple[Channel, ...]
    open_slug: str

    @property
    def channel(self) -> Channel:
        """The channel that is looked at; the first where the slug names none."""
        return next((each for each in self.channels if each.slug == self.open_slug), self.channels[0])


@dataclass(frozen=True)
class Answer:
    """What only the visitor sees: a message, what was typed to get it, and whether it is a refusal."""

    channel: str
    message: Message
    asked: str = ""
    refused: bool = False

    @property
    def html(self) -> str:
        """The message as a fragment in which every text is escaped."""
        return browser.render(self.message)


@dataclass(frozen=True)
class Visit:
    """One visitor's view: the theme chosen (`light`, `dark`, or empty for the system's), the text in the box where it
    is another than the channel's, the id the next submit carries, and an answer the page has to carry itself.
    """

    event_id: str
    theme: str = ""
    draft: str | None = None
    answer: Answer | None = None


def html(page: DemoPage, visit: Visit) -> str:
    """The whole page."""
    return environment().get_template("page.html.j2").render(page=page, visit=visit, asset=assets.address)


def answer_html(answer: Answer) -> str:
    """One answer alone, as the page's script puts it under the posts."""
    return environment().get_template("answer.html.j2").render(answer=answer)
