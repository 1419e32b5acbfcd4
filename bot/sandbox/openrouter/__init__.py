"""OpenRouter, as Larkspur meets it."""
