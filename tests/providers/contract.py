"""Every recording and every provider, for what is held against all of them."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from tests.providers.replay import Instead, Recording, recordings
from tests.providers.shapes import SHAPES, Shape

RECORDINGS = recordings()
FIRSTS = [recording for recording in RECORDINGS if recording.name == SHAPES[recording.provider].first]
every_recording = pytest.mark.parametrize("recording", RECORDINGS, ids=lambda r: f"{r.provider}-{r.name}")
every_provider = pytest.mark.parametrize("recording", FIRSTS, ids=lambda r: r.provider)


def answer(status: int, body: Any = None, **headers: str) -> Instead:
    content = b"" if body is None else json.dumps(body).encode()
    return lambda _: httpx.Response(status, content=content, headers=headers)


def shape(recording: Recording) -> Shape:
    return SHAPES[recording.provider]
