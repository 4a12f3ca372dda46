"""The class board: votes, answers and scores of a class in one room, kept in a file on the lecturer's disk.

It stands apart as the server does: it imports no page and no model, and knows what may be asked from a catalogue that
`basislib.pages.catalogue` writes. `basislib.jupyter.site` serves it beside the pages, `python -m basislib.classroom`
alone, as a service of a JupyterHub. Where neither is started, no page knows of it.
"""

VARIABLE = "BASISLIB_CLASS"  # of the environment: the path where pages find the class; without it they look for none
