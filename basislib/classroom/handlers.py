"""The addresses of a class: joining, what pages tell and ask, the lecturer's board.

Students and lecturer are known by cookies that scripts cannot read and that go to these addresses only. What changes
something is a POST, and one that comes from a page of another site is refused.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import segno
from jinja2 import Environment, FileSystemLoader
from tornado.web import Application, RequestHandler, StaticFileHandler

from basislib.classroom import languages
from basislib.classroom.refusals import NotAllowed
from basislib.classroom.room import Room
from basislib.classroom.telling import LONGEST_NAME, MOST_OPTIONS
from basislib.language import LANGUAGES, N_, SOURCE, catalogue

STUDENT, LECTURER = "basislib_student", "basislib_lecturer"  # cookies
DAYS = 200  # a cookie is kept: a course
LARGEST_BODY = 8000  # bytes of a request that is taken
LARGEST_READ = 1_000_000  # of one that is read, to say that it is too long
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}
SAID = {
    403: N_("This is the lecturer's. Open it with the lecturer's address, which the server printed when it started."),
    404: N_("There is no page at this address."),
    405: N_("This address answers to no such request."),
    500: N_("The class could not do this. Tell your lecturer."),
}
OVER = N_("This class is over, and all that was kept of it is deleted.")
BOARD = Path(__file__).parent / "static" / "board.js"
TEMPLATES = Environment(loader=FileSystemLoader(Path(__file__).parent / "pages"), autoescape=True, trim_blocks=True)


@dataclass
class Served:
    """A class as it is served.

    Attributes
    ----------
    room : Room or None
        None once the class is deleted.
    place : str
        The path of all its addresses, with a slash at its end.
    start : str
        The path of the first page of the workbook.
    origin : str
        The scheme, name and port that students type.
    """

    room: Room | None
    place: str
    start: str
    origin: str = ""

    def address(self) -> str:
        """Return the students' address."""
        return f"{self.origin}{self.place}{self.room.code}" if self.room else ""

    def lecturers(self) -> str:
        """Return the lecturer's address, which is secret."""
        return f"{self.address()}/{self.room.secret}" if self.room else ""


class ClassHandler(RequestHandler):
    """What all addresses of a class have in common."""

    def initialize(self, served: Served) -> None:
        """Keep the class."""
        self.served = served

    def set_default_headers(self) -> None:
        """Let nothing load from elsewhere, and nobody keep an answer."""
        for name, value in HEADERS.items():
            self.set_header(name, value)

    def prepare(self) -> None:
        """Refuse what comes from another site, or is too long."""
        if self.request.method == "POST":
            origin = self.request.headers.get("Origin")
            site = self.request.headers.get("Sec-Fetch-Site", "same-origin")
            if (origin is not None and urlsplit(origin).netloc != self.request.host) or site != "same-origin":
                raise NotAllowed(403, N_("A class takes nothing from the pages of other sites."))
            if len(self.request.body) > LARGEST_BODY:
                raise NotAllowed(413, N_("A request to a class has at most {most:,} bytes."), most=LARGEST_BODY)

    def check_xsrf_cookie(self) -> None:
        """Not needed: `prepare` looks where a request comes from, and cookies are SameSite."""

    @property
    def room(self) -> Room:
        """The class, if there still is one."""
        if self.served.room is None:
            raise NotAllowed(410, OVER)
        return self.served.room

    def student(self) -> Mapping[str, Any] | None:
        """Return the student this request comes from: number and nickname."""
        room, token = self.room, self.get_cookie(STUDENT)
        return room.store.student(token) if token else None

    def is_lecturer(self) -> bool:
        """Return whether this request comes from the lecturer."""
        return self.room.is_lecturer(self.get_cookie(LECTURER) or "")

    def for_lecturer(self) -> Room:
        """Return the class to the lecturer, and to nobody else."""
        if not self.is_lecturer():
            raise NotAllowed(403, SAID[403])
        return self.room

    def told(self) -> object:
        """Return what the request says, as JSON has it."""
        if not self.request.headers.get("Content-Type", "").startswith("application/json"):
            raise NotAllowed(415, N_("A page tells a class something as JSON."))
        try:
            return json.loads(self.request.body)
        except (ValueError, RecursionError):
            raise NotAllowed(400, N_("This is no JSON.")) from None

    def keep(self, name: str, value: str) -> None:
        """Set a cookie that scripts cannot read and other sites cannot use."""
        secure = self.request.protocol == "https"
        self.set_cookie(
            name, value, path=self.served.place, httponly=True, samesite="Lax", secure=secure, expires_days=DAYS
        )

    @property
    def language(self) -> str:
        """The code of the language of whoever asks."""
        asked = self.get_query_argument("lang", "")
        return languages.wanted("", asked, self.request.headers.get("Accept-Language", ""))

    def show(self, name: str, **facts: object) -> None:
        """Answer with a page."""
        code = self.language
        spoken = {
            "_": languages.said_in(code),
            "code": code,
            "lang": LANGUAGES[code].html,
            "words": languages.words(code, BOARD),
        }
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(TEMPLATES.get_template(name).render(served=self.served, **spoken, **facts))

    def start(self) -> str:
        """Return the path of the first page, in the language of whoever asks."""
        return languages.page_in(self.served.start, self.language)

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Say in a sentence what is wrong: to a reader as a page, to a script as text."""
        error = kwargs.get("exc_info", (None, None))[1]
        say = catalogue(self.language).gettext
        words = error.told(say) if isinstance(error, NotAllowed) else say(SAID.get(status_code, SAID[500]))
        if "text/html" in self.request.headers.get("Accept", ""):
            self.show("said.html", said=words)
        else:
            self.set_header("Content-Type", "text/plain; charset=utf-8")
            self.finish(words)


class Join(ClassHandler):
    """The students' address."""

    def prepare(self) -> None:
        """Look whether there is such a class."""
        super().prepare()
        code = self.path_args[0].upper() if self.path_args else ""
        if code != self.room.code:
            raise NotAllowed(404, N_("There is no class with the code {code}. Look at the board once more."), code=code)

    def get(self, code: str) -> None:
        """Show what is kept, and ask for a nickname."""
        self.show("join.html", student=self.student(), longest=LONGEST_NAME, start=self._start())

    def post(self, code: str) -> None:
        """Take the student in."""
        student = self.student()
        nickname = self.get_body_argument("nickname", "", strip=False)
        token = self.room.join(nickname, str(self.request.remote_ip), student["number"] if student else None)
        if token:
            self.keep(STUDENT, token)
        self.redirect(self._start(), status=303)

    def _start(self) -> str:
        return f"{self.start()}?seed={self.room.seed}"


class Leave(ClassHandler):
    """Ends a student's part in the class; what was told stays."""

    def post(self) -> None:
        """Forget the browser."""
        self.clear_cookie(STUDENT, path=self.served.place)
        self.show(
            "said.html",
            said=catalogue(self.language).gettext(N_("You have left the class. Nothing more is told.")),
            start=self.start(),
        )


class Now(ClassHandler):
    """What a page of the workbook asks, again and again."""

    def get(self) -> None:
        """Answer with the class as whoever asks may see it; with nothing to those who are not in it."""
        if self.served.room is None:
            self.set_status(204)
            return
        student = self.student()
        if self.is_lecturer():
            address = self.served.address().partition("//")[2]
            page = self.get_query_argument("page", "")
            self.finish({**self.room.tally(page, self.language), "address": address})
        elif student is not None:
            self.finish({**self.room.now(student["number"], self.language), "nickname": student["nickname"]})
        else:
            self.set_status(204)


class Tell(ClassHandler):
    """What a student's page tells."""

    def post(self) -> None:
        """Write it down; only then is it taken."""
        student = self.student()
        if student is None:
            raise NotAllowed(401, N_("Join the class first."))
        self.room.tell(student["number"], self.told())
        self.set_status(204)


class Lecturer(ClassHandler):
    """The lecturer's address; it leads to the board and vanishes from sight."""

    def get(self, code: str, secret: str) -> None:
        """Know the lecturer from now on."""
        if code.upper() != self.room.code or not self.room.is_secret(secret):
            raise NotAllowed(403, N_("This is not the lecturer's address of this class."))
        self.keep(LECTURER, self.room.key())
        self.redirect(f"{self.served.place}board")


class Board(ClassHandler):
    """The lecturer's board."""

    def get(self) -> None:
        """Show it."""
        room = self.for_lecturer()
        code = segno.make(self.served.address(), error="m").svg_inline(border=2, light="#fff", omitsize=True)
        facts = {"pages": room.pages_in(self.language), "start": self.start(), "most_options": MOST_OPTIONS}
        self.show("board.html", room=room, qr=code, **facts)


class Do(ClassHandler):
    """What the lecturer does."""

    def post(self) -> None:
        """Do it."""
        self.for_lecturer().do(self.told())
        self.set_status(204)


class Delete(ClassHandler):
    """Deletes the class."""

    def post(self) -> None:
        """Delete the file and all that is in it."""
        self.for_lecturer().store.delete()
        self.served.room = None
        self.clear_cookie(LECTURER, path=self.served.place)
        self.set_status(204)


class Export(ClassHandler):
    """The class as a file."""

    def get(self, name: str) -> None:
        """Send it: with keys, or in the language that the address asks for."""
        room, asked = self.for_lecturer(), self.get_query_argument("lang", "")
        code = asked if asked in LANGUAGES else SOURCE.code
        body = room.answers_csv(code) if name == "answers" else room.events_csv(code)
        stem = f"class_{room.code}_{name}" + ("" if code == SOURCE.code else f"_{code}")
        self.set_header("Content-Type", "text/csv; charset=utf-8")
        self.set_header("Content-Disposition", f'attachment; filename="{stem}.csv"')
        self.finish(body)


class Static(StaticFileHandler):
    """The board's script and style."""

    def set_extra_headers(self, path: str) -> None:
        """Let the browser ask whether they have changed."""
        self.set_header("Cache-Control", "no-cache")


class Nowhere(ClassHandler):
    """Says that an address leads nowhere."""

    def prepare(self) -> None:
        """Answer at once."""
        self.send_error(404)


def handlers(served: Served, place: str = "") -> list[tuple]:
    """Return the addresses of a class, for a tornado application.

    Parameters
    ----------
    served : Served
    place : str, optional
        The path at which they arrive, where a server in front takes away a part of it.
    """
    place, one = re.escape(place or served.place), {"served": served}
    code = r"([\w-]{1,40})"
    return [
        (rf"{place}now", Now, one),
        (rf"{place}tell", Tell, one),
        (rf"{place}leave", Leave, one),
        (rf"{place}board", Board, one),
        (rf"{place}do", Do, one),
        (rf"{place}delete", Delete, one),
        (rf"{place}(answers|events)\.csv", Export, one),
        (rf"{place}static/(board\.(?:js|css))", Static, {"path": str(Path(__file__).parent / "static")}),
        (place + code, Join, one),
        (rf"{place}{code}/{code}", Lecturer, one),
    ]


def application(served: Served) -> Application:
    """Return a class as an application of its own."""
    return Application(handlers(served), default_handler_class=Nowhere, default_handler_args={"served": served})
