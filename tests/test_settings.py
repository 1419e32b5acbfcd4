from __future__ import annotations

from pathlib import Path

import pytest

from bot import settings
from bot.errors import SettingsError
from bot.settings import Access

OPENAI = {
    "key_setting": "OPENAI_ADMIN_KEY",
    "base_url_setting": "OPENAI_BASE_URL",
    "default_base_url": "https://api.openai.com/v1",
}


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("DATABASE_URL", "PORT", "OPENAI_ADMIN_KEY", "OPENAI_ADMIN_KEY_FILE", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)


def test_without_any_setting_the_ledger_is_a_file_here_and_no_provider_is_on() -> None:
    assert settings.load().database_url == "sqlite:///denominator.db"
    assert settings.access(**OPENAI) is None


def test_a_key_switches_a_provider_on_and_a_trailing_slash_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_ADMIN_KEY", " sk-admin-1 ")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://localhost:9/v1/")
    assert settings.access(**OPENAI) == Access("sk-admin-1", "http://localhost:9/v1")


def test_an_empty_setting_is_as_if_it_were_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "")
    monkeypatch.setenv("OPENAI_ADMIN_KEY", "")
    assert settings.load().port == 8321
    assert settings.access(**OPENAI) is None


def test_a_secret_may_stand_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("sk-admin-2\n")
    monkeypatch.setenv("OPENAI_ADMIN_KEY_FILE", str(tmp_path / "key"))
    found = settings.access(**OPENAI)
    assert found is not None
    assert found.key == "sk-admin-2"


def test_settings_are_read_from_a_dotenv_file_too(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("PORT=9000\nOPENAI_ADMIN_KEY=sk-admin-3\n")
    found = settings.access(**OPENAI)
    assert settings.load().port == 9000
    assert found is not None
    assert found.key == "sk-admin-3"


def test_a_wrong_setting_is_refused_in_one_sentence_that_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "many")
    with pytest.raises(SettingsError, match=r"^PORT is not right: .*; see \.env\.example$"):
        settings.load()


def test_a_missing_secret_file_is_named_by_its_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_ADMIN_KEY_FILE", "nowhere")
    with pytest.raises(SettingsError, match="OPENAI_ADMIN_KEY_FILE names a file that cannot be read"):
        settings.access(**OPENAI)


def test_a_key_stands_in_no_repr(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_ADMIN_KEY", "PSEUDONYM_KEY", "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"):
        monkeypatch.setenv(name, "opens-sesame-0123456789")
    assert "sesame" not in repr(settings.access(**OPENAI)) + repr(settings.load())
