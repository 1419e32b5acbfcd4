"""The company in a box: a deterministic company behind the admin APIs of its providers, with planted truth.

Product code talks to it only over HTTP, as it would to the real providers; `truth` is for tests alone.
"""
