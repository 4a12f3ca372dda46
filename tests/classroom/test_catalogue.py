"""What the pages ask is looked up while the server starts, in all languages at once, and once for a class."""

import json
import subprocess

import pytest

from basislib.classroom import catalogue
from basislib.classroom.catalogue import Catalogue
from basislib.classroom.store import Store
from tests.classroom import small


class Looking:
    """A process that looks up the small pages, or fails."""

    args, returncode = (), 0
    waited = 0

    def communicate(self):
        Looking.waited += 1
        return json.dumps(small.PAGES), None


@pytest.fixture
def started(monkeypatch):
    """The languages in which a look-up was started."""
    found = []
    monkeypatch.setattr(Looking, "waited", 0)
    monkeypatch.setattr(
        catalogue.subprocess, "Popen", lambda _command, env, **_: found.append(env[catalogue.VARIABLE]) or Looking()
    )
    return found


def test_it_is_started_at_once_and_waited_for_at_the_first_look(tmp_path, started):
    store = Store(tmp_path / "class.sqlite")
    english, chinese = Catalogue(store), Catalogue(store, "zh")
    assert started == ["en", "zh"] and not Looking.waited
    assert dict(english) == small.ASKED and len(english) == len(small.ASKED) and Looking.waited == 1
    assert chinese["tea"].title == "Milk tea" and "nothing" not in chinese and Looking.waited == 2
    store.close()


def test_what_is_kept_is_not_looked_up_again(tmp_path, started):
    store = Store(tmp_path / "class.sqlite")
    assert "tea" in Catalogue(store)
    assert dict(Catalogue(store)) == small.ASKED and started == ["en"]
    store.set("pages", "other pages")
    assert "tea" in Catalogue(store) and started == ["en", "en"]
    store.close()


def test_pages_that_cannot_be_looked_up_are_not_kept(tmp_path, started, monkeypatch):
    store = Store(tmp_path / "class.sqlite")
    monkeypatch.setattr(Looking, "returncode", 1)
    with pytest.raises(subprocess.CalledProcessError):
        list(Catalogue(store))
    assert not store.get("pages")
    store.close()
