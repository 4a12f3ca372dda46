"""The Jupyter side: the site (a Voila of our own), its kernels, the page template, and settings for JupyterLab."""

from importlib.resources import files

CONFIG = str(files(__name__) / "config")  # for JUPYTER_CONFIG_PATH: these settings act only where it names them
