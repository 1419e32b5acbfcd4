"""The company in a box at any size, with planted truth (method.md 8.1): what the scorecard is measured on.

Everything follows from a size, a seed and a nature; nothing here is read by the product but the files it writes.
"""
