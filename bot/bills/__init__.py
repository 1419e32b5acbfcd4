"""Billing files into the ledger."""

from bot.bills.importing import PROVIDER, Imported, import_focus, size

__all__ = ["PROVIDER", "Imported", "import_focus", "size"]
