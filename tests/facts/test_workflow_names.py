from __future__ import annotations

import pytest

from bot.facts.workflow_names import meant
from tests.facts.test_outcome_line import WORKFLOWS, a_workflow


@pytest.mark.parametrize("typed", ["refunds", "#refunds", "Refund", "refund triage", "REFUND-TRIAGE"])
def test_a_workflow_is_meant_by_its_slug_its_name_and_its_aliases(typed: str) -> None:
    assert meant(typed, WORKFLOWS) == ("refunds",)


def test_an_alias_of_two_workflows_means_either_and_one_of_none_nothing() -> None:
    assert meant("refund", (*WORKFLOWS, a_workflow("repaid", "Repaid", "refund"))) == ("refunds", "repaid")
    assert meant("tickets", WORKFLOWS) == ()
    assert meant("", WORKFLOWS) == ()
