"""Which claims of a period a second person looks at: drawn by value, reproducible and not predictable (method.md 4.7).

Monetary-unit sampling: the claims are laid end to end, each as long as it claims, in an order that a keyed hash of
period and id tells; from a start that the hash tells too, one claim is hit every so many units. A claim that is longer
than the distance between two hits is drawn for certain, and those left are drawn by the same rule, so that a claim is
never drawn twice. Nobody who does not have the key can tell beforehand which claims will be looked at.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.facts.money import to_nanos

FEWEST, MOST = 5, 20
"""So many claims of a workflow are looked at in a month: a tenth of them between the two (method.md 4.7)."""

_SPAN = 1 << 256


@dataclass(frozen=True, kw_only=True)
class Auditable:
    """A claim that may be looked at, by its id, and what it claims: money, or outcomes where no money is claimed."""

    id: str
    claimed: Decimal


def sample_size(claims: int) -> int:
    """How many of so many claims are looked at: a tenth, rounded up, from 5 to 20, and no more than there are."""
    return min(MOST, max(FEWEST, -(-claims // 10)), claims)


def sample(claims: Iterable[Auditable], *, period: str, key: bytes) -> tuple[str, ...]:
    """The ids of the claims of a workflow that are looked at for a period such as `2026-11`, in the order of ids.

    Each is drawn in proportion to what it claims, those that claim nothing never, unless nobody claims anything: then
    all alike. The same claims, period and key give the same sample. ValueError where two claims have one id.
    """
    found = sorted(claims, key=lambda claim: claim.id)
    if len({claim.id for claim in found}) < len(found):
        raise ValueError("each claim of a sample has an id of its own")
    lengths = {claim.id: max(to_nanos(claim.claimed), 0) for claim in found}
    if not any(lengths.values()):
        lengths = dict.fromkeys(lengths, 1)
    lengths = {name: length for name, length in lengths.items() if length}
    wanted = min(sample_size(len(found)), len(lengths))
    certain = _certain(lengths, wanted)
    order = sorted(lengths.keys() - certain, key=lambda name: (_hash(key, period, "order", name), name))
    start = int.from_bytes(_hash(key, period, "start", ""))
    drawn = _hit(order, lengths, wanted - len(certain), start)
    return tuple(sorted({*certain, *drawn}))


def _certain(lengths: dict[str, int], wanted: int) -> set[str]:
    """Those at least as long as the distance between hits over what is left without them."""
    certain: set[str] = set()
    left = sum(lengths.values())
    for name in sorted(lengths, key=lambda name: (-lengths[name], name)):
        if len(certain) == wanted or lengths[name] * (wanted - len(certain)) < left:
            break
        certain.add(name)
        left -= lengths[name]
    return certain


def _hit(order: Sequence[str], lengths: dict[str, int], wanted: int, start: int) -> list[str]:
    """Those that `wanted` hits fall on, the first at `start` of `_SPAN` parts of the distance between two."""
    total = sum(lengths[name] for name in order)
    hits, end = list[str](), 0
    for name in order:
        end += lengths[name]
        if len(hits) < wanted and (len(hits) * _SPAN + start) * total < end * wanted * _SPAN:
            hits.append(name)
    return hits


def _hash(key: bytes, period: str, use: str, name: str) -> bytes:
    return hmac.digest(key, f"{use}\x00{period}\x00{name}".encode(), hashlib.sha256)
