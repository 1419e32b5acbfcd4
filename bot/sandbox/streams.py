"""The planted flows of money: who spends where, on which model, and for which workflow."""

from dataclasses import dataclass
from datetime import date

from bot.sandbox.accounts import apikey, key, proj, wrkspc
from bot.sandbox.people import PEOPLE


@dataclass(frozen=True)
class Stream:
    """One flow of spend in one sub account, with one key (`None`: nobody's key) on one model.

    Its weekly USD is `share` of what its workflow spends at both providers, or `weekly`, given for the first
    week of history and for 25 weeks later. `then` replaces the model on 2026-08-17, `at_last` on 2026-10-19, and
    `then_key` the key on 2026-09-14. `people` use it, by e-mail; without them the owner of its key does at OpenAI, and
    at Anthropic `actor` is the kind of identity that stands behind the requests. `tier` and `batch` are how OpenAI
    processes it. `searches` adds web searches, `zero` adds a meter that costs nothing.
    """

    name: str
    sub_account: str | None
    key: str | None
    model: str
    then: str | None = None
    workflow: str | None = None
    team: str | None = None
    share: float = 1.0
    weekly: tuple[float, float] = (0.0, 0.0)
    until: date | None = None
    people: tuple[str, ...] = ()
    actor: str | None = "service_account_actor"
    product: str | None = "messages_api"
    searches: bool = False
    zero: bool = False
    at_last: str | None = None
    then_key: str | None = None
    tier: str = "default"
    batch: bool = False


DELETED = "deleted"
"""Somebody who left; the providers keep the id and forget the rest."""

_OLD, _NEW, _NEWEST = "gpt-5.4-2026-03-05", "gpt-6-astra", "gpt-6-astra-2026-10-12"
_OPUS, _SONNET, _HAIKU = "claude-opus-5-5", "claude-sonnet-5-5", "claude-haiku-5-5"


def _of(team: str) -> tuple[str, ...]:
    return tuple(person.email for person in PEOPLE if person.team == team)


_REFUNDS, _SALES, _CI = proj("support-refunds"), proj("sales"), proj("engineering-ci")
_MARKETING, _ASSIST, _DESK = proj("marketing"), wrkspc("support-assist"), wrkspc("sales-desk")
_REVIEW, _LAB, _STUDIO = wrkspc("engineering-review"), wrkspc("engineering-lab"), wrkspc("brand-studio")
_PAPERS, _DEFAULT = wrkspc("operations-documents"), wrkspc("Default")

OPENAI_STREAMS = (
    Stream("refunds-bot", _REFUNDS, key("refunds-bot"), _OLD, _NEW, "refunds", share=0.66, zero=True),
    Stream("refunds-old", _REFUNDS, key("refunds-old"), _OLD, None, "refunds", share=0.06, until=date(2026, 7, 1)),
    Stream(
        "refunds-pilot",
        proj("refunds-pilot"),
        key("refunds-pilot"),
        _OLD,
        None,
        "refunds",
        share=0.06,
        until=date(2026, 7, 20),
    ),
    Stream("kb-writer", proj("support-knowledge"), key("kb-writer"), _OLD, _NEW, "kb", share=0.55, searches=True),
    Stream("kb-index", proj("support-knowledge"), key("kb-index"), "text-embedding-3-large", None, "kb", share=0.01),
    Stream("proposals", _SALES, key("proposals"), _OLD, _NEW, "proposals", share=0.6, at_last=_NEWEST),
    Stream("account-research", _SALES, key("account-research"), _NEW, None, "account-research", share=0.7),
    Stream("code-review", _CI, key("ci-review"), _OLD, _NEW, "code-review", share=0.3),
    Stream("migration", _CI, key("migration"), _NEW, None, "test-migration", share=0.4),
    Stream(
        "campaigns",
        _MARKETING,
        key("campaigns"),
        _OLD,
        _NEW,
        "campaign-copy",
        share=0.5,
        people=(*_of("marketing")[:4], DELETED),
    ),
    Stream("localisation", _MARKETING, key("localisation"), _OLD, None, "localisation", share=0.45, batch=True),
    Stream(
        "invoices",
        proj("operations-invoices"),
        key("invoices"),
        _OLD,
        _NEW,
        "invoice-matching",
        share=0.8,
        zero=True,
        then_key=key("invoices-2026-09"),
        tier="flex",
    ),
    Stream("test-key", proj("Default project"), key("test-key"), _NEW, weekly=(110, 140)),
    Stream("callum-laptop", _SALES, key("callum-laptop"), _NEW, weekly=(55, 65), searches=True),
    Stream("files", None, None, "file search storage", weekly=(6, 8)),
    *(
        Stream(name, proj("Default project"), key("test-key"), model, weekly=weekly)
        for name, model, weekly in (
            ("test-pictures", "gpt-image-2", (2.5, 3)),
            ("test-voice", "tts-1", (1, 1)),
            ("test-minutes", "whisper-1", (2, 1.5)),
            ("test-lookup", "file search", (1, 1)),
            ("test-sandbox", "code interpreter", (1.5, 2)),
        )
    ),
)

ANTHROPIC_STREAMS = (
    Stream("second-look", _ASSIST, apikey("refunds-second-look"), _SONNET, None, "refunds", share=0.22),
    Stream(
        "kb-editor",
        _ASSIST,
        apikey("kb-editor"),
        _OPUS,
        None,
        "kb",
        share=0.45,
        people=("mira.kowalska@larkspur.example",),
    ),
    Stream("proposal-editor", _DESK, apikey("proposal-editor"), _OPUS, None, "proposals", share=0.4, actor="api_actor"),
    Stream(
        "research-agent", _DESK, apikey("research-agent"), _SONNET, None, "account-research", share=0.3, searches=True
    ),
    Stream("review-bot", _REVIEW, apikey("review-bot"), _SONNET, _OPUS, "code-review", share=0.4),
    Stream(
        "review-desk",
        _REVIEW,
        None,
        _OPUS,
        None,
        "code-review",
        share=0.3,
        people=_of("engineering")[:12],
        product="claude_code",
    ),
    Stream("migration-agent", _REVIEW, apikey("migration-agent"), _OPUS, None, "test-migration", share=0.6),
    Stream(
        "incident-scribe",
        wrkspc("engineering-incidents"),
        apikey("incident-scribe"),
        _HAIKU,
        None,
        "incident-notes",
        actor="federated_actor",
    ),
    Stream(
        "lab",
        _LAB,
        None,
        _OPUS,
        team="engineering",
        weekly=(280, 520),
        product="claude_code",
        zero=True,
        people=(*_of("engineering")[10:], DELETED),
    ),
    Stream("studio", _STUDIO, apikey("studio"), _SONNET, None, "campaign-copy", share=0.5),
    Stream("pages", _STUDIO, apikey("studio"), _HAIKU, None, "localisation", share=0.55, product="message_batches_api"),
    Stream("invoice-reader", _PAPERS, apikey("invoice-reader"), _HAIKU, None, "invoice-matching", share=0.2),
    Stream(
        "contract-reader",
        _PAPERS,
        apikey("contract-reader"),
        _OPUS,
        None,
        "contract-review",
        people=("meera.joshi@larkspur.example",),
    ),
    Stream(
        "close",
        wrkspc("finance-close"),
        None,
        _SONNET,
        None,
        "month-end",
        people=_of("finance-ops"),
        product="office_agent",
    ),
    Stream(
        "workbench", _DEFAULT, None, _SONNET, weekly=(50, 60), people=_of("marketing")[3:6], product="claude_console"
    ),
    Stream("untagged", _DEFAULT, apikey("untagged"), _OPUS, weekly=(55, 65), actor="api_actor"),
    Stream("tag", None, None, _SONNET, weekly=(15, 25), people=_of("sales")[:4], product="claude_tag"),
    Stream("tag-watch", None, None, _SONNET, weekly=(10, 15), actor=None, product="claude_tag"),
)
