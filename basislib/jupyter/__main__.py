"""`python -m basislib.jupyter notebooks` serves a folder of pages; `--help` lists what can be set."""

# Kernels are forked from a helper process that skips main modules of this name, and no others.
from basislib.jupyter.site import Site

if __name__ == "__main__":
    Site.launch_instance()
