"""The values that invented organisations are made of."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

TEAMS = ("support", "engineering", "payments-2")
EMAILS = ("ana.silva@acme.example", "rui.carvalho@acme.example", "yuki@acme.example")

texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=15).map(str.strip).filter(bool)
remarks = texts.filter(lambda text: "@" not in text)
days = st.dates(date(2020, 1, 1), date(2029, 12, 31))
lengths = st.integers(1, 400).map(lambda count: timedelta(days=count))
money = st.decimals("0.01", "999999", places=2)
parts = st.decimals("0.000001", "0.999999", places=6)
deputies = st.none() | st.sampled_from([*EMAILS, "board@elsewhere.example"])
