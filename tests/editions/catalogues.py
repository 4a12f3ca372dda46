"""The catalogues of what code says: extracted, updated and compiled with Babel. A changed text counts as a new one."""

import io
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.frontend import CommandLineInterface
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from basislib.language import FOLDER

ROOT = Path(__file__).parents[2]
EXTRACT = ("-q", "extract", "-F", ROOT / "pyproject.toml", "-k", "N_", "-k", "plural:1,2", "--input-dirs")


def template() -> Catalog:
    """Return all that can be translated, in no language."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "basislib.pot"
        places = f"{ROOT / 'basislib'},{ROOT / 'data'}"
        CommandLineInterface().run([str(word) for word in ("pybabel", *EXTRACT, places, "-o", path)])
        found = read_po(io.BytesIO(path.read_bytes()))
    for message in found:
        message.locations = sorted(
            {(Path(path).relative_to(ROOT).as_posix(), None) for path, _line in message.locations}
        )
    return found


def path_of(code: str) -> Path:
    """Return where the catalogue of a language is."""
    return FOLDER / code / "LC_MESSAGES" / "basislib.po"


def read(code: str) -> Catalog:
    """Return the catalogue of a language; a new one where there is none."""
    path = path_of(code)
    if not path.exists():
        return Catalog(locale=code, project="basislib", revision_date=datetime.now(UTC), fuzzy=False)
    return read_po(io.BytesIO(path.read_bytes()), locale=code)


def updated(code: str, found: Catalog) -> Catalog:
    """Return the catalogue of a language as it is today: new texts are there without a translation, gone ones are not."""
    catalogue = read(code)
    catalogue.update(found, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    catalogue.creation_date = catalogue.revision_date  # that of the last run would be another every day
    return catalogue


def untranslated(catalogue: Catalog) -> list[str]:
    """Return the texts without a translation, and those whose translation is a guess."""
    return [ids(each)[0] for each in catalogue if each.id and (each.fuzzy or not all(strings(each)))]


def write(code: str, catalogue: Catalog) -> None:
    """Write a catalogue, as text for translators and compiled for readers."""
    path = path_of(code)
    path.parent.mkdir(parents=True, exist_ok=True)
    text = io.BytesIO()
    write_po(text, catalogue, width=120, sort_by_file=True, include_lineno=False)
    path.write_bytes(text.getvalue())
    path.with_suffix(".mo").write_bytes(compiled(catalogue))


def compiled(catalogue: Catalog) -> bytes:
    """Return a catalogue as gettext reads it."""
    data = io.BytesIO()
    write_mo(data, catalogue)
    return data.getvalue()


def strings(message: Message) -> tuple[str, ...]:
    """Return the translations of a message, one for each form of its plural."""
    return message.string if isinstance(message.string, tuple) else (message.string,)


def ids(message: Message) -> tuple[str, ...]:
    """Return the English of a message, one for each form of its plural."""
    return message.id if isinstance(message.id, tuple) else (message.id,)
