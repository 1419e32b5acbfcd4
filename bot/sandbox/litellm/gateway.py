"""Larkspur's LiteLLM proxy: its teams, its virtual keys, what goes through each, and the rules that say whose it is."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from bot.sandbox.accounts import Overlap, Rule, key
from bot.sandbox.people import DOMAIN, opaque
from bot.sandbox.streams import OPENAI_STREAMS, Stream

OTHER_ADDRESSES: Mapping[str, tuple[str, ...]] = MappingProxyType({f"rui.carvalho@{DOMAIN}": (f"rui@{DOMAIN}",)})
"""Who has another address at the gateway than in the company."""


@dataclass(frozen=True)
class VirtualKey:
    """A key of the gateway. `email` is its owner's, None for a service; a deleted one is only known by what it used."""

    name: str
    team: str | None
    email: str | None = None
    deleted: bool = False

    @property
    def hash(self) -> str:
        """What the gateway calls it everywhere but at its making."""
        return hashlib.sha256(f"larkspur {self.name}".encode()).hexdigest()

    @property
    def user_id(self) -> str | None:
        """Its owner's id at the gateway."""
        return opaque("user-", f"litellm {self.email}") if self.email else None


@dataclass(frozen=True)
class Route:
    """A part of what a stream asks for that goes through a key; without a key it came with none.

    `model` and `provider` are the gateway's words. `tags` are on each request; `untagged` is the part of the requests
    that somebody forgot to tag. `covered` says that a provider's own bill has it as well.
    """

    key: VirtualKey | None
    stream: Stream
    provider: str
    tags: tuple[str, ...] = ()
    part: float = 1.0
    untagged: float = 0.0
    covered: bool = False


def team(name: str) -> str:
    """The id of a team at the gateway."""
    return opaque("team-", f"litellm {name}").lower()


_ENGINEERING, _OPERATIONS = team("engineering"), team("operations")
TEAMS: Mapping[str, str] = MappingProxyType({_ENGINEERING: "Engineering", _OPERATIONS: "Operations"})

CI = VirtualKey("ci-review", _ENGINEERING)
DESK = VirtualKey("review-desk", _ENGINEERING, f"rui@{DOMAIN}")
LAB = VirtualKey("lab", _ENGINEERING, f"yuki.tanaka@{DOMAIN}")
INCIDENTS = VirtualKey("incident-tools", _ENGINEERING)
INVOICES = VirtualKey("invoices", _OPERATIONS)
OLD_INVOICES = VirtualKey("invoices-old", _OPERATIONS, f"rohan.desai@{DOMAIN}", deleted=True)
KEYS = (CI, DESK, LAB, INCIDENTS, INVOICES, OLD_INVOICES)

_AT_OPENAI = {stream.key: stream for stream in OPENAI_STREAMS}
_REVIEW, _MATCHING = _AT_OPENAI[key("ci-review")], _AT_OPENAI[key("invoices")]


_NOVA, _QWEN = "amazon.nova-pro-v2:0", "qwen-3-coder"

ROUTES = (
    Route(CI, _REVIEW, "openai", ("workflow:code-review", "env:ci"), part=0.7, covered=True),
    Route(DESK, _REVIEW, "openai", ("workflow:code-review",), part=0.3, covered=True),
    Route(LAB, Stream("gateway lab", None, None, _QWEN, team="engineering", weekly=(22, 30)), "hosted_vllm"),
    Route(
        INCIDENTS,
        Stream("gateway incidents", None, None, _NOVA, team="engineering", weekly=(8, 10)),
        "bedrock",
        ("workflow:incident-notes", "workflow:code-review"),
    ),
    Route(INVOICES, _MATCHING, "openai", ("workflow:invoice-matching",), covered=True),
    Route(
        INVOICES,
        Stream("gateway scans", None, None, _NOVA, workflow="invoice-matching", share=0.1),
        "bedrock",
        ("workflow:invoice-matching", "env:prod"),
        untagged=0.2,
    ),
    Route(
        OLD_INVOICES,
        Stream("gateway old scans", None, None, _NOVA, team="operations", weekly=(9, 9), until=date(2026, 8, 3)),
        "bedrock",
    ),
    Route(None, Stream("gateway no key", None, None, _NOVA, weekly=(6, 7)), "bedrock"),
)

RULES = (
    Rule("litellm", "engineering", "code-review", tag=("workflow", "code-review")),
    Rule("litellm", "operations", "invoice-matching", tag=("workflow", "invoice-matching")),
    Rule("litellm", "engineering", sub_account=_ENGINEERING),
    Rule("litellm", "operations", sub_account=_OPERATIONS),
)
OVERLAPS = (Overlap("litellm", "openai", tag=("llm_provider", "openai")),)
