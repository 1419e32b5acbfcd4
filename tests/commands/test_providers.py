"""What each API can tell is said without asking any of them."""

from __future__ import annotations

from bot.providers import PROVIDERS
from tests.commands.shell import Shell


def test_every_provider_has_a_row_with_its_units_and_times(shell: Shell) -> None:
    said = shell.run("providers").stdout
    for provider in PROVIDERS:
        row, *_ = [line for line in said.splitlines() if line.startswith(f"{provider.name} ")]
        assert provider.capabilities.amounts in row


def test_json_has_the_settings_that_switch_a_provider_on(shell: Shell) -> None:
    rows = {row["provider"]: row for row in shell.json("providers")["providers"]}
    assert rows.keys() == {provider.name for provider in PROVIDERS}
    assert rows["openai"]["settings"][0] == "OPENAI_ADMIN_KEY"
    assert rows["openai"]["settles_hours"] == 72


def test_two_forms_at_once_are_refused(shell: Shell) -> None:
    said = shell.run("providers", "--json", "--markdown", code=2)
    assert said.stdout == ""
    assert "choose one" in said.stderr
