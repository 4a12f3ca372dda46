"""What a student costs on a JupyterHub, and how long one waits there: the course of docs/jupyterhub.md."""

import statistics
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser import chromium
from tests.browser.hub import hub, log_in, servers

STUDENTS = 4
NEXT = "voila/render/01_milk_tea_margin.ipynb"


def family(site, name):
    """Return a student's server and its kernels."""
    server = servers(site)[name]
    return [server, *server.children(recursive=True)]


def memory(site, name):
    """Return a student's memory in MB, with the share of what is common to all."""
    return sum(process.memory_full_info().pss for process in family(site, name)) / 1e6


def seconds_until_asked(page, go):
    """Return the seconds until a page's first question is there."""
    began = time.perf_counter()
    go()
    page.locator(".wb-prediction").wait_for(timeout=120_000)
    return time.perf_counter() - began


def visit(browser, site, name):
    """Log in, open a second page, leave both; return seconds, memory and processor time at each stage."""
    context = browser.new_context()
    first, second = context.new_page(), context.new_page()
    seen = {"log in": seconds_until_asked(first, lambda: log_in(first, site, name))}
    seen["one page"] = memory(site, name)
    seen["processor"] = sum(sum(process.cpu_times()[:2]) for process in family(site, name))
    seen["next page"] = seconds_until_asked(second, lambda: second.goto(f"{site.url}/user/{name}/{NEXT}"))
    seen["two pages"] = memory(site, name)
    for page in (first, second):
        page.wait_for_function("window.jupyterapp")
        page.goto("about:blank")
    while len(family(site, name)) > 1:
        first.wait_for_timeout(200)
    seen["no page"] = memory(site, name)
    context.close()
    return seen


def print_tables():
    """Print the table of docs/jupyterhub.md."""
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=chromium.FLAGS)
        with hub(Path(home), STUDENTS) as site:
            seen = [visit(browser, site, f"student{number}") for number in range(STUDENTS)]
        browser.close()
    print("\n| a student on the hub | median | most |\n" + "|---" * 3 + "|")
    for what, unit in {
        "no page": "MB",
        "one page": "MB",
        "two pages": "MB",
        "log in": "s",
        "next page": "s",
        "processor": "s",
    }.items():
        values = [each[what] for each in seen]
        print(f"| {what}, {unit} | {statistics.median(values):.1f} | {max(values):.1f} |")
