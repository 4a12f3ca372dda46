"""A browser page that fails its test on a console error, an HTTP error or a request that leaves the machine."""

import socket
from contextlib import contextmanager
from urllib.parse import urlsplit

from tests.browser import chromium

LEFT = "Cannot send"  # Voila lets go of the kernel when a reader is about to leave, maybe before all has been sent
PATIENCE = 60_000  # ms; nothing is waited for as long as that, but where a machine is busy with other tests
WINDOW = {"width": 1100, "height": 900}
STORAGE = "local_storage,indexeddb,cache_storage,service_workers"
ONE_PROCESS = "--renderer-process-limit=1"  # for the visits that come one after another


@contextmanager
def started(playwright, path):
    """Yield a Chromium with a profile on disk: only there is kept what scripts compile to, two thirds of a visit's work.

    Other hosts are a black hole to it: no answer, no refusal.
    """
    with socket.create_server(("127.0.0.1", 0)) as hole:
        away = (f"--proxy-server=127.0.0.1:{hole.getsockname()[1]}", "--proxy-bypass-list=127.0.0.1")
        profile = playwright.chromium.launch_persistent_context(
            "", executable_path=path, args=[*chromium.FLAGS, ONE_PROCESS, *away]
        )
        yield profile.browser
        profile.close()


@contextmanager
def watched(browser, *, viewport=WINDOW, own=False, **options):
    """Yield a new page, whose reader has never been here: no cookie, nothing kept.

    It has the browser's profile, of which only the cache stays, and a context of its own with an empty cache where that
    is asked for, where another page has the profile, and with options, which a context has from its start.
    `page.trouble` lists what has gone wrong so far; a test that means to break something forgives it there.
    """
    profile = browser.contexts[0]
    own = own or options or len(profile.pages) > 1
    context = browser.new_context(viewport=viewport, **options) if own else profile
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.set_viewport_size(viewport)
    origins = _listen(page)
    try:
        yield page
        page.wait_for_timeout(100)
    finally:
        if own:
            context.close()
        else:
            _forget(profile, origins)
    assert not page.trouble, page.trouble


def _listen(page):
    """Write down a page's troubles; return the origins it asks, as they come."""
    trouble, origins = [], set()
    page.trouble = trouble
    page.on("console", lambda message: message.type == "error" and trouble.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: LEFT in str(error) or trouble.append(f"script: {error}"))
    page.on("request", lambda request: _local(request.url) or trouble.append(f"outside: {request.url}"))
    page.on("request", lambda request: origins.add("{0.scheme}://{0.netloc}".format(urlsplit(request.url))))
    page.on("response", lambda reply: reply.status >= 400 and trouble.append(f"{reply.status}: {reply.url}"))
    return origins


def _forget(profile, origins):
    """Close the pages of a visit, and take out of the profile what the visit has left there."""
    first, *pages = profile.pages  # without a page the browser would end
    for page in pages:
        page.close()
    profile.clear_cookies()
    profile.clear_permissions()
    session = profile.new_cdp_session(first)
    for origin in origins:
        session.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": STORAGE})
    session.detach()


def _local(url):
    parts = urlsplit(url)
    return parts.scheme in ("data", "blob", "about") or parts.hostname == "127.0.0.1"
