"""The site: Voila with these pages and nothing else, for readers who may move sliders and do nothing more.

`docs/serving.md` says what a stranger can reach, and what stock Voila allows that cannot be closed here.
"""

import multiprocessing.forkserver
import os
import re
import secrets
import signal
import socket
import webbrowser

import psutil
import tornado.ioloop
from jupyter_core.utils import ensure_async
from jupyter_server.base.handlers import APIHandler, JupyterHandler
from jupyter_server.services.kernels.handlers import KernelHandler
from jupyter_server.utils import url_path_join
from tornado.httpserver import HTTPServer
from tornado.httputil import url_concat
from tornado.web import HTTPError, OutputTransform, authenticated
from traitlets import Integer, List, Unicode, default
from voila.app import Voila
from voila.shutdown_kernel_handler import VoilaShutdownKernelHandler
from voila.static_file_handler import TemplateStaticFileHandler
from voila.tornado.handler import TornadoVoilaHandler
from voila.tornado.kernel_websocket_handler import VoilaKernelWebsocketHandler

from basislib.classroom import VARIABLE, languages, opening
from basislib.classroom.handlers import handlers as class_handlers
from basislib.classroom.refusals import NotAllowed
from basislib.jupyter import CONFIG, ahead, kernels
from basislib.jupyter.start import LONGEST, START, address, language_of, passed_on
from basislib.language import LANGUAGES, N_, SOURCE

COOKIE = "basislib_reader"
KERNEL = r"(?P<kernel_id>\w+-\w+-\w+-\w+-\w+)"
MEMORY, DESCRIPTORS = 60_000_000, 20  # of a reader: bytes, and files the server holds open
PATIENCE = 6  # signs of life of ten seconds each in which nothing of a page comes
RETRY = 20  # seconds until a page asks again whether there is room
SAID = {
    400: N_("This address cannot be read."),
    403: N_("This is not allowed here."),
    404: N_("There is no page at this address."),
    405: N_("This address answers to no such request."),
    414: N_("This address is too long. Links that this site makes are shorter."),
    421: N_("This site does not answer to that name. Whoever runs it can add the name with --hosts."),
    500: N_("This page could not be made. Reload it; if that does not help, tell whoever runs this site."),
    503: kernels.FULL,
}
HEADERS = {
    # Voila's own scripts, and the widgets', come inline and make functions from text.
    "Content-Security-Policy": "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; "
    "style-src 'self' 'unsafe-inline' data:; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self' ws: wss: data: blob:; worker-src 'self' blob:; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'self'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Server": "workbook",
}


class Headers(OutputTransform):
    """Puts the site's headers on every answer, whoever gives it."""

    def __init__(self, request):
        pass

    def transform_first_chunk(self, status_code, headers, chunk, finishing):
        """Add them."""
        for name, value in HEADERS.items():
            headers[name] = value
        return status_code, headers, chunk


class Said(JupyterHandler):
    """Answers with a sentence: by itself for addresses that lead nowhere, and as a page's way to fail."""

    def initialize(self, status=404, **kwargs):
        """Keep what to answer; a page brings arguments of its own."""
        self._status = status
        if kwargs:
            super().initialize(**kwargs)

    async def prepare(self):
        """Answer at once."""
        raise HTTPError(self._status)

    def write_error(self, status_code, **kwargs):
        """Write the sentence."""
        self.set_header("Content-Type", "text/html; charset=utf-8")
        if status_code == 503:
            self.set_header("Retry-After", str(RETRY))
        template = self.settings["voila_jinja2_env"].get_template("said.html")
        code, words = language_of(self.request), SAID.get(status_code, SAID[404] if status_code < 500 else SAID[500])
        facts = {"_": languages.said_in(code), "lang": LANGUAGES[code].html, "status": status_code, "retry": RETRY}
        start = languages.page_in(url_path_join(self.base_url, "voila/render", START), code)
        self.finish(template.render(words=facts["_"](words), start=start, **facts))


class Start(Said):
    """The root leads to the start page, in the language of the reader's browser, and hands its query on."""

    async def prepare(self):
        """Answer as usual."""
        await JupyterHandler.prepare(self)

    def get(self):
        """Redirect."""
        self.redirect(address(self.request, self.base_url))


class PageHandler(TornadoVoilaHandler):
    """A page; its kernel is its reader's and nobody else's, by a cookie that scripts cannot read."""

    write_error = Said.write_error

    @authenticated
    async def get(self, path=None):
        """Know the reader, then render."""
        reader = self.get_cookie(COOKIE)
        if not reader:
            reader = secrets.token_urlsafe(16)
            self.set_cookie(COOKIE, reader, path=self.base_url, httponly=True, samesite="Strict")
        kernels.READER.set(reader)
        if len(self.request.query) > LONGEST:
            raise HTTPError(414)
        if not path.endswith(".ipynb"):
            raise HTTPError(404)
        if (code := self.get_query_argument("lang", "")) in LANGUAGES:
            self.redirect(in_language(self.request, code))
            return
        async with self.kernel_manager.turns:
            if not self.request.connection.stream.closed():  # who has waited may have gone
                await self._render(path)

    async def _render(self, path):
        """Send the page, part by part."""
        silent = 0
        async for part in self.get_generator(path=path):
            silent = silent + 1 if "voila_heartbeat()" in part and len(part) < 100 else 0
            if silent > PATIENCE:  # Voila would go on for ever; a page that ends too early knows it and says so
                self.log.error("%s was not finished.", path)
                return
            self.write(part)
            self.flush()


def in_language(request, code):
    """Return the address of a request in a language: the same page, the same state."""
    here = languages.wanted(request.path, "", "")
    folder, _, name = request.path.rpartition("/")
    folder = folder if here == SOURCE.code else folder.rpartition("/")[0]
    return url_concat(languages.page_in(f"{folder}/{name}", code), passed_on(request.query))


class Owned:
    """What may be done with a kernel, by the reader whose page it belongs to; for others it does not exist."""

    def mine(self):
        """Return whether there is such a kernel and it is this reader's."""
        kernel = self.kernel_manager._kernels.get(self.path_kwargs["kernel_id"])
        there = kernel is not None and kernel.execution_state != "dead"
        return there and secrets.compare_digest(kernel.reader, self.get_cookie(COOKIE, ""))

    async def prepare(self):
        """Look whose it is."""
        await ensure_async(super().prepare())
        if not self.mine():
            raise HTTPError(404)


class OwnKernel(Owned, KernelHandler):
    """Whether a kernel is still there."""

    SUPPORTED_METHODS = ("GET",)


class OwnSocket(Owned, VoilaKernelWebsocketHandler):
    """A kernel's websocket."""


class Leave(Owned, APIHandler):
    """Ends a kernel when its page is left. Of no kernel, and of somebody else's, nothing is done and nothing said."""

    async def prepare(self):
        """Answer everybody alike."""
        await APIHandler.prepare(self)

    @authenticated
    async def post(self, kernel_id):
        """End it, if it is this reader's."""
        if self.mine():
            await self.kernel_manager.shutdown_kernel(kernel_id)
        self.set_status(204)


class Site(Voila):
    """The pages of a folder, for as many readers as there is room for."""

    description = "Serve the pages of the workbook, without their code."
    examples = "python -m basislib.jupyter notebooks --readers=100"
    aliases = {**Voila.aliases, "readers": "Site.readers", "hosts": "Site.hosts", "class": "Site.class_file"}
    classes = [*Voila.classes, kernels.Kernels]

    readers = Integer(
        config=True,
        help="How many pages may be open at once; by default what memory and the system's limit of open files allow.",
    )
    hosts = List(
        Unicode(),
        config=True,
        help="Names this site has on the network, beside this machine's own and its addresses; * for any name.",
    )

    class_file = Unicode(
        config=True,
        help="The file of a class: votes and answers are kept in it, and its lecturer gets a board. Without it there is "
        "no class.",
    )

    @default("readers")
    def _room(self):
        by_memory = psutil.virtual_memory().available * 0.8 // MEMORY
        return int(max(1, min(by_memory, (raise_descriptors() - 200) // DESCRIPTORS)))

    @default("config_file_paths")
    def _config_files(self):
        return [*super()._config_file_paths_default(), CONFIG]

    def init_settings(self):
        """Say how many readers there may be."""
        self.log.setLevel(self.log_level)  # else each message is written up, and then not shown
        limit = raise_descriptors()
        self.log.info("There is room for %d readers. The system allows this server %d open files.", self.readers, limit)
        return {**super().init_settings(), "default_handler_class": Said, "default_handler_args": {}}

    def init_handlers(self):
        """Return the pages, their kernels and the files they load. Voila's lists of files and notebooks stay out."""
        self.app.add_transform(Headers)
        if "*" not in self.hosts:
            self.app.add_handlers(foreign(self.hosts), [(".*", Said, {"status": 421})])
        mine = {
            KernelHandler: OwnKernel,
            VoilaKernelWebsocketHandler: OwnSocket,
            TornadoVoilaHandler: PageHandler,
            VoilaShutdownKernelHandler: Leave,
        }
        handlers = [(re.escape(url_path_join(self.server_url, "/")), Start), *ahead.handlers(self.server_url)]
        for pattern, handler, *arguments in super().init_handlers():
            if handler is VoilaShutdownKernelHandler:
                pattern = url_path_join(self.server_url, "voila/api/shutdown", KERNEL)
            if handler is TemplateStaticFileHandler:  # fails where a path is not as it expects
                pattern = url_path_join(self.server_url, r"voila/templates/(\w+/static/(?:[\w-]+[./])*[\w-]+)")
            if handler in mine or any(part in pattern for part in STATIC):
                handlers.append((pattern, mine.get(handler, handler), *arguments))
        ahead.scripts()  # now, not while the first reader waits
        return self._class_handlers() + handlers

    def _class_handlers(self):
        """Return the addresses of the class, if there is to be one, and let the pages know of it."""
        self.served_class = None
        if not self.class_file:
            return []
        place, start = url_path_join(self.base_url, "class/"), url_path_join(self.base_url, "voila/render", START)
        self.log.info(
            "What the pages ask a class is looked up meanwhile. The board of a new class waits some seconds for it."
        )
        try:
            self.served_class = opening.open_class(self.class_file, place, start)
        except NotAllowed as wrong:
            self.log.critical(str(wrong))
            self.exit(1)
        os.environ[VARIABLE] = place
        return class_handlers(self.served_class, url_path_join(self.server_url, "class/"))

    def _tell_the_lecturer(self):
        """Say the addresses of the class, now that the port is known, and open the board."""
        self.served_class.origin = f"http://{opening.network_name(self.ip)}:{self.port}"
        opening.tell(self.served_class)
        if self.open_browser:
            webbrowser.open(self.served_class.lecturers())

    def launch_browser(self):
        """Open the first page in the browser; where there is a class, its board is opened."""
        if self.served_class is None:
            super().launch_browser()

    def listen(self):
        """Start the fork server, so that it is ready for the first reader, and listen."""
        signal.signal(signal.SIGINT, self._handle_signal_stop)
        HTTPServer.configure(None, max_header_size=1_000_000, max_body_size=1_000_000)  # so that 414 can be said
        if kernels.can_fork():
            kernels.fork_server()
            multiprocessing.forkserver.ensure_running()
        if self.served_class is not None:
            tornado.ioloop.IOLoop.current().add_callback(self._tell_the_lecturer)
        super().listen()


STATIC = ("/voila/templates/", "/voila/static/", "/voila/labextensions/", "/voila/api/themes/")


def foreign(hosts):
    """Return a pattern of the names a server on this machine does not have: a forged Host is one of them.

    A page elsewhere whose name is made to lead to this machine would otherwise count as one of ours. An address
    in numbers cannot be made to lead elsewhere.
    """
    machine = socket.gethostname().lower()
    names = ["localhost", machine, f"{machine}.local", socket.getfqdn().lower(), *(host.lower() for host in hosts)]
    known = "|".join(map(re.escape, names))
    return rf"(?!(?:{known}|[\d.]+|\[[0-9a-f:.]+\]|)$).*$"


def raise_descriptors():
    """Let this process have as many files open as the system allows, and return how many that is."""
    try:
        import resource
    except ImportError:  # Windows counts otherwise
        return 8192
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = 65536 if hard == resource.RLIM_INFINITY else min(hard, 65536)
    if soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    return max(soft, most)
