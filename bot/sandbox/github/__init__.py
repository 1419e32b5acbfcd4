"""GitHub Copilot, as Larkspur meets it."""
