"""Bring the editions in other languages up to date: `python -m tests.editions`, which `make words` runs too.

What code says goes from the sources into each catalogue; what notebooks say goes into each language's folder, where cells
that were translated stay. Then a line for each language says what is left to do.
"""

import sys

from basislib.language import LANGUAGES, SOURCE
from tests.editions import catalogues, notebooks


def main() -> int:
    """Write catalogues and notebooks, and say what is missing."""
    template = catalogues.template()
    for code in LANGUAGES.keys() - {SOURCE.code}:
        catalogue = catalogues.update(code, template)
        left = [message for message in catalogue if message.id and not all(catalogues.strings(message))]
        notebooks.write(catalogues.ROOT, code)
        cells = notebooks.to_do(catalogues.ROOT, code)
        sys.stdout.write(f"{code}: {len(left)} texts of {len(catalogue)} and {len(cells)} cells to translate\n")
        sys.stdout.writelines(f"  {cell}\n" for cell in cells)
    return 0


if __name__ == "__main__":
    sys.exit(main())
