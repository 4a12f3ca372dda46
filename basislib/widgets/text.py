"""Small helpers for words on a page: emphasis, escaping, downloads."""

import base64
import html
import re

_BOLD = re.compile(r"\*\*(.+?)\*\*")
_ITALIC = re.compile(r"(?<![\w*])\*([^*\s](?:[^*]*[^*\s])?)\*(?![\w*])")


def rich(text):
    """Return safe HTML for plain text in which ``**words**`` and ``*words*`` are emphasised."""
    return _ITALIC.sub(r"<em>\1</em>", _BOLD.sub(r"<strong>\1</strong>", html.escape(text, quote=False)))


def plain(text):
    """Return the text without its emphasis marks, for alt text and files."""
    return _ITALIC.sub(r"\1", _BOLD.sub(r"\1", text))


def paragraphs(text):
    """Return HTML paragraphs for plain text with blank lines between them."""
    return "".join(f"<p>{rich(part.strip())}</p>" for part in text.split("\n\n") if part.strip())


def download(name, mime, data):
    """Return a link that holds a file; the page's script clicks it once, and it stays as a fallback."""
    body = base64.b64encode(data).decode()
    return (f'<a class="wb-file" data-wb-download download="{html.escape(name)}" '
            f'href="data:{mime};base64,{body}">{html.escape(name)}</a>')
