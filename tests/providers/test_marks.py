"""Ids are kept in the ledger for good: who is in them can be found by nobody who has no key."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any, Final

from bot.providers.marks import marks
from tests.providers.contract import every_recording
from tests.providers.replay import Recording, Replay

PEOPLE: Final = frozenset(
    {"userid", "user_id", "email", "useremail", "user_email", "email_address", "claude_tag_user_id", "login"}
    | {"user_login", "username", "assignee_login", "actor"}
)
"""The fields of answers, in small letters, by which somebody can be found."""
ORGANISATIONS: Final = frozenset({"organization", "organizations"})
"""Those of what is no person and has a login all the same."""


def people(value: Any, field: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        if field in PEOPLE:
            yield json.dumps(value, sort_keys=True)
        for name, inner in value.items():
            if name not in ORGANISATIONS:
                yield from people(inner, name.lower())
    elif isinstance(value, list):
        for inner in value:
            yield from people(inner, field)
    elif field in PEOPLE and value:
        yield str(value)


@every_recording
def test_no_id_holds_what_a_provider_calls_somebody_nor_a_digest_of_it_that_anybody_can_make(
    recording: Recording,
) -> None:
    reading = Replay(recording).read()
    parts = {part for one in (*reading.charges, *(reading.activities or ())) for part in one.id.split(":")}
    found = set(people([one["response"].get("body") for one in recording.exchanges]))
    for called in found:
        assert called not in parts
        assert hashlib.sha256(called.encode()).hexdigest()[:16] not in parts


def test_a_mark_is_the_same_for_the_same_person_and_key_and_no_other() -> None:
    first, second = marks("key_a"), marks("key_b")
    assert first("user_1") == marks("key_a")("user_1")
    assert len({first("user_1"), first("user_2"), second("user_1"), second("user_2")}) == 4
    assert len(first("user_1")) == 16
