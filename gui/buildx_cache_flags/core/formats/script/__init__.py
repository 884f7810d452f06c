"""Scripts that put a build command together: one model of them, what each language fills it with, and what it amounts to.

Nothing is ever run.  A language's reader turns text into the statements of :mod:`.model`; :mod:`.evaluate` follows them
with what the text itself says, and gives the commands with their words; what is not covered is a piece that stays open.
"""
