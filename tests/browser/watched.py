"""A browser page that fails its test on a console error, an HTTP error or a request that leaves the machine."""

from contextlib import contextmanager
from urllib.parse import urlsplit

LEFT = "Cannot send"  # Voila lets go of the kernel when a reader is about to leave, maybe before all has been sent


@contextmanager
def watched(browser, **options):
    """Yield a new page in a context of its own; other hosts are a black hole: no answer, no refusal.

    `page.trouble` lists what has gone wrong so far; a test that means to break something forgives it there.
    """
    context = browser.new_context(**{"viewport": {"width": 1100, "height": 900}, **options})
    context.set_default_timeout(20000)
    trouble, held = [], []
    context.route(lambda url: not _local(url), lambda route: held.append(route))
    page = context.new_page()
    page.trouble = trouble
    page.on("console", lambda message: message.type == "error" and trouble.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: LEFT in str(error) or trouble.append(f"script: {error}"))
    page.on("request", lambda request: _local(request.url) or trouble.append(f"outside: {request.url}"))
    page.on("response", lambda reply: reply.status >= 400 and trouble.append(f"{reply.status}: {reply.url}"))
    try:
        yield page
        page.wait_for_timeout(100)
    finally:
        for route in held:
            route.abort()
        context.close()
    assert not trouble, trouble


def _local(url):
    parts = urlsplit(url)
    return parts.scheme in ("data", "blob", "about") or parts.hostname == "127.0.0.1"
