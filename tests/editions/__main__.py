"""Bring the editions in other languages up to date: `python -m tests.editions`, which `make words` runs too.

What code says goes from the sources into each catalogue; what notebooks say goes into each language's folder, where cells
that were translated stay, and the plans of `docs/teaching.LANGUAGE.md` into its lesson plans. Then a line for each language says what is left to do.
"""

import argparse
import sys

from basislib.language import LANGUAGES, SOURCE
from tests.editions import catalogues, notebooks
from tests.editions.catalogues import ROOT


def main(arguments: list[str] | None = None) -> int:
    """Write catalogues and notebooks, and say what is missing."""
    parser = argparse.ArgumentParser(prog="python -m tests.editions", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing")
    parser.add_argument("--done", metavar="NOTEBOOK", help="its cells are translations of the English as it is now")
    given = parser.parse_args(arguments)
    template = catalogues.template()
    for code in (code for code in LANGUAGES if code != SOURCE.code):
        catalogue = catalogues.updated(code, template)
        if not given.check:
            catalogues.write(code, catalogue)
            done = notebooks.there(ROOT, code, given.done) if given.done else {}
            notebooks.write(ROOT, code, {**done, **notebooks.planned(ROOT, code)})
        cells = notebooks.to_do(ROOT, code)
        left = catalogues.untranslated(catalogue)
        sys.stdout.write(f"{code}: {len(left)} texts of {len(catalogue)} and {len(cells)} cells to translate\n")
        sys.stdout.writelines(f"  {line}\n" for line in (*left, *cells))
    return 0


if __name__ == "__main__":
    sys.exit(main())
