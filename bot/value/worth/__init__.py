"""What the work was worth: claims with a grade, cut where counted twice, and weighted by their evidence (method.md 4).

Nothing here is a cost: what AI costs is a fact, what it is worth is a claim until somebody else confirms it.
"""
