"""The course on a JupyterHub as it is written down: settings, values for Kubernetes, and the page about both agree."""

import os
import pwd
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from traitlets.config import PyFileConfigLoader

from basislib.jupyter import CONFIG, start
from tests.browser import hub_proxy

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
IMAGE = Path("/home/jovyan")  # where repo2docker puts the repository
KEYS = {  # of the chart's schema, as far as they concern a course
    "hub": {"config", "extraConfig", "concurrentSpawnLimit", "activeServerLimit"},
    "singleuser": {"image", "defaultUrl", "startTimeout", "extraEnv", "storage", "memory", "cpu", "cmd"},
    "singleuser.image": {"name", "tag", "pullPolicy", "pullSecrets"},
    "singleuser.storage": {"type", "homeMountPath", "capacity", "dynamic", "static"},
    "singleuser.memory": {"guarantee", "limit"},
    "singleuser.cpu": {"guarantee", "limit"},
    "cull": {"enabled", "users", "adminUsers", "timeout", "every", "concurrency", "maxAge", "removeNamedServers"},
}


@pytest.fixture(scope="module")
def hub():
    return PyFileConfigLoader("jupyterhub_config.py", str(DOCS)).load_config()


@pytest.fixture(scope="module")
def values():
    return yaml.safe_load((DOCS / "z2jh-values.yaml").read_text("utf-8"))


@pytest.fixture(scope="module")
def page():
    return (DOCS / "jupyterhub.md").read_text("utf-8")


def at(values, path):
    for key in path.split("."):
        values = values[key]
    return values


def test_the_chart_knows_every_key(values):
    assert values.keys() <= {path.split(".")[0] for path in KEYS}
    for path, keys in KEYS.items():
        assert at(values, path).keys() <= keys, path
    assert all(name[0].isupper() for name in values["hub"]["config"])  # classes, or the chart refuses them


def test_on_kubernetes_the_course_is_the_same(hub, values):
    spawner, spawned = hub.Spawner, values["hub"]["config"]["KubeSpawner"]
    assert values["singleuser"]["defaultUrl"] == spawner.default_url
    assert Path(spawned["notebook_dir"]) == IMAGE / Path(spawner.notebook_dir).relative_to(ROOT)
    assert (ROOT / "notebooks" / spawner.default_url.removeprefix(f"/{start.PLACE}")).is_file()
    settings = values["singleuser"]["extraEnv"]["JUPYTER_CONFIG_PATH"]
    assert Path(settings) == IMAGE / Path(CONFIG).relative_to(ROOT)
    assert spawner.environment["JUPYTER_CONFIG_PATH"] == CONFIG and Path(CONFIG, "voila.json").is_file()
    assert set(spawned["args"]) <= set(spawner.args)
    assert f"--ServerApp.shutdown_no_activity_timeout={values['cull']['timeout']}" in spawner.args
    assert values["singleuser"]["memory"]["limit"] == spawner.mem_limit
    assert values["singleuser"]["startTimeout"] == spawner.start_timeout == spawner.http_timeout


def test_nobody_gets_in_before_somebody_decides_who(hub, values):
    assert values["hub"]["config"]["JupyterHub"]["authenticator_class"] == "null"
    assert hub.JupyterHub.authenticator_class == "dummy"
    assert hub.JupyterHub.bind_url.startswith("http://127.0.0.1:")


def test_sockets_lie_in_a_folder_of_the_students_own(hub):
    account = pwd.getpwall()[1]
    for name in (account.pw_name, "no account of this machine"):
        student = SimpleNamespace(user=SimpleNamespace(name=name, escaped_name=name.replace(" ", "-")))
        folder = Path(hub.Spawner.environment["JUPYTER_RUNTIME_DIR"](student))
        mine = os.geteuid() or name != account.pw_name
        assert folder.stat().st_uid == (os.geteuid() if mine else account.pw_uid)
        assert folder.stat().st_mode & 0o777 == 0o700
        assert len(f"{folder}/kernel-{'x' * 36}-ipc-5") < 104  # what macOS allows


def test_the_page_names_what_was_tested(page, hub):
    lock = (ROOT / "tests/requirements.txt").read_text("utf-8")
    assert re.search(r"^jupyterhub==.*", lock, re.M)[0] in page
    assert f"configurable-http-proxy@{hub_proxy.VERSION}" in page
    assert f"{hub.JupyterHub.bind_url}/" in page
    for name in re.findall(r"`c\.(\w+\.\w+)", page):
        assert name in (DOCS / "jupyterhub_config.py").read_text("utf-8") or name in {
            "Authenticator.allowed_users",
            "SystemdSpawner.dynamic_users",
            "JupyterHub.subdomain_host",
        }, name
    for target in re.findall(r"\]\(([^):#]+)\)", page):
        assert (DOCS / target).exists(), target


def test_the_page_counts_as_the_hub_does(page, hub):
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    student, large, students = map(
        int, re.search(r"\*\*(\d+) MB a student\*\*.*?(\d+) GB are good for (\d+)", page, re.S).groups()
    )
    assert hub.JupyterHub.active_server_limit == int(0.8 * memory / (student * 1e6))
    assert students == int(0.8 * large * 1e9 / (student * 1e6))


def test_where_the_proxy_cannot_be_had_there_is_one_sentence(monkeypatch):
    monkeypatch.setattr(hub_proxy, "_said", lambda *command: None)
    with pytest.raises(SystemExit, match="apt install npm"):
        hub_proxy.main()
