"""Inside a Jupyter server: one address more, where the workbook's pages find Voila's scripts in one file.

Nothing of anybody's notebooks, kernels or settings is changed by it.
"""

from basislib.jupyter import ahead


def _jupyter_server_extension_points():
    return [{"module": __name__}]


def _load_jupyter_server_extension(server):
    server.web_app.add_handlers(".*$", ahead.handlers(server.web_app.settings["base_url"]))
