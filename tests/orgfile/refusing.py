"""How a file is refused."""

from __future__ import annotations

import pytest

from bot.errors import OrgFileError
from bot.orgfile import read


def refused(text: str) -> list[str]:
    """The problems of a file that is refused."""
    with pytest.raises(OrgFileError) as caught:
        read(text, "org.toml")
    return str(caught.value).splitlines()
