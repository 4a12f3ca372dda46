"""The start page, for who has not named one: in the language of the reader's browser, which an address may overrule."""

import re
from urllib.parse import parse_qsl

from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.utils import url_path_join
from tornado.httputil import url_concat
from tornado.web import authenticated

from basislib.classroom import languages

START = "00_start_here.ipynb"
PLACE = "voila/start/"
LONGEST = 8000  # characters of a query


class Start(JupyterHandler):
    """Within somebody's Jupyter leads on to the start page and hands its query on."""

    @authenticated
    def get(self, page):
        """Redirect; `page` is the English one, as its folder has it."""
        self.redirect(address(self.request, self.base_url, page))


def handlers(base_url):
    """Return the one handler, for a tornado application whose root is the repository or its notebooks."""
    return [(re.escape(url_path_join(base_url, PLACE)) + rf"((?:notebooks/)?{re.escape(START)})", Start)]


def address(request, base_url, page=START):
    """Return where a request for the start page leads: the page in the reader's language, with the request's query."""
    start = languages.page_in(url_path_join(base_url, "voila/render", page), language_of(request))
    return url_concat(start, passed_on(request.query))


def language_of(request):
    """Return the code of the language in which a request is answered."""
    asked = dict(parse_qsl(request.query[:LONGEST])).get("lang", "")
    return languages.wanted(request.path, asked, request.headers.get("Accept-Language", ""))


def passed_on(query):
    """Return the parameters of a query but for the language, which the page's folder says, and a token, which is no page's."""
    return [(name, value) for name, value in parse_qsl(query, keep_blank_values=True) if name not in ("lang", "token")]
