"""A recording names nobody, and reads the same as the provider did."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from bot.providers import PROVIDERS
from bot.sandbox.clock import CompanyClock
from bot.sandbox.company import larkspur
from bot.sandbox.faults import Faults
from bot.sandbox.provider_apis import PATHS
from tests.commands.shell import Shell
from tests.providers.replay import Recording, Replay

DAYS = ("--since", "2026-11-13", "--until", "2026-11-16")
NAMES = [provider.name for provider in PROVIDERS if provider.name in PATHS]


def record(shell: Shell, name: str) -> str:
    shell.run("record", name, *DAYS, "-o", "kept.json")
    return (shell.folder / "kept.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_a_recording_holds_no_name_no_address_no_id_and_no_key(
    shell: Shell, every_provider: tuple[CompanyClock, Faults], name: str
) -> None:
    del every_provider
    text = record(shell, name).casefold()
    box = larkspur()
    secrets = {shell.environment[provider.key_setting] for provider in PROVIDERS if provider.name == name}
    ids = {one.id for one in (*box.projects, *box.workspaces, *box.openai_keys, *box.anthropic_keys)}
    names = {one.name for one in (*box.projects, *box.workspaces, *box.openai_keys, *box.anthropic_keys, *box.people)}
    names -= {"Default"}  # a workspace, and what OpenAI calls a service tier
    people = {person.email for person in box.people} | {person.openai_id for person in box.people}
    people |= {person.openai_email for person in box.people}
    for said in secrets | ids | people | {f'"{one}"' for one in names}:
        assert said.casefold() not in text
    assert "larkspur" not in text


@pytest.mark.parametrize("name", NAMES)
def test_a_recording_is_one_that_the_contract_tests_read(
    shell: Shell, every_provider: tuple[CompanyClock, Faults], name: str
) -> None:
    del every_provider
    kept = Recording(name, "kept", json.loads(record(shell, name)))
    replay = Replay(kept)
    reading = replay.read()
    assert replay.left_over == []
    assert len(reading.charges) == kept.expected("charges") != 0
    billed = (charge.billed_cost for charge in reading.charges if charge.billed_cost is not None)
    assert sum(billed, Decimal(0)) == kept.expected("billed_cost")


def test_a_file_that_is_there_is_not_replaced_unless_asked(shell: Shell, company: tuple[CompanyClock, Faults]) -> None:
    del company
    (shell.folder / "kept.json").write_text("mine")
    assert "is there already" in shell.run("record", "openai", *DAYS, "-o", "kept.json", code=2).stderr
    assert (shell.folder / "kept.json").read_text() == "mine"
    shell.run("record", "openai", *DAYS, "-o", "kept.json", "--force")


def test_without_a_key_or_with_an_unknown_name_it_says_what_to_do(shell: Shell) -> None:
    assert "OPENAI_ADMIN_KEY is not set" in shell.run("record", "openai", "-o", "a.json", code=2).stderr
    assert "choose from: openai" in shell.run("record", "opnai", "-o", "a.json", code=2).stderr
    assert not list(shell.folder.glob("*.json"))
