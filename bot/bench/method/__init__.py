"""The scorecard of the method: every row of method.md 8.2, each beside what a simpler rule reaches."""
