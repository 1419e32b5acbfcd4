"""A file that is there whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from bot.errors import UsageError


@contextmanager
def new_file(path: Path, *, replace: bool) -> Iterator[TextIO]:
    """A text file in UTF-8 that takes its name when everything is written; on any error nothing is left behind.

    Until then it is hidden beside its place. Raises UsageError where there is a file of that name and `replace` is
    not set, and where it cannot be written.
    """
    if path.is_dir():
        raise UsageError(f"{path} is a folder; name a file in it")
    if path.exists() and not replace:
        raise UsageError(f"{path} is there already; name another file, or add --force to replace it")
    growing = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with growing.open("w", encoding="utf-8", newline="") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        growing.replace(path)
    except OSError as error:
        raise UsageError(f"{path} cannot be written ({error.strerror}); check its folder and the room there") from None
    finally:
        with suppress(OSError):
            growing.unlink()
