"""`Source`: an org file while it is read, and the problems found in it so far."""

from __future__ import annotations

import re
import tomllib
from decimal import Decimal
from typing import Any

from bot.errors import OrgFileError
from bot.orgfile.lines import Lines, Path, locate

_AT_LINE = re.compile(r" \(at line (\d+), column \d+\)$")
_AT_END = " (at end of document)"


class Source:
    """The text of a file under its name: its values, its lines, and what is wrong with it."""

    def __init__(self, text: str, name: str) -> None:
        self.name = name
        self._problems: list[tuple[int, str]] = []
        text = text.removeprefix("\ufeff")
        self.values, self._lines = self._loaded(text)

    def refuse(self, path: Path, sentence: str) -> None:
        """Note a problem at the line of the path; reading goes on to find the others."""
        self._problems.append((self._lines.of(path), sentence))

    def line(self, path: Path) -> int:
        """The line a path stands in, from 1."""
        return self._lines.of(path)

    def done(self) -> None:
        """Raise OrgFileError with all problems, a line each and in the file's order, if there are any."""
        if self._problems:
            problems = sorted(dict.fromkeys(self._problems), key=lambda problem: problem[0])
            raise OrgFileError("\n".join(f"{self.name}:{line}: {sentence}" for line, sentence in problems))

    def _loaded(self, text: str) -> tuple[dict[str, Any], Lines]:
        try:
            return tomllib.loads(text, parse_float=Decimal), locate(text)
        except (ValueError, RecursionError) as error:
            said = str(error)
            match = _AT_LINE.search(said)
            last = max(1, len(text.splitlines())) if said.endswith(_AT_END) else 1
            line = int(match[1]) if match else last
            reason = _AT_LINE.sub("", said).removesuffix(_AT_END)
            raise OrgFileError(f"{self.name}:{line}: this is not TOML ({reason}); mend this line first") from None
