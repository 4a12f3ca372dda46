"""What a stranger can do to the site of `make serve`: move sliders, and nothing else."""

import asyncio
import re
import signal
import socket
import sys
import uuid
from itertools import accumulate
from urllib.parse import quote

import nbformat
import psutil
import pytest
from tornado.httpclient import AsyncHTTPClient, HTTPClientError, HTTPRequest
from tornado.websocket import websocket_connect

from basislib.jupyter import kernels
from basislib.jupyter.site import HEADERS, LONGEST, foreign
from tests.browser import served
from tests.loops import run
from tests.reader import PROTOCOL, Reader, Refused, reading

PAGE = "00_start_here.ipynb"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with served.voila(served.ROOT / "notebooks", tmp_path_factory.mktemp("site"), "--readers=80") as site:
        yield site


async def ask(address, method="GET", **headers):
    """Return the answer to one request, whatever its code; nothing is followed."""
    body = "" if method in ("POST", "PUT", "PATCH") else None
    return await AsyncHTTPClient().fetch(
        HTTPRequest(address, method, headers, body, follow_redirects=False, request_timeout=60), raise_error=False
    )


NOWHERE = (
    "voila/tree",
    "voila/tree/",
    "voila/tree/pictures",
    "voila/api/contents",
    "voila/api/contents/00_start_here.ipynb",
    "voila/files/pictures/00_start_here.png",
    "voila/files/00_start_here.ipynb",
    "voila/render",
    "voila/render/",
    "voila/render/pictures",
    "voila/render/99_nowhere.ipynb",
    "voila/render/..%2Fdata%2FREADME.md",
    "voila/render/..%2F..%2Fetc%2Fpasswd",
    "voila/render/%00.ipynb",
    "voila/render/.ipynb_checkpoints/x.ipynb",
    "api",
    "api/kernels",
    "api/kernelspecs",
    "api/contents",
    "api/sessions",
    "api/terminals",
    "api/status",
    "api/me",
    "files/00_start_here.ipynb",
    "nbconvert/html/00_start_here.ipynb",
    "metrics",
    "login",
    "logout",
    "lab",
    "tree",
    "voila/execution/1-1-1-1-1",
    "voila/query/1-1-1-1-1",
    "voila/static/..%2F..%2F..%2Fvoila%2Fapp.py",
    "voila/templates/workbook/static/..%2Findex.html.j2",
    "voila/labextensions/",
    "static/",
    "class",
    "class/",
    "class/now",
    "class/board",
    "class/BCDF",
    ".git/config",
)


@pytest.mark.parametrize("path", NOWHERE)
def test_nothing_but_the_pages_can_be_reached(site, path):
    reply = run(ask(f"{site.url}/{path}"))
    assert reply.code in (403, 404), reply.code
    body = reply.body.decode()
    assert "ipynb" not in body.replace("/voila/render/00_start_here.ipynb", "")
    assert "import " not in body and "Traceback" not in body


def test_a_page_shows_no_code_whatever_the_link_asks_for(site):
    plain = run(ask(site.page(PAGE)))
    assert plain.code == 200
    for query in ("?template=lab", "?template=base", "?theme=dark", "?strip_sources=False", "?show_tracebacks=True"):
        reply = run(ask(site.page(PAGE, query)))
        assert reply.code == 200 and b"basislib.pages" not in reply.body, query
        assert len(reply.body) == len(plain.body)


def test_every_answer_carries_the_headers(site):
    for address in (
        site.page(PAGE),
        f"{site.url}/",
        f"{site.url}/nowhere",
        f"{site.url}/voila/static/voila.js",
        f"{site.url}/api/kernels/{uuid.uuid4()}",
        site.page(PAGE, "?" + "x" * (LONGEST + 1)),
    ):
        reply = run(ask(address))
        for name, value in HEADERS.items():
            assert reply.headers[name] == value, (address, name)
        assert "Tornado" not in str(reply.headers)


def test_what_goes_wrong_is_said_in_a_sentence(site):
    for address, code, words in (
        (f"{site.url}/nowhere", 404, "There is no page at this address."),
        (site.page(PAGE, "?" + "x" * 70_000), 414, "This address is too long."),
        (site.page(PAGE, "?template=%ff"), 400, "This address cannot be read."),
    ):
        reply = run(ask(address))
        assert reply.code == code and words in reply.body.decode()
    reply = run(ask(f"{site.url}/", Host="evil.example"))
    assert reply.code == 421 and "does not answer to that name" in reply.body.decode()


def test_the_site_answers_to_its_own_names_only(site):
    port = site.url.rpartition(":")[2]
    for name in ("localhost", "127.0.0.1", "[::1]", "192.168.1.7", socket.gethostname()):
        assert run(ask(f"{site.url}/", Host=f"{name}:{port}")).code == 302, name
    for name in ("evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "evil.example#localhost", "x"):
        assert run(ask(f"{site.url}/", Host=f"{name}:{port}")).code in (400, 421), name
        assert run(ask(site.page(PAGE), Host=name)).code in (400, 421), name


def test_a_name_can_be_added():
    pattern = re.compile(foreign(["Class.example.edu"]))
    assert pattern.match("evil.example") and not pattern.match("class.example.edu")
    assert not pattern.match("") and not pattern.match("10.0.0.3") and not pattern.match("[fe80::1]")


def test_another_readers_kernel_does_not_exist(site):
    async def scenario():
        async with reading(site.page(PAGE)) as ann:
            bob = Reader(site.page(PAGE))
            await bob.open()
            assert bob.cookie and bob.cookie != ann.cookie
            kernel = f"{site.url}/api/kernels/{ann.kernel}"
            for cookie in ("", bob.cookie, "basislib_reader=", "basislib_reader=x"):
                headers = {"Cookie": f"{cookie}; _xsrf=1", "X-XSRFToken": "1"}
                assert (await ask(kernel, **headers)).code == 404
                for method, path in (("DELETE", ""), ("PATCH", ""), ("POST", "/interrupt"), ("POST", "/restart")):
                    assert (await ask(kernel + path, method, **headers)).code in (404, 405)
                with pytest.raises(HTTPClientError) as refused:
                    await websocket_connect(
                        HTTPRequest(f"{kernel.replace('http', 'ws', 1)}/channels?session_id=x", headers=headers),
                        subprotocols=[PROTOCOL],
                    )
                assert refused.value.code == 404
                leave = f"{site.url}/voila/api/shutdown/{ann.kernel}"
                nobody = f"{site.url}/voila/api/shutdown/{uuid.uuid4()}"
                said = [await ask(address, "POST", **headers) for address in (leave, nobody)]
                assert [reply.code for reply in said] == [204, 204], "neither says whether there is such a kernel"
            assert (await ask(kernel, Cookie=ann.cookie)).code == 200
            assert await ann.set(slider(ann), value=21), "her slider still moves"
            await bob.leave()

    run(scenario())


def slider(reader):
    return next(key for key, state in reader.widgets.items() if state.get("description", "").startswith("Leverage"))


def test_a_reader_cannot_run_code(site):
    async def scenario():
        async with reading(site.page(PAGE)) as reader:
            for kind, content in (
                (
                    "execute_request",
                    {
                        "code": "open('ran.txt', 'w')",
                        "silent": False,
                        "store_history": False,
                        "user_expressions": {},
                        "allow_stdin": False,
                    },
                ),
                ("complete_request", {"code": "imp", "cursor_pos": 3}),
                ("inspect_request", {"code": "print", "cursor_pos": 3, "detail_level": 1}),
                ("history_request", {"output": True, "raw": True, "hist_access_type": "tail", "n": 9}),
                ("debug_request", {"type": "request", "command": "evaluate", "seq": 1}),
                ("input_reply", {"value": "x"}),
                ("is_complete_request", {"code": "1"}),
            ):
                asked = reader.send(kind, content)
                moved = reader.send("kernel_info_request", {})
                while True:
                    message = await reader.next()
                    assert message["parent_header"].get("msg_id") != asked, kind
                    if message["msg_type"] == "kernel_info_reply" and message["parent_header"]["msg_id"] == moved:
                        break
            assert not list(served.ROOT.glob("**/ran.txt"))
            assert await reader.set(slider(reader), value=22)

    run(scenario())


def test_a_websocket_from_another_site_is_refused(site):
    async def scenario():
        reader = Reader(site.page(PAGE))
        await reader.open()
        for origin in ("https://evil.example", "null", f"{site.url}.evil.example", "http://127.0.0.1:1"):
            with pytest.raises(HTTPClientError) as refused:
                await reader.connect(Origin=origin)
            assert refused.value.code == 403, origin
        await reader.connect()
        await reader.leave()

    run(scenario())


def test_a_full_site_says_so_and_nobody_in_is_hurt(tmp_path):
    async def scenario(site):
        readers = [Reader(site.page(PAGE)) for _ in range(2)]
        for reader in readers:
            await reader.open()
            await reader.connect()
        with pytest.raises(Refused) as full:
            await Reader(site.page(PAGE)).open()
        code, headers, text = full.value.args
        assert code == 503 and int(headers["Retry-After"]) > 0
        assert "This site is full." in text and 'http-equiv="refresh"' in text
        for reader in readers:
            assert await reader.set(slider(reader), value=23)
        assert await readers[0].leave() == 204
        async with reading(site.page(PAGE)) as next_one:
            assert await next_one.set(slider(next_one), value=24)
        await readers[1].leave()

    with served.voila(served.ROOT / "notebooks", tmp_path, "--readers=2") as site:
        run(scenario(site))


SLOW = """
import time
with open("when.txt", "a") as when:
    when.write(f"start {time.monotonic()}\\n")
time.sleep(0.5)
with open("when.txt", "a") as when:
    when.write(f"end {time.monotonic()}\\n")
"""


def test_when_many_come_at_once_pages_are_made_in_turn_and_none_for_who_has_gone(tmp_path):
    folder = tmp_path / "notebooks"
    folder.mkdir()
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(SLOW)])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, folder / PAGE)
    come, gone = 4 * kernels.AT_ONCE, 2

    async def scenario(site):
        readers, there = [Reader(site.page(PAGE)) for _ in range(come)], []

        async def enter(number):
            await asyncio.sleep(number / 100)
            await readers[number].open()
            there.append(number)

        async def give_up(number):
            with pytest.raises(HTTPClientError):  # of a time that is up
                await asyncio.wait_for(readers[number].open(timeout=0.2), 5)

        entering = asyncio.gather(*(enter(number) for number in range(come - gone)))
        await asyncio.sleep(come / 100)
        await asyncio.gather(*(give_up(number) for number in range(come - gone, come)))
        await entering
        for reader in readers[: come - gone]:
            await reader.leave()
        return there

    with served.voila(folder, tmp_path, "--readers=80") as site:
        there = run(scenario(site))
    moments = [line.split() for line in (folder / "when.txt").read_text().splitlines()]
    moments.sort(key=lambda moment: float(moment[1]))
    running = list(accumulate(1 if what == "start" else -1 for what, _ in moments))
    assert len(moments) == 2 * (come - gone)
    assert 1 < max(running) <= kernels.AT_ONCE
    half = (come - gone) // 2
    assert sum(there[:half]) < sum(there[half:])  # a slow one may let others pass


MANY = """
import os, sys
from basislib.jupyter.site import Site, raise_descriptors
raise_descriptors()
for _ in range(1100):
    os.dup(0)
Site.launch_instance(sys.argv[1:])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such descriptors")
def test_descriptors_above_a_thousand_are_as_good_as_others(tmp_path):
    """As they are with a hundred readers, and as `select` cannot have them."""

    async def scenario(site):
        assert psutil.Process(site.pid).num_fds() > 1100
        async with reading(site.page(PAGE)) as reader:
            assert await reader.set(slider(reader), value=25)
        async with reading(site.page(PAGE)) as reader:
            assert await reader.set(slider(reader), value=26)

    command = ["-c", MANY, served.ROOT / "notebooks", "--no-browser"]
    with served.run(command, tmp_path, "/voila/static/voila.js", {}) as site:
        run(scenario(site))


@pytest.mark.parametrize("signum", ["SIGTERM", "SIGINT"])
def test_ending_the_server_ends_its_children(tmp_path, signum):
    with served.voila(served.ROOT / "notebooks", tmp_path) as site:
        server = psutil.Process(site.pid)

        async def scenario():
            for _ in range(2):
                reader = Reader(site.page(PAGE))
                await reader.open()
                await reader.connect()

        run(scenario())
        children = server.children(recursive=True)
        assert len(children) >= 3, "two kernels and what they are forked from"
        server.send_signal(getattr(signal, signum))
        gone, alive = psutil.wait_procs([server, *children], timeout=20)
        assert not alive
        assert not list(tmp_path.glob("voila_*"))


HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "javascript:alert(1)",
    "';alert(1)//",
    "</script><svg onload=alert(1)>",
    "{{7*7}}",
    "%0d%0aSet-Cookie: a=b",
    "\u202e<b>",
    "\x00<i>",
    "‘<a href=//evil>",
)


def test_no_link_puts_markup_into_a_page(site):
    async def scenario():
        for text in HOSTILE:
            address = site.page(
                PAGE,
                f"?leverage={quote(text)}&seed={quote(text)}&mode={quote(text)}&{quote(text)}=1"
                f"&guess={quote(text)}&q1={quote(text)}",
            )
            reply = await ask(address)
            assert reply.code == 200
            body = reply.body.decode()
            for raw in ("alert(1)", "onerror=a", "{{7*7}}", "<i>", "evil"):
                assert raw not in body, (text, raw)
            assert "a=b" not in str(reply.headers.get_list("Set-Cookie"))

    run(scenario())
