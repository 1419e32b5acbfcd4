"""Every key of the org file, with a value as an example: what is not here is refused."""

from __future__ import annotations

KEYS: dict[str, dict[str, str]] = {
    "team": {
        "slug": '"support"',
        "name": '"Support EU"',
        "channel": '"C0SUPPORT1"',
        "parent": '"operations"',
        "cost_centre": '"CC-410"',
        "timezone": '"Europe/Berlin"',
    },
    "person": {
        "email": '"ana.silva@acme.example"',
        "name": '"Ana Silva"',
        "ids": '["github:ana-silva", "ana@acme.example"]',
        "teams": '[{ slug = "support", since = 2026-01-01 }]',
    },
    "membership": {
        "slug": '"support"',
        "since": "2026-01-01",
        "until": "2026-07-01",
        "weight": "0.5",
    },
    "workflow": {
        "slug": '"refunds"',
        "name": '"Refund triage"',
        "team": '"support"',
        "owner": '"ana.silva@acme.example"',
        "delegate": '"jonas.weber@acme.example"',
        "aliases": '["refund"]',
        "launched": "2026-04-06",
        "changed": '"agents check the draft instead of writing it"',
        "guardrail": '"complaints per 100 refunds"',
        "outcome": '{ unit = "refund resolved" }',
        "lag_days": "7",
        "alternative": '"agents answer by hand"',
        "customer_facing": "true",
        "backlog": "2026-10-05",
        "stopped": "2026-12-01",
        "experiment": '{ question = "does wrap-up time fall?", envelope = "2500", currency = "USD", '
        "since = 2026-10-01, until = 2026-12-01 }",
        "effort": '{ minutes = 4, hourly = "63.00", currency = "USD" }',
        "baseline": '{ cost = "14.70", currency = "USD", since = 2026-01-05, until = 2026-04-06 }',
    },
    "outcome": {
        "unit": '"refund resolved"',
        "done": '"money sent or declined with a reason"',
        "level": "3",
        "reversal_days": "7",
    },
    "baseline": {
        "minutes": "14",
        "cost": '"14.70"',
        "currency": '"USD"',
        "since": "2026-01-05",
        "until": "2026-04-06",
        "n": "4100",
        "grade": "3",
    },
    "experiment": {
        "question": '"does wrap-up time fall?"',
        "envelope": '"2500"',
        "currency": '"USD"',
        "since": "2026-10-01",
        "until": "2026-12-01",
    },
    "effort": {
        "minutes": "4",
        "rework_minutes": "0.5",
        "hourly": '"63.00"',
        "currency": '"USD"',
        "grade": "2",
    },
    "benefit": {
        "workflow": '"refunds"',
        "month": '"2026-10"',
        "kind": '"hours"',
        "grade": "2",
        "hours": "30",
        "destination": '"work"',
        "amount": '"1200"',
        "currency": '"USD"',
        "share": '"0.5"',
        "name": '"returns backlog"',
        "note": '"agreed in the review of November"',
    },
    "override": {
        "workflow": '"refunds"',
        "verdict": '"keep"',
        "by": '"finance"',
        "reason": '"the contract that it replaces ends in March"',
        "since": "2026-12-01",
        "until": "2027-03-01",
    },
    "connection": {
        "slug": '"openai-research"',
        "provider": '"openai"',
        "key_env": '"OPENAI_ADMIN_KEY_RESEARCH"',
        "base_url": '"https://api.openai.com/v1"',
        "settings": '{ organization = "acme-labs" }',
    },
    "pool": {
        "slug": '"platform"',
        "name": '"Shared platform"',
        "key": '"headcount"',
        "weights": "{ support = 3, engineering = 1 }",
    },
    "rule": {
        "match": '{ provider = "openai", sub_account = "proj_abc" }',
        "team": '"support"',
        "workflow": '"refunds"',
        "pool": '"platform"',
        "share": '"0.4"',
        "since": "2026-01-01",
        "until": "2026-07-01",
    },
    "match": {
        "provider": '"openai"',
        "connection": '"openai"',
        "billing_account": '"org-abc"',
        "sub_account": '"proj_abc"',
        "key": '"key_abc"',
        "model": '"gpt-*"',
        "line_item": '"web search*"',
        "person": '"ana.silva@acme.example"',
        "service_account": '"svac_abc"',
        "tag": '{ team = "support" }',
    },
    "overlap": {
        "connection": '"focus:*"',
        "covered_by": '"openai"',
        "provider": '"openai"',
        "tag": '{ llm_provider = "openai" }',
        "since": "2026-01-01",
        "until": "2026-07-01",
    },
    "price": {
        "provider": '"anthropic"',
        "model": '"claude-opus-*"',
        "token_type": '"output"',
        "since": "2026-01-01",
        "until": "2026-07-01",
        "per_million": '"2.50"',
        "currency": '"USD"',
        "discount": '"0.15"',
    },
    "bill": {
        "provider": '"aws"',
        "service": '["Amazon Bedrock*"]',
        "service_category": '["AI and Machine Learning"]',
        "sku": '["QXF3*"]',
    },
    "invoice": {
        "provider": '"openai"',
        "connection": '"openai"',
        "month": '"2026-10"',
        "amount": '"1234.56"',
        "currency": '"USD"',
        "number": '"INV-0042"',
    },
    "fx": {
        "currency": '"EUR"',
        "rates": '"rates.csv"',
        "budget_rates": '[{ currency = "USD", rate = "0.92", since = 2026-01-01 }]',
    },
    "budget rate": {
        "currency": '"USD"',
        "rate": '"0.92"',
        "since": "2026-01-01",
        "until": "2027-01-01",
    },
    "calendar": {
        "fiscal_year_starts": "4",
    },
    "budget": {
        "scope": '{ team = "support" }',
        "period": '"month"',
        "amount": '"5500"',
        "currency": '"USD"',
        "thresholds": "[50, 80, 100, 120]",
        "owner": '"ana.silva@acme.example"',
        "delegate": '"jonas.weber@acme.example"',
        "approver": '"mira.kowalska@acme.example"',
        "since": "2026-01-01",
    },
    "scope": {
        "team": '"support"',
        "workflow": '"refunds"',
        "provider": '"openai"',
    },
}
"""The keys of each noun; `membership`, `outcome`, `baseline`, `experiment`, `effort`, `match`, `scope` and
`budget rate` stand in another.
"""

TABLES = (
    "team",
    "person",
    "workflow",
    "pool",
    "rule",
    "overlap",
    "budget",
    "price",
    "bill",
    "invoice",
    "connection",
    "benefit",
    "override",
)
"""What may stand at the top, each as `[[noun]]`, as often as there are such things."""

ONCE = ("fx", "calendar")
"""What may stand at the top once, as `[noun]`."""

NOT_YET: dict[str, tuple[str, ...]] = {"": ("policy",)}
"""What the design names and this version does not know, by noun; "" is the top of the file."""

PERIODS = ("month", "quarter", "year")
