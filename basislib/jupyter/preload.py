"""Imported by the process that kernels are forked from, and by nothing else: it does their slow imports, once.

A cold kernel spends most of its first second importing ipykernel, ipywidgets, pandas and matplotlib, then a quarter of
one on the workbook's own modules, and on some pages as much on what no reader can change. One that is forked shares that
memory; if a module, a table or a catalogue has been edited since, it imports the workbook's own anew
(`basislib.jupyter.forked`).
"""

import os
import sys
import time

SINCE = time.time()

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # a process with threads should not be forked
os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")  # or the debugger warns of itself
os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"  # as ipykernel would set it

import gc  # noqa: E402
import importlib  # noqa: E402

for name in (
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "ipykernel.debugger",
    "ipykernel.kernelapp",
    "ipykernel.zmqshell",
    "ipywidgets",
    "matplotlib.backends.backend_agg",
    "matplotlib.backends.backend_svg",
    "matplotlib.figure",
    "numpy.random",
    "pandas",
    "psutil",
    "sqlite3",
    "tornado.platform.asyncio",
    "basislib.jupyter.forked",
):
    importlib.import_module(name)
PAGES, language = importlib.import_module("basislib.pages").PAGES, importlib.import_module("basislib.language")
for about in PAGES:
    try:
        for work_out in getattr(importlib.import_module(f"basislib.pages.{about.stem}"), "READY", ()):
            work_out()  # and keep it: the same for every reader
    except Exception:  # a page that is being written, and says on the page itself what is wrong
        continue
for code in language.LANGUAGES:  # a catalogue is read, and fonts are looked for, when the first picture is drawn
    language.choose(code)
    try:
        importlib.import_module(f"basislib.pages.{PAGES[0].stem}").page("").first.build()
    except Exception:  # as above
        continue
del os.environ[language.VARIABLE]
sys.modules["ipywidgets"].Widget.close_all()
ours = [module for name, module in sys.modules.items() if name.partition(".")[0] == "basislib"]
files = [module.__file__ for module in ours if getattr(module, "__file__", None)]
files += map(str, sys.modules["basislib.record.datasets"].folder().glob("*"))
files += map(str, language.FOLDER.rglob("*.mo"))
READ = "\n".join(files)  # as one text: a kernel that looks at each name, or module, copies the page of memory it is on
gc.collect()
gc.freeze()  # the collector would touch, and so copy, every shared page
