"""How the end of a period is said."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from reports.foreseen import chance_words, foreseen, percent
from tests.reports.alerts import prospect


@pytest.mark.parametrize(
    ("chance", "words", "shown"),
    [
        ("0", "very unlikely", "under 1%"),
        ("0.2", "unlikely", "20%"),
        ("0.5", "as likely as not", "50%"),
        ("0.599999999", "as likely as not", "59%"),
        ("0.6", "likely", "60%"),
        ("0.8", "very likely", "80%"),
        ("0.95", "almost certain", "95%"),
        ("0.991", "almost certain", "over 99%"),
        ("1", "almost certain", "over 99%"),
    ],
)
def test_a_chance_is_said_in_words_and_per_cent_and_is_never_certain(chance: str, words: str, shown: str) -> None:
    assert (chance_words(Decimal(chance)), percent(Decimal(chance))) == (words, shown)


EARLY, MIDDLE, LATE = (date(2026, 11, day) for day in (21, 24, 28))


@pytest.mark.parametrize(
    ("earliest", "on", "latest", "says"),
    [
        (None, None, None, ""),
        (EARLY, None, None, "may be gone from 21 Nov 2026 on; it may just as well last."),
        (EARLY, MIDDLE, None, "likely to be gone about 24 Nov 2026, on 21 Nov 2026 at the earliest; it may just last."),
        (MIDDLE, MIDDLE, None, "likely to be gone about 24 Nov 2026; it may just last."),
        (EARLY, MIDDLE, LATE, "likely to be gone between 21 Nov 2026 and 28 Nov 2026, about 24 Nov 2026."),
        (EARLY, None, LATE, "likely to be gone between 21 Nov 2026 and 28 Nov 2026."),
        (MIDDLE, MIDDLE, MIDDLE, "likely to be gone on 24 Nov 2026."),
    ],
)
def test_when_the_money_is_gone_is_said_as_far_as_it_is_known(
    earliest: date | None, on: date | None, latest: date | None, says: str
) -> None:
    found = foreseen(prospect(runs_out_from=earliest, runs_out_on=on, runs_out_by=latest), "USD", period="November")
    assert found.endswith(says)
    assert ("The money" in found) == bool(says)
