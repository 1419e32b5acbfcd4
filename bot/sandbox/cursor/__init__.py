"""Cursor, as Larkspur meets it."""
