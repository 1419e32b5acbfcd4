"""Digests that were published: whether each reads back to the same bytes, and whether its figures still stand.

Figures are made anew only under the org version a digest was published with; where another one is in force since, the
places of old charges are other ones too.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import Connection

from bot.facts.check import Check, good
from bot.facts.money import plain
from bot.facts.periods import Week
from bot.ledger import changes, digests, orgs
from bot.ledger.digests import Kept
from bot.verification.findings import MOST_SAID, Findings
from reports.digest import METHOD, Digest
from reports.digest_reading import build
from reports.snapshot import from_json, to_json

_NAME = "digests"


@dataclass(frozen=True, kw_only=True)
class Changed:
    """When something of the digest's week last changed, None where it never did."""

    restated: datetime | None
    connected: datetime | None
    logged: datetime | None


def replay(connection: Connection, advance: Callable[[int], None]) -> Iterator[Check]:
    """Check every published digest, week by week; `advance` is called with 1 for each week."""
    wrong, notes, read, other_version = Findings(_NAME), list[str](), 0, 0
    version = orgs.current(connection).version
    for week in digests.weeks(connection):
        found = list[tuple[Kept, Digest]]()
        for kept in digests.of_week(connection, week):
            digest = read_back(kept)
            read += 1
            if isinstance(digest, str):
                wrong.add(digest)
            elif kept.org_version == version and digest.method == METHOD:
                found.append((kept, digest))
            else:
                other_version += 1
        if found:
            _compare(connection, found, wrong, notes)
        advance(1)
    yield from wrong.checks(f"Every published digest reads back to the same bytes ({read:,} looked at).")
    if other_version:
        yield good(
            _NAME,
            f"{other_version:,} of {read:,} digests were published under an earlier org version or method; "
            "they stand as they were sent, and their figures were not made anew.",
        )
    for sentence in notes[:MOST_SAID]:
        yield good(_NAME, sentence)
    if len(notes) > MOST_SAID:
        yield good(
            _NAME, f"{len(notes) - MOST_SAID:,} more digests stand as they were sent, and their weeks moved too."
        )


def read_back(kept: Kept) -> Digest | str:
    """The digest of a kept document, or the sentence that says why it is none that was published like this."""
    what = f"The digest of {kept.team} for {kept.week}"
    try:
        digest = from_json(Digest, kept.document)
    except (ValueError, ArithmeticError) as error:
        return f"{what} does not read back ({error}); put it back from a backup."
    if (digest.team, str(digest.week)) != (kept.team, kept.week):
        return f"{what} holds that of {digest.team} for {digest.week}; put it back from a backup."
    if not _is_same(kept.document, to_json(digest)):
        return f"{what} is not written back as it was published; compare it with a backup."
    return digest


def moved(published: Digest, now: Digest, changed: Changed, published_at: datetime) -> tuple[bool, str] | None:
    """Whether what moved since a digest was published is explained, and the sentence that says it; None: nothing did.

    Money is explained by a restatement, by a connection that is new since, and by what the digest itself said was
    missing; what is unallocated in the whole company by anything, since a digest knows its own team's sources only.
    """
    what = f"The digest of {published.team} for {published.week}"
    money, counts = _difference(_money(published), _money(now)), _difference(_counts(published), _counts(now))
    others = _difference(_unallocated(published), _unallocated(now))
    if not (money or others or counts):
        return None
    said = ", ".join([*money, *others, *counts])
    restated, logged = _after(changed.restated, published_at), _after(changed.logged, published_at)
    is_read_late = bool(published.gaps) or _after(changed.connected, published_at)
    if (money and not restated and not is_read_late) or (counts and not logged):
        return False, (
            f"{what} is not what the ledger says now, and nothing that came in since explains it: {said}; "
            "compare it with a backup."
        )
    reasons = [
        *(["days of it were restated"] if (money or others) and restated else []),
        *(["charges that were missing were read"] if (money or others) and is_read_late else []),
        *(["outcomes were logged or taken back"] if counts else []),
    ]
    why = f" ({' and '.join(reasons)})" if reasons else ""
    return True, f"{what} stands as it was sent, and the week has moved since{why}: {said}."


def _compare(connection: Connection, found: list[tuple[Kept, Digest]], wrong: Findings, notes: list[str]) -> None:
    """Make the figures of one week's digests anew and say which moved."""
    week = found[0][1].week
    changed = _changed(connection, week)
    for (kept, digest), now in zip(found, build(connection, week, [digest.team for _, digest in found]), strict=True):
        difference = moved(digest, now, changed, kept.published_at)
        if difference is not None:
            explained, sentence = difference
            if explained:
                notes.append(sentence)
            else:
                wrong.add(sentence)


def _changed(connection: Connection, week: Week) -> Changed:
    return Changed(
        restated=changes.last_restated(connection, week.period),
        connected=changes.last_connected(connection, week.period),
        logged=changes.last_logged(connection, week.period),
    )


def _after(at: datetime | None, published_at: datetime) -> bool:
    return at is not None and at >= published_at


def _money(digest: Digest) -> dict[str, Decimal]:
    """What the digest says of its team's money in its own week, by words for it."""
    found: dict[str, Decimal] = {}
    for spend in digest.spend:
        found[f"{spend.currency} direct"], found[f"{spend.currency} team-only"] = spend.direct, spend.team_only
    for line in digest.workflows:
        found |= {f"{spend.currency} of {line.slug}": spend.amount for spend in line.this.spend}
    return found


def _unallocated(digest: Digest) -> dict[str, Decimal]:
    return {f"{spend.currency} unallocated in the whole company": spend.amount for spend in digest.unallocated}


def _counts(digest: Digest) -> dict[str, Decimal]:
    """What the digest says of its own week's outcomes."""
    found = {"outcomes unsorted": digest.unsorted}
    for line in digest.workflows:
        week = line.this
        kinds = (("accepted", week.accepted), ("rejected", week.rejected), ("reversed", week.reversed))
        found |= {f"{kind} of {line.slug}": count for kind, count in kinds}
    return {name: Decimal(count) for name, count in found.items()}


def _difference(was: Mapping[str, Decimal], now: Mapping[str, Decimal]) -> list[str]:
    """`USD direct 5 → 6` for each figure that is another one now; one that is not there is 0."""
    zero = Decimal(0)
    both = {name: (was.get(name, zero), now.get(name, zero)) for name in sorted(was.keys() | now.keys())}
    return [f"{name} {plain(before)} → {plain(after)}" for name, (before, after) in both.items() if before != after]


def _is_same(published: str, written: str) -> bool:
    """Whether it is the same text, but for fields that the dataclass has got or lost since (see `from_json`)."""
    if published == written:
        return True
    was = json.loads(published)
    canonical = json.dumps(was, sort_keys=True, indent=2, ensure_ascii=False)
    return published == canonical and _agree(was, json.loads(written))


def _agree(one: object, other: object) -> bool:
    if isinstance(one, dict) and isinstance(other, dict):
        return all(_agree(one[name], other[name]) for name in one.keys() & other.keys())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(_agree(a, b) for a, b in zip(one, other, strict=True))
    return one == other
