"""Why a charge is known no better: words that stand in a dimension of the charge itself, where rules can match them."""

from __future__ import annotations

NOT_GROUPED = "not in the grouped report"
"""The line item of what the control total has and the grouped rows lack."""
