"""Every setting of the core, read once from the environment or `.env`, and refused in one sentence when wrong.

A provider file declares the names of its own settings, which `access` reads; no other file knows its keys.
A secret may also stand in a file that `NAME_FILE` names. This is the only module that looks at the environment.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import Field, SecretStr, ValidationError, create_model, field_validator
from pydantic.fields import FieldInfo
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from bot.errors import SettingsError


class _Sourced(BaseSettings):
    """Where values come from: given in code, the environment, files it names, `.env`, in that order."""

    model_config = SettingsConfigDict(
        env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True, hide_input_in_errors=True
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What pydantic-settings asks for: the sources, strongest first."""
        return init_settings, env_settings, _NamedFiles(settings_cls, dotenv_settings), dotenv_settings


class Settings(_Sourced):
    """The core's settings. Field descriptions are the documentation; `.env.example` lists them all."""

    database_url: str = Field(
        "sqlite:///denominator.db",
        description="Where the ledger lives: sqlite:///FILE, or postgresql://USER:PASSWORD@HOST/NAME.",
    )
    host: str = Field("127.0.0.1", description="The address the web pages listen on; 0.0.0.0 for every interface.")
    port: int = Field(8321, ge=0, le=65535, description="The port the web pages listen on.")
    focus_paths: Annotated[tuple[Path, ...], NoDecode] = Field(
        (), description="FOCUS billing files, folders or patterns that `run` looks at each day, separated by commas."
    )

    slack_bot_token: SecretStr | None = Field(
        None, description="The bot token (xoxb-…) of the Slack app. Switches Slack on."
    )
    slack_app_token: SecretStr | None = Field(
        None, description="The app token (xapp-…) with connections:write: Socket Mode, which needs no public address."
    )
    slack_signing_secret: SecretStr | None = Field(
        None, description="The signing secret, for Slack over HTTP at /slack/events."
    )
    slack_api_url: str = Field("https://slack.com/api/", description="Where Slack's Web API is.")

    pseudonym_key: SecretStr | None = Field(
        None,
        description="The key that turns people into pseudonyms. On SQLite it is made and kept beside the database "
        "when absent; on PostgreSQL it must be given.",
    )

    @field_validator("slack_api_url")
    @classmethod
    def _ends_with_a_slash(cls, value: str) -> str:
        if not value.startswith(("https://", "http://")):
            raise ValueError("it must begin with https://")
        return value.rstrip("/") + "/"

    @field_validator("focus_paths", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value


@dataclass(frozen=True)
class Access:
    """How to reach a provider: the key (never shown) and the base address, without a slash at its end.

    `more` are the provider's other settings that are set, by the words it knows them by.
    """

    key: str = field(repr=False)
    base_url: str
    more: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


class _NamedFiles(PydanticBaseSettingsSource):
    """`OPENAI_ADMIN_KEY_FILE=/run/secrets/openai` gives OPENAI_ADMIN_KEY the content of that file."""

    def __init__(self, settings_cls: type[BaseSettings], dotenv: PydanticBaseSettingsSource) -> None:
        super().__init__(settings_cls)
        self._dotenv: Mapping[str, str | None] = dotenv.env_vars if isinstance(dotenv, DotEnvSettingsSource) else {}

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        name = field.validation_alias if isinstance(field.validation_alias, str) else field_name
        setting = f"{name.upper()}_FILE"
        path = os.environ.get(setting) or self._dotenv.get(setting.lower())
        if not path:
            return None, name, False
        try:
            return Path(path).read_text(encoding="utf-8").strip(), name, False
        except (OSError, UnicodeDecodeError):
            raise SettingsError(f"{setting} names a file that cannot be read; check its path and its rights") from None

    def __call__(self) -> dict[str, Any]:
        read = (self.get_field_value(field, name) for name, field in self.settings_cls.model_fields.items())
        return {name: value for value, name, _ in read if value is not None}


def load(**given: Any) -> Settings:
    """Read the core's settings; SettingsError names the first one that is wrong, and never shows its value."""
    try:
        return Settings(**given)
    except ValidationError as error:
        raise _refusal(error) from None


def access(
    *,
    key_setting: str,
    base_url_setting: str,
    default_base_url: str,
    more_settings: Mapping[str, str] = MappingProxyType({}),
) -> Access | None:
    """Read one provider's settings: None where its key is not set, which is how a provider is switched off."""
    more: Any = {word: (str, Field("", validation_alias=setting)) for word, setting in more_settings.items()}
    model = create_model(
        "ProviderSettings",
        __base__=_Sourced,
        key=(SecretStr, Field(SecretStr(""), validation_alias=key_setting)),
        base_url=(str, Field(default_base_url, validation_alias=base_url_setting)),
        **more,
    )
    try:
        found: Any = model()
    except ValidationError as error:
        raise _refusal(error) from None
    key, base_url = found.key.get_secret_value().strip(), (found.base_url.strip() or default_base_url).rstrip("/")
    if key and not base_url:
        raise SettingsError(f"{base_url_setting} is not set; put the address there that {key_setting} is for")
    if base_url and not base_url.startswith(("https://", "http://")):
        raise SettingsError(f"{base_url_setting} is not right: it must begin with https://; see .env.example")
    given = {word: value for word in more_settings if (value := getattr(found, word).strip())}
    return Access(key, base_url, MappingProxyType(given)) if key else None


def _refusal(error: ValidationError) -> SettingsError:
    first = error.errors()[0]
    name = str(first["loc"][0]).upper() if first["loc"] else "A setting"
    reason = first["msg"].removeprefix("Value error, ")
    return SettingsError(f"{name} is not right: {reason[0].lower()}{reason[1:]}; see .env.example")
