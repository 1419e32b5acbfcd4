"""OpenAI, as Larkspur meets it."""
