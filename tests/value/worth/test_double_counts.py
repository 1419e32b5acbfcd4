"""What is counted twice is cut, and every cut is said (method.md 4.6, D1 to D9)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from bot.facts.grade import Grade
from bot.facts.periods import Week
from bot.facts.policy import DEFAULT
from bot.value.worth.claims import Claim, Ledger
from bot.value.worth.double_counts import Checked, checked, hours_paid
from bot.value.worth.ties import Bounds, Rule, Tied

WEEK = Week(date(2026, 11, 9))
DAY = date(2026, 11, 16)
PAID = Bounds(paid_hours={("support", WEEK): Decimal(400)})


def claim(name: str, amount: int, ledger: Ledger = Ledger.REVENUE, *, hours: int | None = None) -> Claim:
    return Claim(
        id=name,
        workflow=name.partition(":")[0],
        ledger=ledger,
        claimed=Decimal(amount),
        captured=Decimal(amount),
        grade=Grade.RECORDED,
        hours=None if hours is None else Decimal(hours),
    )


def tied(found: Claim, day: date = DAY) -> Tied:
    return Tied(claim=found, claimed_on=day)


def of(*claims: Tied, bounds: Bounds | None = None) -> Checked:
    return checked(claims, bounds or Bounds(), DEFAULT)


def captured(found: Checked) -> list[int]:
    return [int(one.captured) for one in found.claims]


def test_d1_one_pull_request_listed_by_two_workflows_counts_for_the_one_that_claimed_first() -> None:
    """AC-B9: one PR listed by two use cases is one outcome."""
    links = frozenset({"pr/1", "pr/2", "pr/3", "pr/4"})
    first = replace(tied(claim("triage", 400), date(2026, 11, 10)), outcomes=links)
    second = replace(tied(claim("release", 800), date(2026, 11, 11)), outcomes=frozenset({"pr/4", "pr/5"}))
    found = of(second, first)
    assert captured(found) == [400, 400]
    (cut,) = found.cuts
    assert (cut.rule, cut.workflow, cut.captured, cut.against) == (
        Rule.ONE_WORKFLOW,
        "release",
        Decimal(400),
        ("triage",),
    )


def test_d1_two_claims_of_one_workflow_may_stand_on_the_same_outcomes() -> None:
    links = frozenset({"pr/1"})
    found = of(*(replace(tied(claim(f"triage:{n}", 100)), outcomes=links) for n in range(2)))
    assert (captured(found), found.cuts) == ([100, 100], ())


def test_d2_of_draft_review_and_release_only_the_release_carries_money() -> None:
    types = ("draft", "review", "release")
    found = of(
        *(replace(tied(claim(kind, 100, hours=2)), outcome_type=kind) for kind in types), bounds=Bounds(chains=(types,))
    )
    assert captured(found) == [0, 0, 100]
    assert [one.hours for one in found.claims] == [Decimal(2)] * 3
    assert {cut.rule for cut in found.cuts} == {Rule.TERMINAL_ONLY}


def test_d3_of_400_paid_hours_120_may_be_claimed_and_the_excess_is_cut_pro_rata() -> None:
    assert hours_paid(10, DEFAULT) == Decimal(400)
    claims = [claim("triage", 6000, Ledger.CAPACITY, hours=100), claim("kb", 3000, Ledger.CAPACITY, hours=50)]
    found = of(*(replace(tied(one), team="support", week=WEEK) for one in claims), bounds=PAID)
    assert [one.hours for one in found.claims] == [Decimal(80), Decimal(40)]
    assert captured(found) == [4800, 2400]
    assert [(cut.rule, cut.hours, cut.against) for cut in found.cuts] == [
        (Rule.ONE_HOUR, Decimal(20), ("support 2026-W46",)),
        (Rule.ONE_HOUR, Decimal(10), ("support 2026-W46",)),
    ]


def test_d3_120_hours_of_400_and_those_of_another_week_are_left_alone() -> None:
    one = replace(tied(claim("triage", 1, Ledger.CAPACITY, hours=120)), team="support", week=WEEK)
    assert of(one, replace(one, week=WEEK.plus(1)), bounds=PAID).cuts == ()


def test_d4_hours_that_made_what_is_claimed_as_revenue_are_hours_only() -> None:
    hours = replace(tied(claim("triage", 900, Ledger.CAPACITY, hours=30)), work="win-back calls")
    output = replace(tied(claim("sales", 500)), work="win-back calls")
    found = of(hours, output)
    assert captured(found) == [0, 500]
    assert found.claims[0].hours == Decimal(30)
    assert found.cuts[0].against == ("sales",)


def test_d5_one_benefit_is_not_more_than_whole_in_all_business_cases_together() -> None:
    claims = [("triage", "0.8"), ("kb", "0.8")]
    found = of(
        *(replace(tied(claim(name, 800)), benefit="fewer contacts", share=Decimal(share)) for name, share in claims)
    )
    assert captured(found) == [500, 500]
    assert sum((one.share for one in found.tied), Decimal(0)) <= 1


def test_d6_what_is_claimed_of_a_deal_is_not_more_than_its_margin() -> None:
    claims = [replace(tied(claim(name, amount)), deal="acme") for name, amount in (("sales", 900), ("kb", 300))]
    assert captured(of(*claims, bounds=Bounds(margins={"acme": Decimal(600)}))) == [450, 150]
    assert captured(of(*claims)) == [675, 225]


def test_d7_and_d8_cheaper_prices_and_models_are_no_benefit() -> None:
    cheaper = replace(tied(claim("triage", 100)), from_prices=Decimal(30), from_routing=Decimal(20))
    found = of(cheaper, replace(cheaper, from_prices=Decimal(300)))
    assert captured(found) == [50, 0]
    assert [cut.rule for cut in found.cuts] == [Rule.PRICE_CUT, Rule.PRICE_CUT, Rule.AVOIDED_COST]


def test_d9_a_contract_is_not_cash_until_finance_has_seen_it_gone() -> None:
    contract = claim("triage", 5000, Ledger.CASH)
    found = of(tied(contract), tied(replace(contract, grade=Grade.VALIDATED)))
    assert captured(found) == [0, 5000]
    assert [one.claimed for one in found.claims] == [Decimal(5000)] * 2


def test_a_claim_that_is_not_cash_yet_takes_no_money_from_hours() -> None:
    output = replace(tied(claim("sales", 500, Ledger.CASH)), work="calls")
    hours = replace(tied(claim("triage", 900, Ledger.CAPACITY, hours=30)), work="calls")
    assert captured(of(output, hours)) == [0, 900]


some = st.sampled_from([None, "a", "b"])
amounts = st.decimals(-100, 1000, places=2)
facts = st.builds(
    Tied,
    claim=st.builds(
        Claim,
        id=st.text("xyz", min_size=1, max_size=2),
        workflow=st.sampled_from(["triage", "kb", "sales"]),
        ledger=st.sampled_from(Ledger),
        claimed=amounts,
        captured=amounts,
        grade=st.sampled_from(Grade),
        hours=st.none() | st.decimals(-10, 300, places=1),
    ),
    claimed_on=st.dates(DAY, date(2026, 11, 20)),
    team=st.sampled_from([None, "support"]),
    week=st.sampled_from([None, WEEK]),
    outcomes=st.frozensets(st.sampled_from("pqrs"), max_size=3),
    outcome_type=st.sampled_from([None, "draft", "release"]),
    work=some,
    benefit=some,
    share=st.decimals(0, 1, places=2),
    deal=some,
    from_prices=st.sampled_from([Decimal(0), Decimal(7)]),
    from_routing=st.sampled_from([Decimal(0), Decimal(7)]),
)
BOUNDS = replace(PAID, chains=(("draft", "release"),), margins={"a": Decimal(100), "b": Decimal(0)})


@given(st.lists(facts, max_size=7))
def test_what_was_claimed_is_what_is_left_and_what_was_cut_and_nothing_grows(claims: list[Tied]) -> None:
    found = checked(claims, BOUNDS, DEFAULT)
    for field in ("claimed", "captured", "hours"):
        before, after, cut = (
            sum((getattr(one, field) or Decimal(0) for one in ones), Decimal(0))
            for ones in ([one.claim for one in claims], found.claims, found.cuts)
        )
        assert before == after + cut
    assert all(min(cut.claimed, cut.captured, cut.hours) >= 0 for cut in found.cuts)


@given(st.lists(facts, max_size=7))
def test_checking_what_is_left_cuts_nothing_more(claims: list[Tied]) -> None:
    once = checked(claims, BOUNDS, DEFAULT)
    again = checked(once.tied, BOUNDS, DEFAULT)
    assert (again.tied, again.cuts) == (once.tied, ())


@given(st.lists(facts, max_size=7))
def test_no_rule_is_broken_by_what_is_left(claims: list[Tied]) -> None:
    left = checked(claims, BOUNDS, DEFAULT).tied
    hours = [one.claim.hours for one in left if one.team == "support" and one.week == WEEK and one.claim.hours]
    assert sum((one for one in hours if one > 0), Decimal(0)) <= Decimal(120)
    deal = [one.claim.claimed for one in left if one.deal == "a"]
    assert sum((one for one in deal if one > 0), Decimal(0)) <= Decimal(100)
    owners = {(outcome, one.claim.workflow) for one in left for outcome in one.outcomes}
    assert len({outcome for outcome, _ in owners}) == len(owners)
