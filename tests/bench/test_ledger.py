"""What the measurement promises, on a small company: the figures themselves are for `denominator bench` to tell."""

from __future__ import annotations

from bot.bench.company import CONNECTIONS, FIRST_DAY, Company
from bot.facts.periods import DAY

SMALL = Company(people=40, teams=4)


def test_a_day_is_the_same_whenever_it_is_made_and_no_other_day_is() -> None:
    for slug in CONNECTIONS:
        made = SMALL.charges(slug, FIRST_DAY)
        assert repr(made) == repr(Company(people=40, teams=4).charges(slug, FIRST_DAY))
        assert made != SMALL.charges(slug, FIRST_DAY + DAY)
        assert [charge.id for charge in made] == sorted({charge.id for charge in made})
