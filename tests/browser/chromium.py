"""Find a Chromium that runs; `python -m tests.browser.chromium` also fetches one where there is none."""

import os
import shutil
import subprocess
import sys

NAMES = (
    "chromium-headless-shell",  # the same pages without a browser's own windows, at two thirds of the work
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")
MISSING = (
    "The browser tests need Chromium, and none was found or could be fetched: "
    "install one (on Debian: apt install chromium) or name one in the variable CHROMIUM."
)


def find():
    """Return the path of a Chromium that runs on this machine, or None."""
    named = os.environ.get("CHROMIUM")
    for name in [named] if named else NAMES:
        path = shutil.which(name)
        if path and _succeeds(path, "--version"):
            return path
    own = not named and _playwrights_own()
    return own if own and _succeeds(own, "--version") else None


def fetch():
    """Take a package of Debian's if this user may install it, else Playwright's own download."""
    for package in ("chromium-headless-shell", "chromium"):
        if not find():
            install(package)
    if not find():
        _succeeds(sys.executable, "-m", "playwright", "install", "chromium")


def install(*packages):
    """Install Debian's packages, if this user may."""
    sudo = [] if hasattr(os, "geteuid") and os.geteuid() == 0 else ["sudo", "-n"]
    if shutil.which("apt-get") and _succeeds(*sudo, "true"):
        _succeeds(*sudo, "apt-get", "update")
        _succeeds(*sudo, "apt-get", "install", "--yes", "--no-install-recommends", *packages)


def _playwrights_own():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


def _succeeds(*command):
    try:
        return (
            subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=600,
                env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
            ).returncode
            == 0
        )
    except (OSError, subprocess.TimeoutExpired):
        return False


if __name__ == "__main__":
    if not find() and "CHROMIUM" not in os.environ:
        print("Fetching a Chromium for the browser tests.", flush=True)  # noqa: T201
        fetch()
    if not find():
        sys.exit(MISSING)
