"""`python -m basislib.jupyter notebooks` serves a folder of pages; `--help` lists what can be set."""

import sys

# jsonschema would build a parser of international addresses, which takes as long as all other imports of the site
# together. Nothing here is checked for being one, and jsonschema does without what is not installed.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

# Kernels are forked from a helper process that skips main modules of this name, and no others.
from basislib.jupyter.site import Site  # noqa: E402

if __name__ == "__main__":
    Site.launch_instance()
