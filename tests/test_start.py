"""The start page's address, inside a Jupyter server and at the site's root."""

import re
from types import SimpleNamespace

import pytest

from basislib.jupyter import start

CHINESE = "zh-CN,zh;q=0.9,en;q=0.8"
PAGE = "notebooks/00_start_here.ipynb"


@pytest.mark.parametrize(
    ("accepted", "query", "leads"),
    [
        (CHINESE, "", "/user/ann/voila/render/notebooks/zh/00_start_here.ipynb"),
        (CHINESE, "lang=en&leverage=45", "/user/ann/voila/render/notebooks/00_start_here.ipynb?leverage=45"),
        ("", "", "/user/ann/voila/render/notebooks/00_start_here.ipynb"),
        ("de,en;q=0.9", "mode=lecture", "/user/ann/voila/render/notebooks/00_start_here.ipynb?mode=lecture"),
        ("", "token=secret&seed=7", "/user/ann/voila/render/notebooks/00_start_here.ipynb?seed=7"),
        ("de", "lang=zh", "/user/ann/voila/render/notebooks/zh/00_start_here.ipynb"),
    ],
)
def test_it_leads_to_the_page_in_the_readers_language_unless_the_address_names_one(accepted, query, leads):
    path = f"/user/ann/{start.PLACE}{PAGE}"
    request = SimpleNamespace(path=path, query=query, headers={"Accept-Language": accepted})
    assert start.address(request, "/user/ann/", PAGE) == leads


@pytest.mark.parametrize(
    ("path", "page"),
    [
        (PAGE, PAGE),
        ("00_start_here.ipynb", "00_start_here.ipynb"),
        ("zh/00_start_here.ipynb", None),
        ("../00_start_here.ipynb", None),
        ("/elsewhere.org/00_start_here.ipynb", None),
        ("05_repo_funding.ipynb", None),
    ],
)
def test_it_leads_nowhere_else(path, page):
    ((pattern, _handler),) = start.handlers("/user/ann/")
    found = re.fullmatch(pattern, f"/user/ann/voila/start/{path}")
    assert (found and found[1]) == page
