"""A desk that remembers what it was asked, over a company with a digest in every channel."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from bot.errors import UnknownNameError, UsageError
from bot.facts.message import (
    Actions,
    Button,
    Chart,
    Headline,
    Message,
    Note,
    Paragraph,
    Series,
    Table,
)
from handlers.demo import Say
from reports.page import Channel, DemoPage, Post

WEEKS = tuple(f"W{n}" for n in range(35, 47))
REFUNDS = "3.12 2.98 3.05 2.74 2.66 2.80 2.51 2.44 2.47 2.22 2.31 2.00"
PROPOSALS = "15.9 15.2 16.1 14.8 15.5 - 14.9 14.1 14.4 13.9 14.2 13.6"

DIGEST_BUTTONS = Actions(
    (Button("outcome.open", "Log an outcome", "", primary=True), Button("digest.why", "Why these numbers", "2026-W46"))
)


def trend(title: str, values: str, level: str | None, level_name: str, summary: str) -> Chart:
    known = tuple(None if value == "-" else Decimal(value) for value in values.split())
    return Chart(title, "USD", WEEKS, (Series("Cost each", known),), level and Decimal(level), level_name, summary)


def support_digest(accepted: str = "412") -> Message:
    return Message(
        title="Support EU, week 46",
        summary="412 refunds resolved at $2.00 of AI each; it was $2.31 the week before and $14.70 before AI.",
        elements=(
            Headline(
                "$2.00",
                "AI cost per refund resolved",
                "was $2.31 the week before · before AI $14.70 with 14 min of work",
            ),
            trend(
                "Cost per refund resolved, 12 weeks",
                REFUNDS,
                "14.70",
                "Before AI",
                "From $3.12 in week 35 down to $2.00 in week 46; before AI it was $14.70.",
            ),
            Table(
                ("Outcome", "Accepted", "Cost each", "Last week", "Baseline"),
                (
                    ("Refund resolved", accepted, "$2.00", "$2.31", "$14.70"),
                    ("Article published", "26", "$8.46", "$8.60", "$78.00"),
                ),
            ),
            Note("9–15 Nov 2026, UTC days · 94% of the team's $1,271 has a workflow · $76.00 unallocated, from 2 keys"),
            Note("Provisional until 24 Nov: an outcome can be reversed for 7 days."),
            DIGEST_BUTTONS,
        ),
    )


def sales_digest() -> Message:
    return Message(
        title="Sales, week 46",
        summary="24 proposals sent at $13.60 of AI each; it was $14.20 the week before.",
        elements=(
            Headline("$13.60", "AI cost per proposal sent", "was $14.20 the week before · before AI $142.50"),
            trend(
                "Cost per proposal sent, 12 weeks", PROPOSALS, None, "", "Between $13.60 and $16.10; week 40 unknown."
            ),
            Table(
                ("Outcome", "Accepted", "Cost each", "Last week", "Baseline"),
                (
                    ("Proposal sent", "24", "$13.60", "$14.20", "$142.50"),
                    ("Brief used in a call", "0", "–", "–", "$38.00"),
                ),
            ),
            Paragraph(
                "Account research spent $320 and nobody logged what it brought. Type what was used in a call below."
            ),
            Note("9–15 Nov 2026, UTC days · 81% of the team's $646 has an outcome"),
            DIGEST_BUTTONS,
        ),
    )


def first_digest(team: str) -> Message:
    return Message(
        title=f"{team}, week 46",
        summary=f"{team} spent $210.40 on AI and logged no outcome yet.",
        elements=(
            Headline("$210.40", "spent on AI; no outcome logged yet", "3 of 5 workflows are set up"),
            Note("9–15 Nov 2026, UTC days"),
            DIGEST_BUTTONS,
        ),
    )


def channel(slug: str, name: str, purpose: str, digest: Message) -> Channel:
    day = "Tuesday 17 November"
    return Channel(slug, name, purpose, (Post(f"{slug}-46", "Denominator", "09:30", digest, day),))


def company() -> DemoPage:
    support = channel("support", "support", "Refunds, articles, and people who wait for both", support_digest())
    question = Post(
        "p1",
        "Mira Kowalska",
        "16:40",
        Message("", "Macros are now drafted from the knowledge base."),
        "Monday 16 November",
    )
    support = replace(support, posts=(question, *support.posts))
    return DemoPage(
        company="Larkspur",
        clock_text="Tuesday 17 Nov 2026",
        week_text="week 46 closed",
        open_slug="support",
        channels=(
            support,
            channel("sales", "sales", "Proposals and account research", sales_digest()),
            channel("engineering", "engineering", "Pull requests and reviews", first_digest("Engineering")),
            channel("marketing", "marketing", "Campaigns in nine languages", first_digest("Marketing")),
            channel(
                "operations", "operations", "Invoices, suppliers, and the month's close", first_digest("Operations")
            ),
            Channel("lobby", "lobby", ""),
        ),
    )


class FakeDesk:
    """Answers as the real desk does, from memory; `asked` holds every call in order."""

    def __init__(self, page: DemoPage | None = None) -> None:
        self.now = page or company()
        self.asked: list[tuple[str, ...]] = []

    def page(self, channel: str | None) -> DemoPage:
        if channel is None:
            return self.now
        if channel not in {each.slug for each in self.now.channels}:
            raise UnknownNameError(f"There is no channel {channel}; pick one of those at the left.")
        return replace(self.now, open_slug=channel)

    def command(self, channel: str, text: str, event_id: str) -> Message:
        self.asked.append(("command", channel, text, event_id))
        if text == "/ai-outcome crash":
            raise RuntimeError("a secret of the house")
        if not text.startswith("/ai-outcome "):
            raise UsageError(f"I do not know “{text}”. Type what was finished, like /ai-outcome 3.")
        return Message(
            title="",
            summary="3 refunds resolved logged for Support EU.",
            elements=(
                Paragraph("3 refunds resolved logged for Support EU. Week 47 now counts 3."),
                Note("Undo works for ten minutes."),
                Actions((Button("outcome.undo", "Undo", "17"),)),
            ),
        )

    def act(self, channel: str, action: str, value: str) -> Message:
        self.asked.append(("act", channel, action, value))
        if action != "outcome.undo":
            raise UsageError("That button is no longer answered; look for a newer message.")
        return Message("", "Taken back. Nothing was counted.")

    def next_week(self, say: Say) -> None:
        self.asked.append(("next_week",))
        say("Reading OpenAI's costs")
        digest = support_digest("415")
        post = Post(
            "support-47", "Denominator", "09:30", replace(digest, title="Support EU, week 47"), "Tuesday 24 November"
        )
        first, *others = self.now.channels
        moved = replace(first, posts=(*first.posts, post))
        self.now = replace(
            self.now, clock_text="Tuesday 24 Nov 2026", week_text="week 47 closed", channels=(moved, *others)
        )
