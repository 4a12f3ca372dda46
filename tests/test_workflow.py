"""The workflow for other systems: it can be read, runs the README's command, and pins what it takes from others."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]


@pytest.fixture
def jobs():
    return yaml.safe_load((ROOT / ".github" / "workflows" / "test.yml").read_text("utf-8"))["jobs"]


def commands(job):
    return "\n".join(step["run"] for step in job["steps"] if "run" in step)


def test_it_runs_what_readme_and_makefile_run(jobs):
    assert re.search(r"\bmake test\b", (ROOT / "README.md").read_text("utf-8"))
    assert commands(jobs["make"]) == "make test"
    assert set(jobs["make"]["strategy"]["matrix"]["os"]) == {"ubuntu-latest", "macos-latest"}
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for job in (jobs["windows"], jobs["newest"]):
        options = re.search(r"python -m pytest (.*)", commands(job))[1].split()
        assert all(option in makefile for option in options if not option.startswith(("--ignore=", "--every-page")))
        assert all((ROOT / option.partition("=")[2]).exists() for option in options if option.startswith("--ignore="))


def test_the_weekly_run_is_without_the_lock_and_only_weekly(jobs):
    assert "requirements.txt" not in commands(jobs["newest"]) and "schedule" in jobs["newest"]["if"]
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    assert '".[test]"' in commands(jobs["newest"]) and "test" in extras


def test_no_secret_and_no_action_without_a_version(jobs):
    text = (ROOT / ".github" / "workflows" / "test.yml").read_text("utf-8")
    assert "secrets" not in text and "contents: read" in text
    used = [step["uses"] for job in jobs.values() for step in job["steps"] if "uses" in step]
    assert used and all(re.fullmatch(r"actions/[\w-]+@v\d+", action) for action in used)
