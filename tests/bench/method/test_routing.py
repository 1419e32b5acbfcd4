"""The candidate for a smaller model and the trap, in short."""

from __future__ import annotations

import pytest

from bot.bench.method.routing import Told, both_right, scores
from bot.bench.method.score import Family, Run
from bot.value.hints.routing import Routing
from tests.bench.bars import bar


@pytest.mark.parametrize("family", Family)
def test_the_candidate_is_suggested_and_the_trap_is_not(family: Family) -> None:
    both, candidate, trap = scores(Run(seeds=(1, 2), family=family, is_short=True), bar)
    assert 0.8 < both.measured <= candidate.measured
    assert both.of == "20 pairs of teams, 10 a seed"
    assert trap.measured == 0
    assert (candidate.anchored, trap.anchored) == (1, 1)


def test_every_pair_counts_and_what_the_price_list_says_is_counted_of_the_same_pairs() -> None:
    yes, no = (
        Told(routing=routing, is_listed_cheaper=is_cheaper)
        for routing, is_cheaper in ((Routing.SWITCH, True), (Routing.TRY, False))
    )
    both = both_right([yes, yes, no, yes], [no, no, no, yes], Run(seeds=(1, 2)))
    assert (both.measured, both.anchored, both.holds) == (0.5, 0.5, False)
    assert both.reason.endswith("15 not suggested in 1, 16 suggested in 1")
