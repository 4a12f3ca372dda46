"""The tables are never worse after a refresh: when it is killed, when the disk is full, when two run at once."""

import errno
import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from basislib.record import datasets, feeds, safekeeping
from tests.feeds import DATA, NAMES, NOTHING, Official, Service, contents, news, recorded, refresh
from tests.stopped import LIMITS, ONLY

ROOT = Path(__file__).parents[1]
TABLES = ("money_market_rates", "fed_repo_operations")
UNDER_WAY = "another refresh of these tables is under way; try again when it is done."
SAY = """
from pathlib import Path
from tests.feeds import refresh
{first}
for outcome in refresh(Path({where!r}), {url!r}, only={only}, progress=None):
    print(outcome.sentence)
"""


@pytest.fixture
def answered(monkeypatch):
    """Every service answers, without a network, and nobody waits for the disk."""
    monkeypatch.setattr(feeds, "fetch", recorded(Official(DATA, news())))
    monkeypatch.setattr(os, "fsync", lambda file: None)


def again(where):
    """Refresh once more, and undisturbed."""
    return refresh(where, None, only=ONLY, progress=None)


def states(where):
    """Return how each table of two stands, old or new; both must load, and no other may have been touched."""
    for path in DATA.glob("*.*"):
        assert path.stem in (*TABLES, "README") or path.read_bytes() == (where / path.name).read_bytes()
    assert datasets.names(where) == datasets.names()
    assert all(len(datasets.load(name, where)) for name in TABLES)
    return tuple("old" if datasets.manifest(name, where) == datasets.manifest(name) else "new" for name in TABLES)


def catalogue_agrees(where):
    return (where / "README.md").read_text("utf-8") == datasets.catalogue(where)


def leftovers(where):
    return [path.name for path in where.glob(".*.new")]


@pytest.fixture
def as_it_should_be(tmp_path, answered):
    """The files as they are after a refresh that nothing disturbs."""
    where = Path(shutil.copytree(DATA, tmp_path / "undisturbed"))
    assert {outcome.state for outcome in again(where)} == {"updated"}
    assert not leftovers(where)
    return contents(where)


def stopped(how, tmp_path):
    """Stop refreshes at every step; return for each copy how it ended, and what it said."""
    subprocess.run([sys.executable, "-m", "tests.stopped", how, tmp_path / how], cwd=ROOT, check=True, timeout=300)
    for code in sorted((tmp_path / how).glob("*.code")):
        said = code.with_suffix(".said")
        yield code.with_suffix(""), int(code.read_text()), json.loads(said.read_text("utf-8")) if said.exists() else {}


@pytest.mark.parametrize(("how", "fewest"), [("killed", 30), ("cut and killed", len(LIMITS))])
def test_a_refresh_that_is_killed_leaves_every_table_old_or_new(tmp_path, as_it_should_be, how, fewest):
    seen, half, count = set(), 0, 0
    for where, code, _ in stopped(how, tmp_path):
        count += 1
        assert -code in (signal.SIGKILL, signal.SIGXFSZ), where
        found = states(where)
        seen.add(found)
        half += any(
            (where / f".{name}.csv.new").exists() and state == "new" for name, state in zip(TABLES, found, strict=True)
        )
        again(where)
        assert contents(where) == as_it_should_be, where
    assert count >= fewest
    if how == "killed":  # the kills hit what they should
        assert seen == {("old", "old"), ("new", "old"), ("new", "new")} and half >= 4


@pytest.mark.parametrize(("how", "fewest"), [("full", 30), ("dead", 30), ("cut", len(LIMITS))])
def test_a_disk_that_fails_leaves_every_table_old_or_new_and_says_which(tmp_path, as_it_should_be, how, fewest):
    seen, count = set(), 0
    for where, code, said in stopped(how, tmp_path):
        count += 1
        assert code == 0, where
        for name, state in zip(TABLES, states(where), strict=True):
            told, sentence = said[name]
            assert (told, state) in {("updated", "new"), ("refused", "old")}, (where, said)
            assert told == "updated" or sentence.startswith(f"{name} is as it was: the ") and sentence.endswith(".")
            seen.add(told)
        if how != "dead":
            assert catalogue_agrees(where) and not leftovers(where), where
        again(where)
        assert contents(where) == as_it_should_be, where
    assert count >= fewest
    assert seen == ({"refused"} if how == "cut" else {"refused", "updated"})


def test_all_is_on_the_disk_before_the_manifest_is_replaced_and_the_manifest_before_the_table(where, monkeypatch):
    done = []

    def fsync(file):
        forced = os.fstat(file)
        done.append(next(path.name for path in (where, *where.iterdir()) if os.path.samestat(path.stat(), forced)))

    monkeypatch.setattr(os, "fsync", fsync)
    real = os.replace
    monkeypatch.setattr(os, "replace", lambda old, new: (done.append(f"> {new.name}"), real(old, new)))
    monkeypatch.setattr(feeds, "fetch", recorded(Official(DATA, news())))
    refresh(where, None, only=["repo"])
    files = [f"fed_repo_operations.{kind}" for kind in ("json", "csv")] + ["README.md"]
    assert done[-10:] == [*(f".{name}.new" for name in files), "data", f"> {files[0]}", "data", f"> {files[1]}", "data",
                          f"> {files[2]}", "data"]  # fmt: skip


def test_a_table_is_found_while_its_files_are_replaced(where, monkeypatch, answered):
    """The manifest is read, then everything is replaced, then the table is read."""
    real, calls = datasets.manifest, []

    def manifest(*given):
        facts = real(*given)
        calls.append(given)
        if len(calls) == 1:
            monkeypatch.setattr(datasets, "manifest", real)
            again(where)
            monkeypatch.setattr(datasets, "manifest", manifest)
        return facts

    monkeypatch.setattr(datasets, "manifest", manifest)
    assert str(datasets.load("money_market_rates", where)["date"].max().date()) == "2026-10-09"
    assert len(calls) == 2


def test_a_rename_that_fails_for_good_leaves_the_new_table_beside_the_old(where, monkeypatch, answered):
    """As on Windows where somebody has the table open in a spreadsheet."""
    real = os.replace

    def replace(old, new):
        if new.name == "money_market_rates.csv":
            raise PermissionError(errno.EACCES, "The process cannot access the file")
        real(old, new)

    monkeypatch.setattr(os, "replace", replace)
    assert [outcome.state for outcome in again(where)] == ["updated", "updated"]
    assert states(where) == ("new", "new") and leftovers(where) == [".money_market_rates.csv.new"]
    for outcome in again(where):
        assert outcome.sentence.startswith(f"{outcome.table} is as it was: the folder {where} cannot be written")
    assert states(where) == ("new", "new")
    monkeypatch.undo()
    monkeypatch.setattr(feeds, "fetch", recorded(Official(DATA, news())))
    assert [outcome.state for outcome in again(where)] == ["current", "current"]
    assert not leftovers(where) and catalogue_agrees(where)


def test_what_an_older_workbook_left_is_removed_and_counts_for_nothing(where, answered, as_it_should_be):
    for name in ("baskets.csv.4711", "baskets.csv", "baskets.json", "README.md", "nothing.csv"):
        (where / f".{name}.new").write_text("half a li")
    assert datasets.names(where) == datasets.names()
    again(where)
    assert contents(where) == as_it_should_be


def test_a_catalogue_that_disagrees_is_written_anew(where, answered):
    (where / "README.md").write_text("# Da")
    assert refresh(where, NOTHING, only=["repo"])[0].state == "updated"
    assert catalogue_agrees(where)


def test_a_manifest_that_cannot_be_read_stops_its_own_table_only(where, answered):
    (where / "money_market_rates.json").write_text("{")
    rates, repo = again(where)
    assert rates.sentence.startswith("money_market_rates is as it was: data/money_market_rates.json is not readable")
    assert repo.state == "updated"


def test_the_files_keep_their_modes(where, answered):
    for name in ("money_market_rates.csv", "money_market_rates.json", "README.md"):
        (where / name).chmod(0o664)
    before = os.umask(0o077)
    try:
        again(where)
    finally:
        os.umask(before)
    for name in ("money_market_rates.csv", "money_market_rates.json", "README.md"):
        assert stat.S_IMODE((where / name).stat().st_mode) == 0o664
    assert stat.S_IMODE((where / safekeeping.LOCK).stat().st_mode) == 0o666  # or another user could not refresh


def test_a_folder_that_cannot_be_written_ends_in_a_sentence(where):
    """In a process of its own, which gives up the rights of root, if it has them."""
    drop = "import os; os.geteuid() or os.seteuid(65534)"
    ask = SAY.format(first=drop, where=".", url=NOTHING, only=None)
    before = contents(where)
    where.chmod(0o555)
    try:
        done = subprocess.run([sys.executable, "-c", ask], cwd=where, env={**os.environ, "PYTHONPATH": str(ROOT)},
                              capture_output=True, text=True, timeout=60)  # fmt: skip
    finally:
        where.chmod(0o755)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("is as it was: the folder . cannot be written ([Errno 13] Permission denied") == len(NAMES)
    assert done.stdout.count("if it is not yours, ask whoever installed it.") == len(NAMES)
    assert contents(where) == before


# --- two at once


def started(where, url):
    """Start a refresh of the rates in a process of its own."""
    ask = SAY.format(first="", where=str(where), url=url, only=["rates"])
    return subprocess.Popen([sys.executable, "-c", ask], cwd=ROOT, stdout=subprocess.PIPE, text=True)


class Slow(Official):
    """Answers well, but not before it is told to."""

    def __init__(self, *given):
        super().__init__(*given)
        self.asked, self.go = threading.Event(), threading.Event()

    def __call__(self, path):
        self.asked.set()
        assert self.go.wait(60)
        return super().__call__(path)


def test_of_two_refreshes_at_once_the_second_is_sent_away(where, as_it_should_be):
    slow = Slow(DATA, news())
    with Service(slow) as service:
        first = started(where, service.url)
        assert slow.asked.wait(60)
        asked = len(service.asked)
        (here,) = refresh(where, service.url, only=["rates"])  # in this process
        second = started(where, service.url)  # in another
        words, _ = second.communicate(timeout=60)
        assert here.sentence == f"money_market_rates is as it was: {UNDER_WAY}"
        assert here.sentence in words
        assert len(service.asked) == asked
        slow.go.set()
        assert "money_market_rates is updated" in first.communicate(timeout=60)[0]
    assert states(where) == ("new", "old") and catalogue_agrees(where)
    again(where)
    assert contents(where) == as_it_should_be


def test_a_killed_refresh_leaves_no_lock(where, answered):
    slow = Slow(DATA, news())
    with Service(slow) as service:
        first = started(where, service.url)
        assert slow.asked.wait(60)
        first.kill()
        first.communicate(timeout=60)
        assert [outcome.state for outcome in again(where)] == ["updated", "updated"]
        slow.go.set()
    assert states(where) == ("new", "new") and catalogue_agrees(where)


def test_many_at_once_from_all_sides(where, as_it_should_be):
    with Service(Official(DATA, news())) as service:
        running = [started(where, service.url) for _ in range(3)]
        said = [each.communicate(timeout=60)[0] for each in running]
    assert all(UNDER_WAY in words or "updated from" in words or "already current" in words for words in said), said
    assert sum("updated from" in words for words in said) == 1
    assert states(where) == ("new", "old") and catalogue_agrees(where)
    again(where)
    assert contents(where) == as_it_should_be


def test_another_lock_of_the_system_is_asked_for_on_windows(where, monkeypatch):
    """What Python offers there is stood in for; the real one has not been tried."""
    held = set()

    class Msvcrt:
        LK_NBLCK = 2

        @staticmethod
        def locking(descriptor, mode, count):
            assert (mode, count) == (2, 1)
            if held:
                raise PermissionError(errno.EACCES, "Permission denied")
            held.add(descriptor)

    monkeypatch.setattr(safekeeping, "msvcrt", Msvcrt, raising=False)
    monkeypatch.setattr(safekeeping, "WINDOWS", True)
    with safekeeping.alone(where), pytest.raises(ValueError, match="another refresh"), safekeeping.alone(where):
        pass
    assert held


def test_a_system_without_locks_is_told_from_a_lock_that_is_held(where, monkeypatch):
    def flock(file, how):
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(safekeeping.fcntl, "flock", flock)
    (outcome,) = refresh(where, NOTHING, only=["repo"])
    assert f"cannot be written ([Errno {errno.ENOLCK}] No locks available)" in outcome.sentence
    assert outcome.sentence.endswith("ask whoever installed it.")
