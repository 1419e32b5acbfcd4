"""Small valid blocks and payloads, to be spoiled by a test."""

from __future__ import annotations

from typing import Any

Block = dict[str, Any]


def plain(text: str = "Words") -> Block:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str = "Words") -> Block:
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def section(**more: Any) -> Block:
    return {"type": "section", "text": plain(), **more}


def header(text: str = "Words") -> Block:
    return {"type": "header", "text": plain(text)}


def button(action_id: str = "go", **more: Any) -> Block:
    return {"type": "button", "text": plain("Go"), "action_id": action_id, **more}


def actions(*elements: Block) -> Block:
    return {"type": "actions", "elements": list(elements)}


def field(element: Block, **more: Any) -> Block:
    return {"type": "input", "block_id": "quantity", "label": plain("How many"), "element": element, **more}


def select(count: int, **option: Any) -> Block:
    return {"type": "static_select", "options": [{"text": plain(), "value": str(i), **option} for i in range(count)]}


def number(**more: Any) -> Block:
    return {"type": "number_input", "is_decimal_allowed": False, "action_id": "n", **more}


def cell(text: str = "cell") -> Block:
    return {"type": "raw_text", "text": text}


def table(rows: int = 2, columns: int = 2, **more: Any) -> Block:
    return {"type": "table", "rows": [[cell() for _ in range(columns)] for _ in range(rows)], **more}


def chart(count: int = 1, labels: tuple[str, ...] = ("Oct 5", "Oct 12"), **more: Any) -> Block:
    data = [{"label": label, "value": 4.1} for label in labels]
    drawn = {
        "type": "line",
        "series": [{"name": f"Series {i}", "data": data} for i in range(count)],
        "axis_config": {"categories": list(labels), "x_label": "Week", "y_label": "USD per outcome"},
    }
    return {"type": "data_visualization", "title": "Cost per outcome", "chart": {**drawn, **more}}


def rich(*elements: Block) -> Block:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(elements)}]}


def message(*blocks: Block, **more: Any) -> Block:
    return {"text": "Support: 4.10 USD per refund", "blocks": list(blocks), **more}


def modal(*blocks: Block, **more: Any) -> Block:
    return {"type": "modal", "title": plain("Log"), "submit": plain("Log it"), "blocks": list(blocks), **more}


def home(*blocks: Block, **more: Any) -> Block:
    return {"type": "home", "blocks": list(blocks), **more}
