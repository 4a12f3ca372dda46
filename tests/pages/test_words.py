"""What a reader meets on each page is what `tests/snapshot` has; rare states are left to `make words ARGS=--check`."""

from concurrent.futures import ThreadPoolExecutor

from tests.words import lines
from tests.words.everything import SNAPSHOT, tell


def test_what_a_reader_meets_is_what_was_written_down(about):
    with ThreadPoolExecutor(1) as apart:  # the browser tests leave a loop running in this thread
        new = apart.submit(tell, about.stem, quick=True).result()
    old = lines.read(SNAPSHOT / f"{about.stem}.txt")
    heads = {title.partition(": ")[0] for title in new}
    seen = {title: told for title, told in old.items() if title in new or title.partition(": ")[0] not in heads}
    changes = [line for title, changed in lines.changes(seen, new) for line in (f"{title}:", *changed)]
    assert not changes, "\n".join(["if this is meant, run `make words` and look at `git diff`", *changes])
