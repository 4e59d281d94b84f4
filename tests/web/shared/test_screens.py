"""The scripts of the pages are those of their sources, in a checkout and in a wheel."""

import re
import shutil
import socket
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.template import Context, Template

from letopis.web.shared import screens
from letopis.web.shared.static_files import collect
from scripts import client

PRODUCT = Path(__file__).parents[3]
NAMED = re.compile(
    r'{% script "(\w+)" %}|teacher/shell.html" with screen="([\w-]+)"|{% static \'screens/(\w+)\.js\' %}'
)


@pytest.fixture
def _old(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Bundles of sources as they were once."""
    (tmp_path / "stamp").write_text("other sources")
    monkeypatch.setattr(screens, "STAMP", tmp_path / "stamp")


def test_every_page_names_a_screen_that_there_is_and_every_screen_has_a_page() -> None:
    templates = (path.read_text() for path in (PRODUCT / "letopis").rglob("templates/**/*.html"))
    named = {name for text in templates for ways in NAMED.findall(text) for name in ways if name}

    # The service worker is no page's: the browser asks for it at the root.
    assert {f"{name}.js" for name in named} == {Path(path).name for path in client.screens()} - {client.WORKER.name}
    assert all((screens.BUILT / f"{name}.js").exists() for name in named)


def test_bundles_are_of_these_sources() -> None:
    assert not screens.is_stale()


def test_a_changed_module_makes_them_old(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    sources = screens.sources()
    before = screens.fingerprint()
    monkeypatch.setattr(screens, "sources", lambda: sources[1:])

    assert screens.fingerprint() != before
    assert screens.is_stale()


@pytest.mark.django_db
@pytest.mark.usefixtures("_old")
def test_old_bundles_are_not_served(settings: LazySettings) -> None:
    with pytest.raises(screens.StaleError, match="make bundles"):
        collect()
    # A port nobody listens on: what is refused is the scripts.
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(CommandError, match="make bundles"):
        call_command("serve", port=port)
    settings.DEBUG = True
    with pytest.raises(screens.StaleError, match="make bundles"):
        Template('{% script "frame" %}').render(Context())


@pytest.mark.usefixtures("_old")
def test_an_installed_wheel_has_no_sources_to_be_older_than(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screens, "sources", list)

    screens.ensure_fresh()


def test_a_wheel_carries_the_bundles_and_no_sources(tmp_path: Path) -> None:
    options = ("--quiet", "--no-deps", "--no-build-isolation", "--disable-pip-version-check")
    # A copy without bundles: the wheel builds them, and what that leaves behind does not lie in the checkout.
    checkout = tmp_path / "checkout"
    unwanted = shutil.ignore_patterns("__pycache__")
    for folder in ("letopis", "scripts"):
        shutil.copytree(PRODUCT / folder, checkout / folder, ignore=unwanted)
    shutil.rmtree(checkout / screens.BUILT.relative_to(PRODUCT))
    for name in ("pyproject.toml", "README.md", "package.json", "package-lock.json", ".npmrc"):
        shutil.copy(PRODUCT / name, checkout)
    (checkout / "node_modules").symlink_to(PRODUCT / "node_modules")
    subprocess.run([sys.executable, "-m", "pip", "wheel", *options, "-w", tmp_path, checkout], check=True)
    [wheel] = tmp_path.glob("letopis-*.whl")
    names = zipfile.ZipFile(wheel).namelist()

    for path in client.screens():
        assert f"letopis/web/shared/static/screens/{Path(path).name}" in names
    assert not [name for name in names if "/client/" in name or name.startswith(("scripts/", "node_modules/"))]
    assert "letopis/web/shared/static/letopis/tokens.css" in names
