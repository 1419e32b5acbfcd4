"""`Refused`: an answer with `ok: false`."""

from __future__ import annotations

from typing import Any

from tests.slack.kit.part import Problem


class Refused(Exception):  # noqa: N818 - it is an answer of Slack, no error of ours
    """Slack's own error code, and what else the answer says."""

    def __init__(self, error: str, **more: Any) -> None:
        super().__init__(error)
        self.error = error
        self.more = more


def for_problems(error: str, found: list[Problem], below: str = "") -> Refused:
    """The refusal that lists every problem with its JSON pointer below a prefix."""
    said = [f"{problem.message} [json-pointer:{below}{problem.pointer}]" for problem in found]
    return Refused(error, errors=said, response_metadata={"messages": [f"[ERROR] {each}" for each in said]})
