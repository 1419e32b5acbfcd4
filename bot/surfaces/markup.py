"""Text made harmless for HTML and XML, and elements written with it."""

from __future__ import annotations

import html
import re

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot carry even when escaped: control characters, lone surrogates, U+FFFE and U+FFFF."""


def escaped(text: str) -> str:
    """The text for any place between tags or inside quotes; what no document can carry becomes U+FFFD."""
    return html.escape(_NOT_XML.sub("\ufffd", text), quote=True)


def element(tag: str, text: str, **attributes: str) -> str:
    """One element around a plain text; `class_` and `aria_label` are written `class` and `aria-label`."""
    return f"<{tag}{_written(attributes)}>{escaped(text)}</{tag}>"


def _written(attributes: dict[str, str]) -> str:
    """Attributes as they stand in a tag, each with a space before it; values are escaped here."""
    return "".join(f' {name.rstrip("_").replace("_", "-")}="{escaped(value)}"' for name, value in attributes.items())
