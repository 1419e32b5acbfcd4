"""The order in which people read (method.md 7.2)."""

from __future__ import annotations

from decimal import Decimal
from itertools import permutations
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from bot.value.order import Line, grouped, ordered
from bot.value.verdicts.kind import Kind


def line(name: str, net: int | None = 0, *, decision: bool = False, new: bool = False) -> Line:
    return Line(name=name, needs_decision=decision, is_new=new, net=None if net is None else Decimal(net))


def test_decisions_come_first_then_changed_verdicts_then_net_value_then_names() -> None:
    wanted = (
        line("KB drafting", -900, decision=True),
        line("Voice summaries", -900, new=True),
        line("Refund triage", 9300),
        line("address changes", 50),
        line("Billing", 50),
        line("Claims", -3),
        line("Unvalued", None),
    )
    assert all(ordered(lines) == wanted for lines in list(permutations(wanted))[::37])


def test_a_net_value_that_is_not_known_is_not_zero() -> None:
    assert [one.name for one in ordered([line("a", None), line("b", -1_000_000)])] == ["b", "a"]


lines = st.lists(
    st.builds(
        line,
        st.text(max_size=3),
        st.none() | st.integers(-5, 5),
        decision=st.booleans(),
        new=st.booleans(),
    ),
    max_size=8,
)


@given(lines, st.randoms(use_true_random=False))
def test_the_order_in_which_lines_come_in_does_not_matter(given_lines: list[Line], random: Random) -> None:
    shuffled = [*given_lines]
    random.shuffle(shuffled)
    assert ordered(shuffled) == ordered(given_lines)


def test_an_organisation_is_read_by_verdict_and_by_name_inside_one() -> None:
    found = grouped([("b", Kind.KEEP), ("A", Kind.KEEP), ("c", Kind.STOP), ("d", Kind.MEASURE_FIRST)])
    assert found == ((Kind.STOP, ("c",)), (Kind.MEASURE_FIRST, ("d",)), (Kind.KEEP, ("A", "b")))
