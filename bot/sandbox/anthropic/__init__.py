"""Anthropic, as Larkspur meets it."""
