"""One unit: the FOCUS files of folders that have changed since they were last read, and all that belongs to them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from bot.bills.importing import Imported, limits, put
from bot.errors import ImportRefusedError
from bot.facts.charge import Scope
from bot.ledger import bill_files
from bot.ledger.bill_files import BillFileRead
from bot.ledger.db import Database
from bot.providers.bill_check import BillSummary
from bot.providers.bill_scope import FOCUS, labelled
from bot.providers.bill_set import BillSet
from bot.providers.focus import focus_files


@dataclass(frozen=True, kw_only=True)
class ChangedBills:
    """What a look at the files did; `imported` is None where none had changed.

    `gone` were read before and are not there since this look, or are named and not there: what they brought stays in
    the ledger. `older` are older than what was read under their name and are left alone. `unchanged` are the others
    not read.
    """

    imported: Imported | None = None
    read: tuple[Path, ...] = ()
    unchanged: int = 0
    gone: tuple[Path, ...] = ()
    older: tuple[Path, ...] = ()


@dataclass
class _Look:
    """The files as they lie there, by what is to be done with each; `new` are those of the changed that are not known.

    `gone` are known and not there, `missing` those of the files asked for that are not there.
    """

    changed: dict[str, BillFileRead] = field(default_factory=dict)
    unchanged: dict[str, BillFileRead] = field(default_factory=dict)
    older: dict[str, BillFileRead] = field(default_factory=dict)
    gone: dict[str, BillFileRead] = field(default_factory=dict)
    new: set[str] = field(default_factory=set)
    missing: set[str] = field(default_factory=set)


def read_changed(
    database: Database, paths: Iterable[Path], *, now: datetime, pseudonym: Callable[[str], str]
) -> ChangedBills:
    """Read what has changed of the FOCUS files, with every other file of a bill that a changed one is of.

    A file has changed when it is new, or another size or time and another content than when it was last read, or when
    the org file takes something else of bills. ImportRefusedError and OSError as for `import_focus`; then nothing is
    stored and the next look finds the same. Of a bill a file of which is older than what was read nothing is read, nor
    of one that a file held a part of and holds no more, unless a new file has it: that part would be gone.
    """
    taken = limits(database)
    with database.reading() as connection:
        known = bill_files.known(connection)
    look = _looked_at(paths, known, _digest(repr(taken).encode()), now)
    newly_gone = {path: one.gone() for path, one in look.gone.items() if not one.is_gone}
    if newly_gone:  # also where something is refused then: an import by hand is to find what it takes the place of
        with database.writing() as connection:
            bill_files.keep(connection, newly_gone.values())
    done = ChangedBills(gone=_as_paths(look.missing | newly_gone.keys()), older=_as_paths(look.older))
    if not look.changed:
        if any(known[path] != one for path, one in look.unchanged.items()):
            with database.writing() as connection:
                bill_files.keep(connection, look.unchanged.values())
        return replace(done, unchanged=len(look.unchanged))
    files, summary, read = _belonging(look, lambda chosen: focus_files(chosen, taken))

    def remember(connection: Connection) -> None:
        bill_files.keep(connection, (look.unchanged | {one.path: one for one in read}).values())
        bill_files.replaced(connection, {one.path: one.scopes for one in read})

    imported = put(
        database,
        files,
        summary,
        FOCUS,
        now=now,
        pseudonym=pseudonym,
        then=remember,
    )
    left = look.unchanged.keys() - {one.path for one in read}
    return replace(done, imported=imported, read=_as_paths(one.path for one in read), unchanged=len(left))


def _looked_at(paths: Iterable[Path], known: Mapping[str, BillFileRead], taken: str, now: datetime) -> _Look:
    look = _Look()
    for path in sorted({path.resolve() for path in paths}):
        name, before = str(path), known.get(str(path))
        if not path.exists():
            look.missing.add(name)
            continue
        stat = path.stat()  # before the content is read: what is written meanwhile is another time at the next look
        same = before is not None and (before.size, before.modified_ns) == (stat.st_size, stat.st_mtime_ns)
        digest = before.digest if before is not None and same else _content(path)
        now_there = BillFileRead(
            path=name,
            size=stat.st_size,
            modified_ns=stat.st_mtime_ns,
            digest=digest,
            limits=taken,
            scopes=before.scopes if before is not None else frozenset(),
            read_at=now,
        )
        if before is None:
            look.new.add(name)
        if before is None or (before.digest == digest and before.limits != taken):
            look.changed[name] = now_there
        elif before.digest == digest:
            look.unchanged[name] = replace(now_there, read_at=before.read_at)
        elif stat.st_mtime_ns < before.modified_ns:
            look.older[name] = before
        else:
            look.changed[name] = now_there
    there = look.changed.keys() | look.unchanged.keys() | look.older.keys()
    look.gone = {path: one for path, one in known.items() if path not in there}
    return look


def _belonging(
    look: _Look, files_of: Callable[[Sequence[Path]], BillSet]
) -> tuple[BillSet, BillSummary, tuple[BillFileRead, ...]]:
    """The changed files with all others of the bills they hold, checked: a bill is replaced whole."""
    chosen = dict(look.changed)
    while True:
        files = files_of([Path(path) for path in sorted(chosen)])
        summary = files.check(lambda _: None)
        bills = frozenset(summary.scopes)
        for path, one in look.older.items():
            if shared := sorted(one.scopes & bills):
                raise ImportRefusedError(
                    f"{path} is older than what was read of it on {one.read_at:%d %b %Y} and belongs to "
                    f"{labelled(shared[0])}, of which another file has changed; put the newer one back, or import all "
                    "of them with denominator import focus"
                )
        more = {path: one for path, one in look.unchanged.items() if path not in chosen and one.scopes & bills}
        if not more:
            scopes = {str(path): found for path, found in files.scopes().items()}
            read = {path: replace(one, scopes=scopes[path]) for path, one in sorted(chosen.items())}
            _refuse_lost_parts(look, chosen, read)
            return files, summary, tuple(read.values())
        chosen |= more


def _refuse_lost_parts(look: _Look, before: Mapping[str, BillFileRead], read: Mapping[str, BillFileRead]) -> None:
    """Refuse to replace a bill by what is left of it: a file that held a part of it is gone, or holds other bills now.

    Where no other file holds it either, nothing replaces it: a rolling export leaves its months behind. What a new file
    brings is taken for the part under another name, as of exports that write a new file each day.
    """
    held = _bills(read.values())
    anew = _bills(read[path] for path in look.new)
    others = _bills(one for path, one in (look.unchanged | look.older).items() if path not in read)
    for path, one in sorted(look.gone.items()):
        if lost := sorted((one.scopes & held) - anew):
            raise ImportRefusedError(
                f"{path} is not there any more and held a part of {labelled(lost[0])}, other files of which are; put "
                "it back, or if these are the whole bill now, import all of them with denominator import focus"
            )
    for path, one in read.items():
        if lost := sorted(((before[path].scopes - one.scopes) & (held | others)) - anew):
            raise ImportRefusedError(
                f"{path} does not hold its part of {labelled(lost[0])} any more, and other files do; put it back, or "
                "if these are the whole bill now, import all of them and it with denominator import focus"
            )


def _bills(files: Iterable[BillFileRead]) -> frozenset[Scope]:
    return frozenset[Scope]().union(*(one.scopes for one in files))


def _content(path: Path) -> str:
    if not path.is_file():
        return ""  # a pipe or a folder: reading it as a bill refuses it
    with path.open("rb") as raw:
        return hashlib.file_digest(raw, "blake2b").hexdigest()[:32]


def _digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def _as_paths(paths: Iterable[str]) -> tuple[Path, ...]:
    return tuple(map(Path, sorted(paths)))
