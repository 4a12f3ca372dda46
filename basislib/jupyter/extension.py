"""Inside a Jupyter server: two addresses more, Voila's scripts in one file and the start page in the reader's language.

Nothing of anybody's notebooks, kernels or settings is changed by it.
"""

from basislib.jupyter import ahead, start


def _jupyter_server_extension_points():
    return [{"module": __name__}]


def _load_jupyter_server_extension(server):
    base_url = server.web_app.settings["base_url"]
    server.web_app.add_handlers(".*$", [*ahead.handlers(base_url), *start.handlers(base_url)])
