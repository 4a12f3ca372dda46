"""English that is left where another language should be: four words in a row."""

import re

LATIN = re.compile(r"[A-Za-z][a-z]+(?:[ ,]+[A-Za-z][a-z]+){3,}")
HAN = re.compile("[\u4e00-\u9fff]")
# In a Chinese text too: authors, and what is cited or called by its name.
AUTHORS = re.compile(r"[A-Z]\w+(?:, [A-Z]\w+)* and [A-Z]\w+")
NAMES = re.compile(
    "Standby Financing Facility|Treasury and Federal Reserve|Traders in Financial Futures"
    "|Federal Reserve Bank of New York|New York Fed Staff Report|Key finding on non-centrally cleared repo"
)


def english_in(texts):
    """Return the English that stands in some texts, without names."""
    return [found[0] for text in texts for found in LATIN.finditer(AUTHORS.sub("·", NAMES.sub("·", text)))]
