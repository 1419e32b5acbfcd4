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

    Until then it is hidden beside its place. Of a link the file it leads to is written, and the link stays. Raises
    UsageError where there is a file or a link of that name and `replace` is not set, where what is there is no file,
    such as a device, and where it cannot be written.
    """
    place = Path(os.path.realpath(path))
    if place.is_dir():
        raise UsageError(f"{path} is a folder; name a file in it")
    if place.is_symlink() or (place.exists() and not place.is_file()):
        raise UsageError(f"{path} is no file that could be replaced, but a device, a pipe or the like; name a file")
    if os.path.lexists(path) and not replace:
        raise UsageError(f"{path} is there already; name another file, or add --force to replace it")
    growing = place.with_name(f".{place.name}.{os.getpid()}")
    try:
        with growing.open("w", encoding="utf-8", newline="") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        growing.replace(place)
    except OSError as error:
        raise UsageError(f"{path} cannot be written ({error.strerror}); check its folder and the room there") from None
    finally:
        with suppress(OSError):
            growing.unlink()
