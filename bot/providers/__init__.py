"""The register: every provider that is read through an API. A new one is its file and one name here."""

from __future__ import annotations

from typing import Final

from bot.providers.anthropic import Anthropic
from bot.providers.base import ApiProvider
from bot.providers.cursor import Cursor
from bot.providers.github import GitHub
from bot.providers.litellm import LiteLLM
from bot.providers.openai import OpenAI
from bot.providers.openrouter import OpenRouter

PROVIDERS: Final[tuple[type[ApiProvider], ...]] = (OpenAI, Anthropic, GitHub, Cursor, LiteLLM, OpenRouter)
