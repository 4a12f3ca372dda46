"""What a page in Voila needs, made ready once and not anew for every reader: scripts in one file, compiled templates.

Voila's page asks for some ninety scripts, a third of them only when the notebook has run. They are webpack's
chunks: one that is there before its turn counts as loaded. So all of them go ahead of `voila.js` in one file,
which is found out from the installed Voila. What is not found there, the page fetches as it always would.
"""

import functools
import gzip
import hashlib
import os
import re
from pathlib import Path

from jinja2 import BytecodeCache
from jupyter_core.paths import jupyter_path
from jupyter_server.utils import url_path_join
from nbconvert.preprocessors import Preprocessor
from tornado.web import RequestHandler

from basislib.classroom import VARIABLE, languages
from basislib.language import LANGUAGES, SOURCE

PLACE = "voila/scripts/"
SCRIPTS = sorted((Path(__file__).parent / "share/jupyter/voila/templates/workbook").rglob("*.js"))  # of the template
WIDGETS = ("@jupyter-widgets/jupyterlab-manager", "@voila-dashboards/widgets-manager8")
CHUNK = re.compile(r"\(self\.(\w+)=self\.\1\|\|\[\]\)\.push\(\[\[")
NAMED = re.compile(r"\be\((\d+)\)")
MATHJAX = "mathjax-extension:plugin"  # the one chunk that starts others on every page
# A widget waits two seconds for its model and is then given up for good. A busy machine takes longer, so: a minute.
GIVING_UP = re.compile(r"(\bget_model\(\w+\)\{.{0,100}?Date\.now\(\)-\w+<)2e3\b")


@functools.cache
def scripts():
    """Return Voila's scripts as one, compressed, and its name; (b"", "") if they are not as expected."""
    main = next(
        (
            path
            for place in jupyter_path("voila", "templates", "base", "static")
            if (path := Path(place, "voila.js")).is_file()
        ),
        None,
    )
    source = main.read_text("utf-8") if main else ""
    chunks = _named(source, main)
    for text in list(chunks.values()):
        if MATHJAX in text:
            chunks |= _named(text, main)
    if not chunks:
        return b"", ""
    # Each in a function, as some are strict and some are not; the main script comes last and finds them there
    parts = [f"!function(){{{text}\n}}();" for text in [*chunks.values(), *_of_widgets()]]
    body = gzip.compress("\n".join([*parts, source]).encode(), 6, mtime=0)
    return body, f"{hashlib.sha256(body).hexdigest()[:20]}.js"


def _named(source, main):
    """Return the text of the chunks a script names, by path; they are the main script's neighbours."""
    paths = (main.with_name(f"{number}.voila.js") for number in dict.fromkeys(NAMED.findall(source)))
    return _texts(path for path in paths if path.is_file())


def _of_widgets():
    """Return the chunks of the widgets' extensions; their entries stay apart, as they read their own address."""
    places = [*jupyter_path("labextensions"), *jupyter_path("voila", "labextensions")]
    folders = [next(filter(Path.is_dir, (Path(place, name, "static") for place in places)), None) for name in WIDGETS]
    texts = (_texts(sorted(folder.glob("*.js"))).values() for folder in folders if folder)
    return [GIVING_UP.sub(r"\g<1>6e4", text) for chunks in texts for text in chunks]


def _texts(paths):
    texts = {path: path.read_text("utf-8") for path in paths}
    return {path: text for path, text in texts.items() if CHUNK.search(text[:500])}


class Scripts(RequestHandler):
    """Serves the scripts, to be kept for good: other scripts have another name."""

    def get(self, name):
        """Send them."""
        body, now = scripts()
        if name != now:
            self.send_error(404)
            return
        self.set_header("Content-Type", "text/javascript; charset=utf-8")
        self.set_header("Cache-Control", "public, max-age=31536000, immutable")
        self.set_header("Vary", "Accept-Encoding")
        if "gzip" in self.request.headers.get("Accept-Encoding", ""):
            self.set_header("Content-Encoding", "gzip")
            self.finish(body)
        else:
            self.finish(gzip.decompress(body))

    def compute_etag(self):
        """Not needed where the name says it all."""


def handlers(base_url):
    """Return the one handler, for a tornado application."""
    return [(re.escape(url_path_join(base_url, PLACE)) + r"(\w+\.js)", Scripts)]


class Compiled(BytecodeCache):
    """Keeps what templates compile to: Voila would compile all of them for each reader, half of its work."""

    def __init__(self):
        self._code = {}

    def load_bytecode(self, bucket):
        """Fill the bucket, unless its template has changed; Jinja looks after that."""
        if bucket.key in self._code:
            bucket.bytecode_from_string(self._code[bucket.key])

    def dump_bytecode(self, bucket):
        """Keep what is in the bucket."""
        self._code[bucket.key] = bucket.bytecode_to_string()


@functools.cache
def compiled():
    """Return the one there is for the whole server."""
    return Compiled()


class Ahead(Preprocessor):
    """Comes before a page is rendered: tells the template where scripts and class are and what it says, and has it compiled only once."""

    def preprocess(self, nb, resources):
        """Leave the notebook as it is."""
        self.parent.environment.bytecode_cache = compiled()
        name = scripts()[1]
        code = nb.metadata.get("language", SOURCE.code)
        resources["language"], resources["languages"] = LANGUAGES[code], list(LANGUAGES.values())
        resources["say"], resources["words"] = languages.said_in(code), languages.words(code, *SCRIPTS)
        resources["class_place"] = os.environ.get(VARIABLE, "")
        resources["scripts"] = url_path_join(resources["base_url"], PLACE, name) if name else ""
        return nb, resources
