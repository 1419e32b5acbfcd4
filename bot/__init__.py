"""Denominator: what the AI bill bought, as cost per business outcome."""

__version__ = "0.1.0"
