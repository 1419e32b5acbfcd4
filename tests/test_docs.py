"""Documents that say what the program does are held to it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot.__main__ import COMMANDS
from bot.commands import providers
from bot.commands.imports import KINDS, Kind
from bot.orgfile.keys import KEYS
from bot.providers import PROVIDERS
from bot.providers.own_bill import DAYS, MANDATORY, OPTIONAL
from bot.settings import Settings

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
REFERENCE = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")
EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
SETTINGS = sorted(
    {name.upper() for name in Settings.model_fields}
    | {
        name
        for provider in PROVIDERS
        for name in (provider.key_setting, provider.base_url_setting, *provider.more_settings.values())
    }
)


@pytest.mark.parametrize("setting", SETTINGS)
def test_every_setting_stands_in_the_example_and_the_reference(setting: str) -> None:
    assert re.search(rf"^{setting}=", EXAMPLE, re.MULTILINE)
    assert f"`{setting}`" in REFERENCE


def test_the_example_names_no_setting_that_does_not_exist() -> None:
    assert sorted(re.findall(r"^([A-Z_]+)=", EXAMPLE, re.MULTILINE)) == SETTINGS


@pytest.mark.parametrize("provider", PROVIDERS)
def test_every_providers_default_address_is_the_documented_one(provider: type) -> None:
    assert f"{provider.base_url_setting}={provider.default_base_url}\n" in EXAMPLE  # type: ignore[attr-defined]
    assert f"`{provider.name}`" in README  # type: ignore[attr-defined]


def test_the_readme_shows_what_each_api_can_tell() -> None:
    assert f"\n{providers.table()}\n" in README, "run: denominator providers --markdown"


def test_the_list_of_files_of_a_new_provider_is_exact() -> None:
    """Held against the last one that was written; a gateway may name it as what it covers."""
    section = CONTRIBUTING[CONTRIBUTING.index("## Add a provider") : CONTRIBUTING.index("## Add a kind of file")]
    listed = [name.replace("NAME", "openrouter") for name in re.findall(r"`([\w./*]+\.\w+)`", section)]
    touched = {
        path.relative_to(ROOT)
        for top in (
            "bot",
            "handlers",
            "reports",
            "tests",
            "docs/reference.md",
            ".env.example",
            "README.md",
            "CHANGELOG.md",
        )
        for path in ((ROOT / top).rglob("*") if (ROOT / top).is_dir() else [ROOT / top])
        if path.suffix in {".py", ".json", ".md", ".example"}
        and ("openrouter" in str(path) or "openrouter" in path.read_text(encoding="utf-8").casefold())
    }
    others = {path for path in touched if "litellm" in path.name or path.name == "test_docs.py"}
    unlisted = {str(path) for path in touched - others if not any(path.match(name) for name in listed)}
    assert unlisted == set()
    templates = {"bot/providers/base.py", "bot/facts/tokens.py", "Reading.metered"}
    assert [name for name in listed if name not in templates and not any(path.match(name) for path in touched)] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_stands_in_the_reference(command: str) -> None:
    assert re.search(rf"^\| `{command}\b", REFERENCE, re.MULTILINE)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.word)
def test_every_kind_of_file_to_import_stands_in_the_reference_and_the_readme(kind: Kind) -> None:
    assert f"| `import {kind.word} FILE…` |" in REFERENCE
    assert f"denominator import {kind.word} " in README


@pytest.mark.parametrize("column", [*DAYS, *MANDATORY, *OPTIONAL, "tag:NAME"])
def test_every_column_of_ones_own_csv_stands_in_the_reference(column: str) -> None:
    section = REFERENCE[REFERENCE.index("**What `import csv` reads.**") : REFERENCE.index("**What `bench ledger`")]
    assert f"`{column}`" in section


@pytest.mark.parametrize("noun", KEYS)
def test_every_key_of_the_org_file_stands_in_the_reference(noun: str) -> None:
    section = REFERENCE[REFERENCE.index("## The org file") : REFERENCE.index("## Settings")]
    assert set(KEYS[noun]) <= set(re.findall(r"`(\w+)`", section))


def test_every_command_shown_in_the_readme_exists() -> None:
    shown = set(re.findall(r"^denominator (\w+)", README, re.MULTILINE))
    assert shown <= set(COMMANDS)
    assert {"collect", "costs", "digest", "doctor", "run"} <= shown


@pytest.mark.parametrize(
    "path", [path for path in re.findall(r"`([\w./]+/[\w.]*)`", CONTRIBUTING) if "NAME" not in path]
)
def test_every_file_named_to_contributors_exists(path: str) -> None:
    assert (ROOT / path).exists()


DOCUMENTS = ["README.md", "CONTRIBUTING.md", *sorted(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_link_between_documents_leads_somewhere(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!https?://|#)([^)#]+)", text):
        assert ((ROOT / document).parent / target).exists(), target


def test_help_loads_neither_the_database_nor_a_chat_library_nor_the_price_list() -> None:
    heavy = ("sqlalchemy", "slack_bolt", "slack_sdk", "httpx", "jinja2", "genai_prices")
    code = (
        "import sys; sys.argv = ['denominator', '--help']\n"
        "from bot.__main__ import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.rstrip().endswith("[]")
