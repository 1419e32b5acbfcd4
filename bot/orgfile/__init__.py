"""The org file (design.md 4.3): teams, people, workflows, and whose money is whose, in one TOML file.

A file is taken whole or refused whole; a refusal lists every problem with its line. Pure: no database, no disk.
A new key: `keys.py`, its line where its table is read, what must hold in `checks.py`, and `org.example.toml`; a new
table also `parse.py`, `write.py` and `plan.py`.
"""

from bot.orgfile.parse import read
from bot.orgfile.plan import plan
from bot.orgfile.write import write

__all__ = ["plan", "read", "write"]
