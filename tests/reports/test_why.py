"""Why these numbers: the arithmetic behind a digest, whole or of one workflow."""

from __future__ import annotations

import pytest

from bot.errors import UnknownNameError
from bot.facts.message import Facts
from reports import why
from tests.reports.forms import digest_of


def test_why_says_of_a_value_that_a_policy_weighs_it() -> None:
    values = [
        text
        for each in why.message(digest_of("settled")).elements
        if isinstance(each, Facts)
        for name, text in each.pairs
        if name == "Value" and "claimed" in text
    ]
    assert values
    assert all("(what counts of a claim is a policy)" in text for text in values)


def test_beside_a_small_team_the_spend_is_one_sum() -> None:
    """Method.md 4.8: what has a workflow, less the workflows that are told, would be the small team's own."""
    said = [each.pairs for each in why.message(digest_of("folded_small_team")).elements if isinstance(each, Facts)]
    assert (("In USD", "550 in all"),) in said
    assert "with a workflow" not in str(said)


def test_a_workflow_the_digest_has_no_line_for_is_refused_with_what_to_do() -> None:
    """It was added, or came from another team, after the digest was published."""
    with pytest.raises(UnknownNameError) as refused:
        why.message(digest_of("ordinary"), "returns")
    assert str(refused.value) == (
        "The digest of Support EU for 2026-W46 has no line for returns, which was not in the team when it was made; "
        "name another --week, or see the team's with: denominator why support --week 2026-W46"
    )
