"""The register: every provider that is read through an API. A new one is its file and one name here."""

from __future__ import annotations

from typing import Final

from bot.providers.anthropic import Anthropic
from bot.providers.base import ApiProvider
from bot.providers.litellm import LiteLLM
from bot.providers.openai import OpenAI

PROVIDERS: Final[tuple[type[ApiProvider], ...]] = (OpenAI, Anthropic, LiteLLM)
