from __future__ import annotations

import random
from collections import defaultdict
from datetime import timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.facts.charge import Basis, Charge, ChargeCategory
from bot.facts.metered import Dimension, Metered
from bot.facts.money import to_nanos
from bot.facts.reason import NO_COST, NOT_METERED, REASON
from bot.facts.tokens import TokenKind
from bot.ledger.metering import weigh
from bot.ledger.pricing import Prices, Rate
from bot.ledger.split import split
from tests.factories import DAY, a_charge, a_use, no_pseudonym
from tests.ledger.prices import a_list

INPUT, OUTPUT = TokenKind.INPUT, TokenKind.OUTPUT
BY_PROJECT = frozenset({Dimension.SUB_ACCOUNT, Dimension.MODEL})
PRICES = a_list({INPUT: Rate(Decimal(2)), OUTPUT: Rate(Decimal(10)), TokenKind.CACHE_READ: Rate(Decimal("0.075"))})
MILLION = 1_000_000


def a_line(amount: str = "10", **fields: Any) -> Charge:
    return a_charge(amount, **{"sub_account": "proj_a", "model": "gpt-6-astra"} | fields)


def used(person: str | None, millions: int = 1, kind: TokenKind = INPUT, **fields: Any) -> Metered:
    given: dict[str, Any] = {"sub_account": "proj_a", "person": person}
    return a_use(fields.pop("model", "gpt-6-astra"), {kind: millions * MILLION}, **given | fields)


def divided(
    charges: list[Charge], metered: list[Metered], prices: Prices = PRICES, billed_by: frozenset[Dimension] = BY_PROJECT
) -> tuple[Charge, ...]:
    return split(charges, weigh(metered, prices), billed_by=billed_by, pseudonym=no_pseudonym)


def by_person(charges: tuple[Charge, ...]) -> dict[str | None, Decimal | None]:
    return {charge.person: charge.billed_cost for charge in charges}


def why(charge: Charge) -> str | None:
    return charge.tags.get(REASON)


def test_a_line_of_a_bill_is_divided_by_what_the_metered_use_of_each_costs() -> None:
    """AC-E12: by cost, not by tokens: a million tokens of output weigh five times those of input."""
    pieces = divided([a_line("12")], [used("ana", 5), used("bo", 1, OUTPUT), used("bo", 4)])
    assert by_person(pieces) == {"ana": Decimal("4.285714286"), "bo": Decimal("7.714285714")}
    assert {piece.basis for piece in pieces} == {Basis.ALLOCATED}


def test_a_line_for_one_kind_of_token_is_divided_by_that_kind_alone() -> None:
    metered = [used("ana", 9), used("ana", 1, OUTPUT), used("bo", 1), used("bo", 3, OUTPUT)]
    for_input = a_line("10", number=1, token_type="input")
    for_output = a_line("10", number=2, token_type="output_tokens")
    assert by_person(divided([for_input], metered)) == {"ana": Decimal(9), "bo": Decimal(1)}
    assert by_person(divided([for_output], metered)) == {"ana": Decimal("2.5"), "bo": Decimal("7.5")}


def test_only_use_of_the_same_cell_counts() -> None:
    metered = [
        used("ana", 1),
        used("bo", 9, sub_account="proj_b"),
        used("bo", 9, model="gpt-6-luna"),
        used("bo", 9, day=DAY + timedelta(days=1)),
        used("bo", 9, provider="anthropic"),
        used("bo", 9, sub_account=None),
    ]
    assert by_person(divided([a_line("10")], metered)) == {"ana": Decimal(10)}


def test_what_the_bill_calls_nobody_is_not_what_it_does_not_tell_apart() -> None:
    metered = [used("ana", 1, sub_account=None), used("bo", 1)]
    default = a_line("10", sub_account=None)
    assert by_person(divided([default], metered)) == {"ana": Decimal(10)}
    by_model = frozenset({Dimension.MODEL})
    pieces = divided([default], metered, billed_by=by_model)
    assert {(piece.sub_account, piece.person): piece.billed_cost for piece in pieces} == {
        (None, "ana"): Decimal(5),
        ("proj_a", "bo"): Decimal(5),
    }


def test_what_a_charge_says_of_itself_stands_though_the_bill_is_not_grouped_by_it() -> None:
    metered = [used("ana", 1, key="key_1"), used("ana", 1, key="key_2"), used("bo", 1, key="key_2")]
    pieces = divided([a_line("10", key="key_2")], metered)
    assert by_person(pieces) == {"ana": Decimal(5), "bo": Decimal(5)}
    assert {piece.key for piece in pieces} == {"key_2"}


def test_use_that_nobody_is_known_for_has_its_own_piece() -> None:
    assert by_person(divided([a_line("10")], [used("ana", 1), used(None, 3)])) == {
        "ana": Decimal("2.5"),
        None: Decimal("7.5"),
    }


def test_the_tags_of_metering_are_told_apart_and_stand_beside_those_of_the_bill() -> None:
    metered = [used("ana", tags={"service_account": "bot"}), used("ana", tags={"service_account": "cron"}), used("ana")]
    pieces = divided([a_line("9", tags={"region": "eu"})], metered)
    assert [(dict(piece.tags), piece.billed_cost) for piece in sorted(pieces, key=lambda one: str(one.tags))] == [
        ({"region": "eu", "service_account": "bot"}, 3),
        ({"region": "eu", "service_account": "cron"}, 3),
        ({"region": "eu"}, 3),
    ]


def test_a_line_with_a_tag_is_divided_by_use_with_the_same_tag_alone() -> None:
    tiers = {"ana": "batch", "bo": "standard", "cy": "batch"}
    metered = [used(person, tags={"tier": tier}) for person, tier in tiers.items()]
    batch, plain = a_line("2", number=1, tags={"tier": "batch"}), a_line("3", number=2)
    assert by_person(divided([batch], metered)) == {"ana": 1, "cy": 1}
    assert by_person(divided([plain], metered)) == {"ana": 1, "bo": 1, "cy": 1}
    assert by_person(divided([batch], [used("di", tags={"office": "lisbon"})])) == {"di": 2}


def test_a_credit_is_divided_as_the_charge_is() -> None:
    metered = [used("ana", 1), used("bo", 2)]
    credit = a_line("-10", number=2, category=ChargeCategory.CREDIT)
    pieces = divided([a_line("10"), credit], metered)
    assert sum(piece.billed_cost or 0 for piece in pieces if piece.person == "ana") == 0
    assert [piece.billed_cost for piece in pieces if piece.billed_cost and piece.billed_cost < 0] == [
        -piece.billed_cost for piece in pieces if piece.billed_cost and piece.billed_cost > 0
    ]


def test_each_amount_is_divided_and_what_is_not_known_stays_unknown() -> None:
    line = a_line(
        "1", effective_cost=Decimal("0.8"), list_cost=Decimal("0.000000001"), quantity=Decimal(7), unit="tokens"
    )
    pieces = divided([line], [used("ana"), used("bo"), used("cy")])
    for amounts, whole in (
        ([piece.billed_cost for piece in pieces], line.billed_cost),
        ([piece.effective_cost for piece in pieces], line.effective_cost),
        ([piece.list_cost for piece in pieces], line.list_cost),
        ([piece.quantity for piece in pieces], line.quantity),
    ):
        assert sum(amount for amount in amounts if amount is not None) == whole
    unknown = divided([a_line("1", effective_cost=None, quantity=None)], [used("ana"), used("bo")])
    assert {(piece.effective_cost, piece.list_cost, piece.quantity) for piece in unknown} == {(None, None, None)}


def test_a_quantity_may_be_larger_than_any_amount_of_money() -> None:
    pieces = divided([a_line("1", quantity=Decimal(10**13))], [used("ana"), used("bo")])
    assert [piece.quantity for piece in pieces] == [5 * 10**12] * 2


# --- ids --------------------------------------------------------------------------------------------------------------


def test_an_id_comes_from_the_charge_and_the_piece_and_not_from_who_else_there_is() -> None:
    alone = {piece.person: piece.id for piece in divided([a_line("10")], [used("ana", 3), used("bo", 1)])}
    joined = divided([a_line("99")], [used("cy", 7), used("bo", 2), used("ana", 1)])
    assert alone.items() <= {piece.person: piece.id for piece in joined}.items()
    assert len({piece.id for piece in joined}) == 3
    assert all(piece.id.startswith(f"{a_line().id}#") for piece in joined)


def test_nobody_can_be_found_in_an_id_without_the_key_of_the_pseudonyms() -> None:
    metered = weigh([used("ana@acme.example"), used("bo@acme.example")], PRICES)

    def ids(key: str) -> set[str]:
        pieces = split([a_line()], metered, billed_by=BY_PROJECT, pseudonym=lambda person: f"{key}{person}")
        return {piece.id for piece in pieces}

    assert ids("one") == ids("one")
    assert ids("one").isdisjoint(ids("other"))


# --- whatever the bill and the metering -------------------------------------------------------------------------------

amounts = st.none() | st.decimals(min_value=-(10**6), max_value=10**6, places=12)
names = st.sampled_from([None, "a", "b", "c"])
lines = st.lists(
    st.builds(
        lambda number, billed, effective, listed, **fields: a_charge(
            number=number, billed_cost=billed, effective_cost=effective, list_cost=listed, **fields
        ),
        number=st.integers(0, 10**9),
        billed=amounts,
        effective=amounts,
        listed=amounts,
        sub_account=names,
        key=names,
        person=names,
        model=st.sampled_from([None, "x", "y"]),
        token_type=st.sampled_from([None, "input", "cached input", "output", "web_search"]),
        quantity=st.none() | st.decimals(min_value=0, max_value=10**12, places=3),
    ),
    max_size=8,
    unique_by=lambda charge: charge.id,
)
uses = st.lists(
    st.builds(
        a_use,
        model=st.sampled_from(["x", "y"]),
        tokens=st.dictionaries(
            st.sampled_from([INPUT, OUTPUT, TokenKind.CACHE_READ, TokenKind.CACHE_WRITE]), st.integers(0, 10**10)
        ),
        sub_account=names,
        key=names,
        person=names,
        tags=st.sampled_from([{}, {"env": "prod"}]),
    ),
    max_size=12,
)
groupings = st.frozensets(st.sampled_from(Dimension))


@given(lines, uses, groupings)
def test_the_pieces_of_each_charge_sum_to_it_in_every_amount(
    charges: list[Charge], metered: list[Metered], billed_by: frozenset[Dimension]
) -> None:
    pieces = divided(charges, metered, billed_by=billed_by)
    assert len({piece.id for piece in pieces}) == len(pieces)
    of: defaultdict[str, list[Charge]] = defaultdict(list)
    for piece in pieces:
        of[piece.id.partition("#")[0]].append(piece)
    assert of.keys() == {charge.id for charge in charges}
    for charge in charges:
        for name in ("billed_cost", "effective_cost", "list_cost", "quantity"):
            whole, parts = getattr(charge, name), [getattr(piece, name) for piece in of[charge.id]]
            if whole is None:
                assert set(parts) == {None}
            elif name != "quantity":
                assert sum(map(to_nanos, parts)) == to_nanos(whole)
            else:
                assert sum(parts) == whole


def test_of_equal_parts_the_same_one_is_the_larger_in_any_order() -> None:
    metered = [used("ana"), used("bo"), used("cy")]
    orders = (metered, metered[::-1], [*metered[1:], metered[0]])
    found = [by_person(divided([a_line("10")], order)) for order in orders]
    assert found[0] == found[1] == found[2]
    assert set(found[0].values()) == {Decimal("3.333333333"), Decimal("3.333333334")}


@given(lines, uses, groupings, st.randoms(use_true_random=False))
def test_the_order_of_charges_and_of_metering_makes_no_difference(
    charges: list[Charge], metered: list[Metered], billed_by: frozenset[Dimension], shuffle: random.Random
) -> None:
    before = sorted(divided(charges, metered, billed_by=billed_by), key=lambda charge: charge.id)
    shuffle.shuffle(charges)
    shuffle.shuffle(metered)
    assert sorted(divided(charges, metered, billed_by=billed_by), key=lambda charge: charge.id) == before


@given(lines, groupings)
def test_without_metering_nothing_changes(charges: list[Charge], billed_by: frozenset[Dimension]) -> None:
    assert divided(charges, [], billed_by=billed_by) == tuple(charges)


@given(lines, uses)
def test_metering_that_costs_nothing_changes_no_amount(charges: list[Charge], metered: list[Metered]) -> None:
    nothing = a_list(dict.fromkeys(TokenKind, Rate(Decimal(0))))
    left = divided(charges, metered, nothing)
    assert [(one.id, one.billed_cost, one.basis) for one in left] == [
        (one.id, one.billed_cost, one.basis) for one in charges
    ]
    changed = [(before, after) for before, after in zip(charges, left, strict=True) if before != after]
    assert all(why(after) in {NO_COST, NOT_METERED} for _, after in changed)
