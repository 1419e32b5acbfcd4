"""Billing files into the ledger: those of a command, or those of a folder that have changed."""

from bot.bills.changed import ChangedBills, read_changed
from bot.bills.importing import Imported, import_csv, import_focus, import_github, size

__all__ = [
    "ChangedBills",
    "Imported",
    "import_csv",
    "import_focus",
    "import_github",
    "read_changed",
    "size",
]
