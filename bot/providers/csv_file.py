"""A CSV file, plain or gzipped, record by record: whatever cannot be read for sure refuses the whole file."""

from __future__ import annotations

import csv
import gzip
import re
import zlib
from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from io import BufferedReader
from pathlib import Path

from bot.errors import ImportRefusedError

Progress = Callable[[int], None]
"""Called with the number of bytes of the file, as it lies on the disk, read since the last call."""

_LONGEST_LINE = 1 << 20
_LINES_PER_STEP = 2000
_GZIP, _ZIP, _PARQUET, _BOM = b"\x1f\x8b", b"PK\x03\x04", b"PAR1", b"\xef\xbb\xbf"
_MOST_UNPACKED = 300
"""Bills come to some thirty times their gzipped size; gzip can make a thousand of it."""
_UNPACKED_FREELY = 1 << 26
_WHOLE_CELL = re.compile(r'(?:"(?:[^"]|"")*"|[^",\r\n][^,\r\n]*|),')
_AGAIN = "export the file again"


@dataclass(frozen=True)
class CsvFile:
    """One file and the name that errors call it by."""

    path: Path
    name: str

    def refused(self, line: int, column: str, sentence: str) -> ImportRefusedError:
        """The error `name:line:column: sentence`; without the column where a whole line or file is meant."""
        place = f"{self.name}:{line}:{column}" if column else f"{self.name}:{line}"
        return ImportRefusedError(f"{place}: {sentence}")

    def records(self, progress: Progress) -> Generator[tuple[int, list[str]]]:
        """Every record, the header first, with the line (from 1, as an editor counts) that it starts on.

        UTF-8 with or without byte order mark, LF or CRLF, quoted cells may hold line ends; blank lines are passed
        over, and so are those above the header that begin with #. All records have as many cells as the header, or
        ImportRefusedError says which line has not.
        """
        reading = _Reading(self, progress)
        with closing(reading.lines()) as lines:
            reader = csv.reader(lines, strict=True)
            while True:
                start = reader.line_num + 1
                try:
                    cells = next(reader)
                except StopIteration:
                    return
                except csv.Error as error:
                    shorten = ", or shorten the cell" if "field limit" in str(error) else ""
                    sentence = f"the line is not proper CSV ({error}); close its quotes{shorten}"
                    raise reading.refused(start, "", sentence) from None
                if cells:
                    reading.header = reading.header or cells
                    if len(cells) != len(reading.header):
                        raise self._uneven(start, cells, reading.header)
                    yield start, cells
                reading.record.clear()

    def _uneven(self, line: int, cells: list[str], header: list[str]) -> ImportRefusedError:
        found, expected = len(cells), len(header)
        if found < expected:
            sentence = f"the line ends after {found} of {expected} cells, it seems to be cut; {_AGAIN}"
            return self.refused(line, header[found], sentence)
        sentence = f"the line has {found} cells, the header {expected}; quote the cells that hold a comma, or {_AGAIN}"
        return self.refused(line, header[-1], sentence)


class Unpacked:
    """What a packed file has come to so far; far more than its size is no bill but something to fill the machine."""

    def __init__(self, file: CsvFile, size: int, *, most: int) -> None:
        self._file = file
        self._most = max(most * size, _UNPACKED_FREELY)
        self._so_far = 0

    def add(self, size: int, line: int) -> None:
        """Count some more in; ImportRefusedError where it is too much."""
        self._so_far += size
        if self._so_far > self._most:
            sentence = f"the file unpacks to more than {self._most} bytes, as no bill of its size does; {_AGAIN}"
            raise self._file.refused(line, "", sentence)


class _Reading:
    """One pass over one file: the header and the lines of the record being read, to name the place of a fault."""

    def __init__(self, file: CsvFile, progress: Progress) -> None:
        self.file = file
        self.progress = progress
        self.header: list[str] = []
        self.record: list[str] = []

    def lines(self) -> Generator[str]:
        """The lines as text, each checked before it is handed on."""
        with _opened(self.file) as raw:
            compressed = raw.peek(len(_GZIP)).startswith(_GZIP)
            data = BufferedReader(gzip.GzipFile(fileobj=raw)) if compressed else raw
            unpacked = Unpacked(self.file, self.file.path.stat().st_size, most=_MOST_UNPACKED)
            read, told, number = partial(data.readline, _LONGEST_LINE), 0, 0
            while line := self._read(read, number + 1):
                number += 1
                if compressed:
                    unpacked.add(len(line), number)
                text = self._text(line.removeprefix(_BOM) if number == 1 else line, number)
                if text.startswith("#") and not self.header:
                    text = "\n"
                self.record.append(text)
                yield text
                if number % _LINES_PER_STEP == 0:
                    self.progress(raw.tell() - told)
                    told = raw.tell()
            self.progress(raw.tell() - told)

    def refused(self, line: int, more: str, sentence: str) -> ImportRefusedError:
        """The refusal of a line, at the cell that is not whole after what was read of the record and `more`."""
        text, cell, at = "".join(self.record) + more, 0, 0
        while whole := _WHOLE_CELL.match(text, at):
            cell, at = cell + 1, whole.end()
        return self.file.refused(line, self.header[cell] if cell < len(self.header) else "", sentence)

    def _read(self, read: Callable[[], bytes], number: int) -> bytes:
        try:
            line = read()
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise self.file.refused(
                number, "", f"the gzip file is damaged or cut here or soon after ({error}); copy it again"
            ) from None
        except OSError as error:
            raise self.file.refused(
                number, "", f"the file cannot be read further ({error.strerror}); try again"
            ) from None
        if number == 1 and b"\r" in line.rstrip(b"\r\n") and b"\0" not in line:
            raise self.file.refused(1, "", "the lines end in CR alone; save the file with LF or CRLF line ends")
        if len(line) == _LONGEST_LINE:
            raise self.file.refused(
                number, "", f"the line is longer than {_LONGEST_LINE} bytes, this is no CSV; {_AGAIN}"
            )
        return line

    def _text(self, line: bytes, number: int) -> str:
        try:
            text = line.decode()
        except UnicodeDecodeError as error:
            before = line[: error.start].decode()
            raise self.refused(number, before, f"the line is not UTF-8; {_AGAIN} in UTF-8") from None
        if "\0" in text:
            raise self.refused(number, text.partition("\0")[0], f"the line holds a NUL byte, it is damaged; {_AGAIN}")
        return text


def _opened(file: CsvFile) -> BufferedReader:
    """The file, open at its first byte; what is no file of text is refused here."""
    if file.path.is_dir():
        raise file.refused(1, "", "this is a folder; name the files in it")
    if file.path.exists() and not file.path.is_file():
        raise file.refused(1, "", "this is a pipe or a device, and the file is read twice; save it to a file first")
    try:
        raw = file.path.open("rb")
    except FileNotFoundError:
        raise file.refused(1, "", "there is no such file; check the path") from None
    except OSError as error:
        raise file.refused(1, "", f"the file cannot be opened ({error.strerror}); check its permissions") from None
    begins = raw.peek(len(_PARQUET))
    if begins.startswith((_PARQUET, _ZIP)):
        raw.close()
    if begins.startswith(_PARQUET):
        raise file.refused(1, "", "this is a Parquet file; export CSV")
    if begins.startswith(_ZIP):
        raise file.refused(1, "", "this is a zip archive; unzip it first and name the CSV file that was in it")
    return raw
