"""Pure: which names of models, providers and endpoints are public, and what of one an organisation chose itself."""

from __future__ import annotations

import re
from typing import Final

_PUBLIC: Final = frozenset(
    word
    for line in (
        # makers and those who serve their models
        "ai alibaba amazon anthropic anyscale azure baidu bedrock cerebras cloudflare cohere cursor databricks",
        "deepinfra deepseek fireworks friendliai gemini github google groq hosted huggingface ibm meta microsoft",
        "minimax mistral mistralai moonshot moonshotai nebius nvidia ollama openai openrouter perplexity replicate",
        "sagemaker sambanova snowflake together vertex vllm voyage watsonx xai zai",
        # families of models
        "ada astra auto babbage chatgpt claude codestral codex command computer curie dall davinci deep devstral",
        "embed embedding fable flash gemma glm gpt grok haiku imagen instant kimi llama magistral mini ministral",
        "mixtral moderation mythos nano nova omni opus oss phi pixtral pro qwen rerank search sonar sonnet sora",
        "titan turbo veo vl whisper",
        # what they are made for, and in what state
        "beta chat code coder exp experimental fast free guard hd high instruct it large latest lite live low max",
        "medium multilingual online plus preview realtime reasoner reasoning research safety small speech thinking",
        "tiny transcribe tts ultra unknown version vision",
        # what is counted of them, and where they are asked
        "answers audio batch batches cache cached completions content edits embeddings extra generate",
        "generatecontent generation generations image images input messages model models moderations music ocr",
        "output read responses text tokens training transcriptions translations video videos write",
    )
    for word in line.split()
)
_PIECES: Final = re.compile(r"[A-Za-z]+|\d+|[-_./:, ]+|.", re.DOTALL)
_LONGEST_NUMBER: Final = 8
"""A date; what is longer is an account."""
_TUNED: Final = re.compile(r"(?P<base>(?:[a-z_]+/)?ft:[^:,]+):(?P<chosen>[^,]+)(?P<rest>(?:,.*)?)")


def is_public(name: str) -> bool:
    """Whether a name consists of well-known words, versions and dates alone; a new model's may not, and loses its name.

    In a gateway, models are called by what its operator wrote down.
    """
    return all(map(_is_public, _PIECES.findall(name)))


def fine_tuned(name: str) -> tuple[str, str, str] | None:
    """What stands before and after what the organisation chose in the name of a model it tuned, and that in between:
    (`ft:gpt-4o:`, `acme:refunds:AbC1`, `, input`). None for all other names.
    """
    found = _TUNED.fullmatch(name)
    if found is None or not is_public(found["base"].replace("ft:", "")) or not is_public(found["rest"]):
        return None
    return f"{found['base']}:", found["chosen"], found["rest"]


def _is_public(piece: str) -> bool:
    if piece.isdecimal():
        return len(piece) <= _LONGEST_NUMBER
    is_letter = len(piece) == 1 and piece.isascii()
    return is_letter or piece.lower() in _PUBLIC or not piece.strip("-_./:, ")
