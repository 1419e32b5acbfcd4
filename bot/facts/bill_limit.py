"""`BillLimit`: what of a bill is ours, because a cloud's bill holds all that runs there and AI is a part of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class BillLimit:
    """Of the bills of `provider` (None: of everybody) what agrees in every field given is taken.

    Each field lists what it may be, whatever the letter case; a `*` stands for any letters. A charge is taken where any
    limit about its provider takes it, and where no limit is about its provider.
    """

    provider: str | None = None
    service: tuple[str, ...] = ()
    service_category: tuple[str, ...] = ()
    sku: tuple[str, ...] = ()
