"""Each form of the digest, word for word and number for number."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.surfaces.console import render
from reports.digest import Digest
from reports.digest_message import message
from reports.snapshot import from_json, to_json
from tests.reports.forms import FORMS, digest_of


@pytest.mark.parametrize("form", FORMS)
def test_it_reads_as_it_was_reviewed(form: str, golden: Callable[[str, str], None]) -> None:
    golden(f"digest_{form}.txt", render(message(digest_of(form))))


@pytest.mark.parametrize("form", FORMS)
def test_its_json_is_as_it_was_reviewed(form: str, golden: Callable[[str, str], None]) -> None:
    golden(f"digest_{form}.json", to_json(digest_of(form)) + "\n")


@pytest.mark.parametrize("form", FORMS)
def test_its_json_is_read_back_byte_for_byte(form: str) -> None:
    digest = digest_of(form)
    text = to_json(digest)
    assert from_json(Digest, text) == digest
    assert to_json(from_json(Digest, text)) == text
