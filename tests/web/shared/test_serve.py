"""The console script from an empty folder to a served, sealed and verified school: real processes, a real port."""

import http.client
import json
import os
import select
import shutil
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest
from django.core.management.base import CommandError
from django.test import override_settings

from bench.ports import free_port
from letopis.web.shared.management.commands.serve import make_sure_free
from letopis.web.shared.static_files import collect
from tests import bases

# Seconds: a busy machine is slow, not wrong.
PATIENCE = 300


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Static files as a server collects them once for its version: to compress them takes seconds."""
    folder = tmp_path_factory.mktemp("collected") / "static"
    with override_settings(STATIC_ROOT=folder):
        collect()
    return folder


@pytest.fixture
def with_tables(tmp_path: Path, collected: Path) -> None:
    """The home, and another one, are of schools that have begun; the first has been served before."""
    for name in ("home", "other"):
        (tmp_path / name).mkdir(mode=0o700)
        bases.copy_empty(tmp_path / name / "letopis.sqlite3")
    shutil.copytree(collected, tmp_path / "home" / "static")


@pytest.fixture
def letopis(tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start `letopis ARGUMENTS` in a home of its own; whatever still runs at the end is stopped."""
    env = {**os.environ, "LETOPIS_HOME": str(tmp_path / "home"), "LETOPIS_SECRET_KEY": "x" * 50}
    env.pop("DATABASE_URL", None)
    started: list[subprocess.Popen[str]] = []

    def start(*arguments: str, **settings: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "letopis", *arguments]
        started.append(
            subprocess.Popen(
                command, env=env | settings, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, umask=0o022
            )
        )
        return started[-1]

    yield start
    for process in started:
        if process.poll() is None:
            process.terminate()
            process.wait(PATIENCE)
        assert process.stdout is not None
        process.stdout.close()


def done(process: subprocess.Popen[str]) -> str:
    out, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, out
    return out


def fetch(url: str) -> tuple[int, bytes, dict[str, str]]:
    with urllib.request.urlopen(url, timeout=PATIENCE) as answer:
        return answer.status, answer.read(), {name.lower(): value for name, value in answer.headers.items()}


def wait_for(what: Callable[[], bool], times: int = 5 * PATIENCE) -> None:
    """Ask five times a second; counted, because the tests' clock stands still."""
    for _ in range(times):
        try:
            if what():
                return
        except OSError:
            pass
        time.sleep(0.2)
    pytest.fail("nothing came of it")


def checkpoints(base: Path) -> int:
    """How many there are: a look of one's own, where `letopis verify` would take seconds each time."""
    with closing(sqlite3.connect(base)) as connected:
        return int(connected.execute("SELECT count(*) FROM history_checkpoint").fetchone()[0])


@pytest.mark.req("ACC-10", "ACC-11", "JRN-10", "П1.2")
def test_from_an_empty_folder_to_a_sealed_school(letopis, tmp_path: Path):
    """A school may begin with its first file, and has a base that is its owner's alone."""
    (tmp_path / "меню.csv").write_text("Понедельник;каша\nВторник;суп\n")
    nothing, _ = (verify := letopis("verify")).communicate(timeout=PATIENCE)
    assert verify.returncode == 2
    assert "Traceback" not in nothing
    assert "letopis import base" in nothing
    told, _ = (loading := letopis("import", "base", str(tmp_path / "меню.csv"), "--check")).communicate(
        timeout=PATIENCE
    )
    assert loading.returncode == 1
    assert "Таблицы базы созданы" in told
    assert "Ни одна таблица не распознана" in told
    home = tmp_path / "home"
    assert [stat.S_IMODE(path.stat().st_mode) & 0o077 for path in (home, home / "letopis.sqlite3")] == [0, 0]
    done(letopis("verify"))

    assert "Логин:  zueva.a" in done(letopis("operator", "Зуева Анна Ильинична", "--school", "Школа № 17"))
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    server = letopis("serve", "--port", str(port), "--workers", "1")
    wait_for(lambda: fetch(f"{base}/health")[0] == 200)
    assert json.loads(fetch(f"{base}/health")[1]) == {"database": "ok", "worker": "absent"}

    _, page, headers = fetch(f"{base}/")
    assert "Вход" in page.decode()
    assert "script-src" not in headers["content-security-policy"]
    sheet = page.decode().partition('rel="stylesheet" href="')[2].partition('"')[0]
    status, _, headers = fetch(f"{base}{sheet}")
    assert (status, "immutable" in headers["cache-control"]) == (200, True)

    worker = letopis("worker")
    wait_for(lambda: json.loads(fetch(f"{base}/health")[1])["worker"] == "ok")
    wait_for(lambda: checkpoints(home / "letopis.sqlite3") == 1)
    report = json.loads(done(letopis("verify", "--json")))
    assert report["clean"]
    assert (report["schools"][0]["checkpoints"], report["schools"][0]["unsigned"]) == (1, 0)

    for process in (worker, server):
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0


@pytest.mark.req("ACC-11")
@pytest.mark.usefixtures("with_tables")
def test_clients_that_send_drop_by_drop_stop_nobody(letopis):
    """More of them than there are threads, with bodies and heads that never end: others are answered, they are not.

    A busy machine may answer nobody at all within the first term: then a longer one shows it.
    """
    assert any(others_are_answered(letopis, term) for term in (8, 40, 200)), "they had to wait until a term was over"


def others_are_answered(letopis: Callable[..., subprocess.Popen[str]], term: int) -> bool:
    """Whether three pages have come before the term of the bodies was over (seconds)."""
    port = free_port()
    letopis("serve", "--port", str(port), "--workers", "1", "--threads", "2", LETOPIS_BODY_SECONDS=str(term))
    wait_for(lambda: fetch(f"http://127.0.0.1:{port}/health")[0] == 200)
    body = b"POST /account/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\n"
    slow = [socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) for _ in range(12)]
    for number, link in enumerate(slow):
        link.sendall(body if number % 2 else body[:20])

    for _ in range(3):
        for link in slow:
            with suppress(OSError):  # the term of a head, ten seconds, is granian's
                link.sendall(b"x")
        assert fetch(f"http://127.0.0.1:{port}/account/login/")[0] == 200
        time.sleep(0.5)
    if select.select(slow[1::2], [], [], 0)[0]:
        return False
    for link in slow[1::2]:
        assert link.recv(100).startswith(b"HTTP/1.1 408"), "the term is over"
    for link in slow:
        link.close()
    return True


@pytest.mark.usefixtures("with_tables")
def test_what_is_sent_and_answered_comes_through_whole(letopis):
    """The front's own work: a body in chunks, a file from the disk, a part of one, a head without a body."""
    port = free_port()
    letopis("serve", "--port", str(port), "--workers", "1", "--threads", "1")
    base = f"http://127.0.0.1:{port}"
    wait_for(lambda: fetch(f"{base}/health")[0] == 200)
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)

    link.request(
        "POST",
        "/account/login/",
        body=iter([b"login=", b"nobody&password=x" * 5000]),
        encode_chunked=True,
        headers={"Transfer-Encoding": "chunked", "Content-Type": "application/x-www-form-urlencoded"},
    )
    refused = link.getresponse()
    assert (refused.status, "Страница устарела" in refused.read().decode()) == (403, True)

    link.request("GET", "/account/login/")
    page = link.getresponse().read().decode()
    sheet = page.partition('rel="stylesheet" href="')[2].partition('"')[0]
    link.request("GET", sheet)
    whole = (answer := link.getresponse()).read()
    assert len(whole) == int(answer.headers["content-length"]) > 1000
    link.request("GET", sheet, headers={"Range": "bytes=10-19"})
    assert (part := link.getresponse()).read() == whole[10:20]
    assert part.status == 206
    link.request("HEAD", sheet)
    assert ((head := link.getresponse()).read(), head.headers["content-length"]) == (b"", str(len(whole)))

    link.putrequest("POST", "/account/login/")
    link.putheader("Content-Length", str(10**12))
    link.endheaders()
    assert link.getresponse().status == 413


@pytest.mark.usefixtures("with_tables")
def test_a_busy_port_is_named(letopis, tmp_path: Path):
    """Shared with another school, half of the answers would come from the wrong base."""
    port = free_port()
    letopis("serve", "--port", str(port), "--workers", "1")
    wait_for(lambda: fetch(f"http://127.0.0.1:{port}/health")[0] == 200)
    told, _ = (second := letopis("serve", "--port", str(port), LETOPIS_HOME=str(tmp_path / "other"))).communicate(
        timeout=PATIENCE
    )
    assert (second.returncode, "Traceback" in told) == (2, False)
    assert f"Порт {port} уже занят" in told
    assert f"--port {port + 1}" in told


@pytest.mark.parametrize(
    ("host", "port", "words"),
    [
        ("127.0.0.1", 80_000, "Порта 80000 не бывает"),
        ("192.0.2.1", 8000, "Адреса «192.0.2.1» у этого компьютера нет"),
    ],
)
def test_what_cannot_be_listened_on_is_named(host: str, port: int, words: str):
    """How the command ends on that, the process above has shown."""
    with pytest.raises(CommandError, match=words):
        make_sure_free(host, port)


@pytest.mark.req("ACC-10")
@pytest.mark.usefixtures("with_tables")
def test_a_home_that_was_opened_is_closed_again(letopis, tmp_path: Path):
    home = tmp_path / "home"
    (home / "letopis.sqlite3").chmod(0o644)
    told = done(letopis("operator", "Зуева Анна Ильинична", "--school", "Школа № 17"))
    assert "Было открыто другим пользователям этого компьютера, закрыто:" in told
    assert stat.S_IMODE((home / "letopis.sqlite3").stat().st_mode) == 0o600


def test_static_files_are_collected_once(settings, tmp_path: Path):
    settings.STATIC_ROOT = tmp_path / "static"

    assert collect()
    assert not collect()
    assert (tmp_path / "static" / "letopis" / "tokens.css").exists()
    (tmp_path / "static" / ".collected").write_text("an older version")
    assert collect()
