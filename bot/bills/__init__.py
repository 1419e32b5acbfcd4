"""Billing files into the ledger: those of a command, or those of a folder that have changed."""

from bot.bills.changed import ChangedBills, read_changed
from bot.bills.importing import PROVIDER, Imported, import_focus, size

__all__ = ["PROVIDER", "ChangedBills", "Imported", "import_focus", "read_changed", "size"]
