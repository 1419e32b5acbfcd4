"""How a file is refused."""

from __future__ import annotations

import pytest

from bot.errors import OrgFileError
from bot.orgfile import read

VALID = """\
[[team]]
slug = "support"
name = "Support EU"
channel = "C0SUPPORT1"

[[team]]
slug = "sales"
name = "Sales"

[[person]]
email = "ana.silva@acme.example"
teams = [
  { slug = "support", since = 2026-01-01, until = 2026-07-01 },
  { slug = "support", since = 2026-07-01 },
]

[[workflow]]
slug = "refunds"
name = "Refund triage"
team = "support"
owner = "ana.silva@acme.example"
aliases = ["refund"]
launched = 2026-04-06
outcome = { unit = "refund resolved", level = 3 }
baseline = { cost = "14.70", currency = "USD", since = 2026-01-05, until = 2026-04-06, n = 4100 }

[[workflow]]
slug = "quotes"
name = "Quote drafting"
team = "sales"
owner = "ana.silva@acme.example"
aliases = ["quote"]
outcome = { unit = "quote sent" }

[[rule]]
match = { provider = "openai", sub_account = "proj_abc" }
team = "support"
workflow = "refunds"
since = 2026-01-01

[[budget]]
scope = { team = "support" }
period = "month"
amount = "5500"
currency = "USD"
thresholds = [50, 80, 100]
owner = "ana.silva@acme.example"
"""
"""A file to which one thing wrong is done at a time."""


WORKFLOW = """\
[[team]]
slug = "support"
name = "Support"
[[person]]
email = "ana@acme.example"
[[workflow]]
slug = "refunds"
name = "Refund triage"
team = "support"
owner = "ana@acme.example"
outcome = { unit = "refund resolved" }
"""
"""The least that a workflow needs, in whose table more may follow."""


def refused(text: str) -> list[str]:
    """The problems of a file that is refused."""
    with pytest.raises(OrgFileError) as caught:
        read(text, "org.toml")
    return str(caught.value).splitlines()
