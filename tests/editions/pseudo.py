"""A language that nobody speaks: English with accents, a third longer. What breaks in it breaks in the next language too."""

import gettext
import re

LETTERS = str.maketrans("aceinosuyACEINOSUY", "áçéïñöšüýÁÇÉÏÑÖŠÜÝ")
# Placeholders, HTML, the targets of links, formulas, code, marks of assumptions: what a translator leaves alone too
KEPT = re.compile(r"(\{[^}]*\}+|<[^>]*>|\]\([^)]*\)|\$[^$]*\$|`[^`]*`|\[[ASK]\]|&\w+;)")
WORD = re.compile(r"\w{3,}")


def said(text: str) -> str:
    """Return a text in it.

    >>> said("At {leverage:.0f} times")
    'At {leverage:.0f} tïmééš'
    """
    parts = KEPT.split(text)
    return "".join(part if place % 2 else WORD.sub(_longer, part) for place, part in enumerate(parts))


def _longer(word: re.Match[str]) -> str:
    """Return a word with accents, and a third of its letters again; short words are as they are in any language."""
    text, more = word[0].translate(LETTERS), round(len(word[0]) * 0.3)
    vowel = next((place for place in range(len(text) - 1, -1, -1) if text[place] in "áéïöü"), len(text) - 1)
    return text[:vowel] + text[vowel] * more + text[vowel:]


class Pseudo(gettext.NullTranslations):
    """Its catalogue."""

    def gettext(self, message: str) -> str:
        """Return a message in it."""
        return said(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Return one of two forms in it."""
        return said(msgid1 if n == 1 else msgid2)

    def pgettext(self, context: str, message: str) -> str:
        """Return a message with a context; what stands between two texts is nothing to read."""
        return message
