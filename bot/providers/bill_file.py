"""A billing file: CSV, plain or gzipped, or Parquet, told apart by its first bytes, whatever it is called."""

from __future__ import annotations

from collections.abc import Generator

from bot.providers import parquet_file
from bot.providers.csv_file import CsvFile, Progress


class BillFile(CsvFile):
    """One file and the name that errors call it by."""

    def records(self, progress: Progress) -> Generator[tuple[int, list[str]]]:
        """As `CsvFile.records`; a Parquet file's lines are those it would have as CSV."""
        return parquet_file.records(self, progress) if self._is_parquet() else super().records(progress)

    def _is_parquet(self) -> bool:
        """What cannot be opened is refused by reading it as CSV."""
        if not self.path.is_file():
            return False
        try:
            with self.path.open("rb") as raw:
                return raw.read(len(parquet_file.MAGIC)) == parquet_file.MAGIC
        except OSError:
            return False
