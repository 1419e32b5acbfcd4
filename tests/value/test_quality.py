"""What stands beside a unit cost: method.md M4, M5, M11 and M12."""

from __future__ import annotations

from bot.value.proportions import wilson
from bot.value.quality import acceptance, behaviour, intervention, leverage, reuse


def test_m4_72_of_90_were_accepted() -> None:
    assert acceptance(72, 15, 3) == wilson(72, 90)


def test_m4_where_only_acceptances_are_logged_there_is_no_rate() -> None:
    assert acceptance(72, None) is None
    assert acceptance(0, 0) is None


def test_m5_36_of_450_needed_somebody() -> None:
    assert intervention(450, 36) == wilson(36, 450)


def test_m5_without_attempts_there_is_no_rate() -> None:
    assert intervention(None, 36) is None


def test_m11_48_of_the_120_that_record_an_asset_used_a_shared_one() -> None:
    found = reuse(360, 120, 48)
    assert found is not None
    assert found.rate == wilson(48, 120)
    assert round(100 * found.recorded.share) == 33


def test_m11_too_few_assets_recorded_are_no_rate() -> None:
    found = reuse(360, 89, 48)
    assert found is not None
    assert found.rate is None
    assert reuse(0, 0, 0) is None


def test_m11_leverage_is_outcomes_elsewhere_per_asset() -> None:
    assert leverage(48, 16) == 3
    assert leverage(0, 0) is None


def test_m12_27_of_40_is_68_percent_from_52_to_80() -> None:
    found = behaviour(27, 40)
    assert found is not None
    assert (found.hits, found.tries, found.share) == (27, 40, 0.675)
    assert (round(100 * found.low), round(100 * found.high)) == (52, 80)


def test_m12_a_poll_needs_five_answers() -> None:
    assert behaviour(4, 4, is_poll=True) is None
    assert behaviour(4, 5, is_poll=True) is not None
    assert behaviour(4, 4) is not None
