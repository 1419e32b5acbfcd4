"""A second account at a provider is read under its own key and slug."""

from __future__ import annotations

from bot.sandbox.clock import CompanyClock
from bot.sandbox.faults import Faults
from tests.commands.shell import Shell

SECOND = """[[connection]]
slug = "openai-research"
provider = "openai"
key_env = "OPENAI_ADMIN_KEY_RESEARCH"
"""


def apply(shell: Shell) -> None:
    (shell.folder / "org.toml").write_text(SECOND)
    said = shell.run("org", "apply", "org.toml", "--yes").stdout
    assert "Restart what runs" in said


def collected(shell: Shell, code: int = 0) -> dict[str, str | None]:
    days = ("--provider", "openai", "--since", "2026-11-09", "--until", "2026-11-11")
    return {one["connection"]: one["error"] for one in shell.json("collect", *days, code=code)["connections"]}


def test_it_is_read_beside_the_first_and_its_money_stands_apart(
    shell: Shell, company: tuple[CompanyClock, Faults]
) -> None:
    del company
    apply(shell)
    assert collected(shell) == {"openai": None}
    shell.environment["OPENAI_ADMIN_KEY_RESEARCH"] = shell.environment["OPENAI_ADMIN_KEY"]
    assert collected(shell) == {"openai": None, "openai-research": None}
    rows = shell.json("costs", "--by", "connection")["rows"]
    assert [row["connection"] for row in rows] == ["openai", "openai-research"]
    assert rows[0]["billed_cost"] == rows[1]["billed_cost"]


def test_a_refused_key_is_named_by_its_own_setting(shell: Shell, company: tuple[CompanyClock, Faults]) -> None:
    del company
    apply(shell)
    shell.environment["OPENAI_ADMIN_KEY_RESEARCH"] = "sk-wrong"
    found = collected(shell, code=3)
    assert found["openai"] is None
    assert "OPENAI_ADMIN_KEY_RESEARCH" in str(found["openai-research"])
    assert "sk-wrong" not in str(found)


def test_a_gateway_of_the_org_file_alone_is_read_at_the_address_that_stands_there(
    shell: Shell, every_provider: tuple[CompanyClock, Faults]
) -> None:
    del every_provider
    address = shell.environment.pop("LITELLM_BASE_URL")
    key = shell.environment.pop("LITELLM_API_KEY")
    gateway = 'slug = "gateway-2"\nprovider = "litellm"\nkey_env = "GATEWAY_2"'
    (shell.folder / "org.toml").write_text(f'[[connection]]\n{gateway}\nbase_url = "{address}"\n')
    shell.run("org", "apply", "org.toml", "--yes")
    shell.environment["GATEWAY_2"] = key
    days = ("--provider", "litellm", "--since", "2026-11-09", "--until", "2026-11-11")
    (read,) = shell.json("collect", *days)["connections"]
    assert (read["connection"], read["error"]) == ("gateway-2", None)


def test_doctor_asks_for_a_key_that_is_not_set(shell: Shell, company: tuple[CompanyClock, Faults]) -> None:
    del company
    apply(shell)
    checks = {check["name"]: check for check in shell.json("doctor", code=1)["checks"]}
    assert "OPENAI_ADMIN_KEY_RESEARCH is not set" in checks["openai-research key"]["says"]
    assert checks["openai key"]["ok"]
