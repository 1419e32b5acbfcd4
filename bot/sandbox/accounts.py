"""Where Larkspur's money is spent: projects, workspaces, keys, and the rules that say whose they are."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from bot.sandbox.people import DOMAIN, opaque

ORGANIZATION = "3f0c8a52-6d1b-4a7e-9b7f-1a2b5c9d0e41"


@dataclass(frozen=True)
class Project:
    """An OpenAI project; `archived_on` is set once it was closed."""

    id: str
    name: str
    archived_on: date | None = None


@dataclass(frozen=True)
class Workspace:
    """An Anthropic workspace; the default one has a real id and is listed only when asked for."""

    id: str
    name: str
    is_default: bool = False
    archived_on: date | None = None


@dataclass(frozen=True)
class Key:
    """An API key of one project or workspace; without an owner it belongs to a service account.

    `hidden`: its owner lost access, so a plain listing leaves it out. `deleted`: only cost rows still name it.
    """

    id: str
    name: str
    sub_account: str
    owner: str | None = None
    hidden: bool = False
    deleted: bool = False

    @property
    def service_account(self) -> str:
        """The id of the service account behind the key, as its provider writes one."""
        return opaque("svac_01" if self.id.startswith("apikey_") else "svc_acct_", f"account {self.id}")


@dataclass(frozen=True)
class Rule:
    """What the org file says: the first rule whose every given part matches a charge owns it."""

    provider: str
    team: str
    workflow: str | None = None
    sub_account: str | None = None
    key: str | None = None
    model: str | None = None
    tag: tuple[str, str] | None = None
    since: date = date(2026, 1, 1)


@dataclass(frozen=True)
class Overlap:
    """What the org file says: of a connection's charges with the tag, another connection's bill has them as well."""

    connection: str
    covered_by: str
    tag: tuple[str, str]


def midnight(day: date) -> datetime:
    """The instant a UTC day starts."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def proj(name: str) -> str:
    """The id of an OpenAI project."""
    return opaque("proj_", name)


def wrkspc(name: str) -> str:
    """The id of an Anthropic workspace."""
    return opaque("wrkspc_01", name)


def key(name: str) -> str:
    """The id of an OpenAI key."""
    return opaque("key_", name)


def apikey(name: str) -> str:
    """The id of an Anthropic key."""
    return opaque("apikey_01", name)


PROJECTS = tuple(
    Project(proj(name), name, archived_on)
    for name, archived_on in (
        ("Default project", None),
        ("support-refunds", None),
        ("support-knowledge", None),
        ("sales", None),
        ("engineering-ci", None),
        ("marketing", None),
        ("operations-invoices", None),
        ("refunds-pilot", date(2026, 7, 20)),
    )
)

WORKSPACES = tuple(
    Workspace(wrkspc(name), name, is_default=name == "Default", archived_on=archived_on)
    for name, archived_on in (
        ("Default", None),
        ("support-assist", None),
        ("sales-desk", None),
        ("engineering-review", None),
        ("engineering-incidents", None),
        ("engineering-lab", None),
        ("brand-studio", None),
        ("operations-documents", None),
        ("finance-close", None),
        ("sales-trial", date(2026, 4, 30)),
    )
)


def _openai_key(name: str, project: str, owner: str | None = None, **state: bool) -> Key:
    return Key(key(name), name, proj(project), owner and f"{owner}@{DOMAIN}", **state)


def _anthropic_key(name: str, workspace: str, owner: str | None = None) -> Key:
    return Key(apikey(name), name, wrkspc(workspace), owner and f"{owner}@{DOMAIN}")


OPENAI_KEYS = (
    _openai_key("refunds-bot", "support-refunds"),
    _openai_key("refunds-old", "support-refunds", deleted=True),
    _openai_key("refunds-pilot", "refunds-pilot", "jonas.weber"),
    _openai_key("kb-writer", "support-knowledge", "mira.kowalska"),
    _openai_key("kb-index", "support-knowledge"),
    _openai_key("proposals", "sales", "owen.hughes"),
    _openai_key("account-research", "sales"),
    _openai_key("callum-laptop", "sales", "callum.fraser", hidden=True),
    _openai_key("ci-review", "engineering-ci"),
    _openai_key("migration", "engineering-ci", "kateryna.bondar"),
    _openai_key("campaigns", "marketing", "nora.castillo"),
    _openai_key("localisation", "marketing"),
    _openai_key("invoices", "operations-invoices", deleted=True),
    _openai_key("invoices-2026-09", "operations-invoices"),
    _openai_key("test-key", "Default project", "diogo.matos"),
)

ANTHROPIC_KEYS = (
    _anthropic_key("refunds-second-look", "support-assist"),
    _anthropic_key("kb-editor", "support-assist", "mira.kowalska"),
    _anthropic_key("proposal-editor", "sales-desk", "priya.nair"),
    _anthropic_key("research-agent", "sales-desk"),
    _anthropic_key("review-bot", "engineering-review"),
    _anthropic_key("migration-agent", "engineering-review", "kateryna.bondar"),
    _anthropic_key("incident-scribe", "engineering-incidents"),
    _anthropic_key("studio", "brand-studio"),
    _anthropic_key("invoice-reader", "operations-documents"),
    _anthropic_key("contract-reader", "operations-documents", "meera.joshi"),
    _anthropic_key("untagged", "Default"),
)

RULES = (
    Rule("openai", "support", "refunds", proj("support-refunds")),
    Rule("openai", "support", "refunds", proj("refunds-pilot")),
    Rule("openai", "support", "kb", proj("support-knowledge")),
    Rule("openai", "sales", "proposals", proj("sales"), key("proposals")),
    Rule("openai", "sales", "account-research", proj("sales"), key("account-research")),
    Rule("openai", "engineering", "test-migration", proj("engineering-ci"), key("migration")),
    Rule("openai", "engineering", "code-review", proj("engineering-ci")),
    Rule("openai", "marketing", "campaign-copy", proj("marketing"), key("campaigns")),
    Rule("openai", "marketing", "localisation", proj("marketing"), key("localisation")),
    Rule("openai", "operations", "invoice-matching", proj("operations-invoices")),
    Rule("anthropic", "support", "refunds", wrkspc("support-assist"), apikey("refunds-second-look")),
    Rule("anthropic", "support", "kb", wrkspc("support-assist"), apikey("kb-editor")),
    Rule("anthropic", "sales", "proposals", wrkspc("sales-desk"), apikey("proposal-editor")),
    Rule("anthropic", "sales", "account-research", wrkspc("sales-desk"), apikey("research-agent")),
    Rule("anthropic", "engineering", "test-migration", wrkspc("engineering-review"), apikey("migration-agent")),
    Rule("anthropic", "engineering", "code-review", wrkspc("engineering-review")),
    Rule("anthropic", "engineering", "incident-notes", wrkspc("engineering-incidents")),
    Rule("anthropic", "engineering", None, wrkspc("engineering-lab")),
    Rule("anthropic", "marketing", "localisation", wrkspc("brand-studio"), model="claude-haiku-5-5"),
    Rule("anthropic", "marketing", "campaign-copy", wrkspc("brand-studio")),
    Rule("anthropic", "operations", "invoice-matching", wrkspc("operations-documents"), apikey("invoice-reader")),
    Rule("anthropic", "operations", "contract-review", wrkspc("operations-documents"), apikey("contract-reader")),
    Rule("anthropic", "finance-ops", "month-end", wrkspc("finance-close")),
)
