"""The console script from an empty folder to a served, sealed and verified school: real processes, a real port."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from letopis.web.shared.static_files import collect


@pytest.fixture
def letopis(tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start `letopis ARGUMENTS` in a home of its own; whatever still runs at the end is stopped."""
    env = {**os.environ, "LETOPIS_HOME": str(tmp_path / "home"), "LETOPIS_SECRET_KEY": "x" * 50}
    env.pop("DATABASE_URL", None)
    started: list[subprocess.Popen[str]] = []

    def start(*arguments: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "letopis", *arguments]
        started.append(subprocess.Popen(command, env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT))
        return started[-1]

    yield start
    for process in started:
        if process.poll() is None:
            process.terminate()
            process.wait(20)
        assert process.stdout is not None
        process.stdout.close()


def done(process: subprocess.Popen[str]) -> str:
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 0, out
    return out


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def fetch(url: str) -> tuple[int, bytes, dict[str, str]]:
    with urllib.request.urlopen(url, timeout=5) as answer:
        return answer.status, answer.read(), {name.lower(): value for name, value in answer.headers.items()}


def wait_for(what: Callable[[], bool], times: int = 150) -> None:
    """Ask five times a second; counted, because the tests' clock stands still."""
    for _ in range(times):
        try:
            if what():
                return
        except OSError:
            pass
        time.sleep(0.2)
    pytest.fail("nothing came of it")


@pytest.mark.req("ACC-11", "JRN-10", "П1.2")
def test_from_an_empty_folder_to_a_sealed_school(letopis):
    done(letopis("migrate", "-v", "0"))
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
    wait_for(lambda: json.loads(done(letopis("verify", "--json")))["schools"][0]["unsealed"] == 0)
    report = json.loads(done(letopis("verify", "--json")))
    assert report["clean"]
    assert report["schools"][0]["seals"] == 1

    for process in (worker, server):
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0


def test_a_school_may_begin_with_its_first_file(letopis, tmp_path: Path):
    (tmp_path / "меню.csv").write_text("Понедельник;каша\nВторник;суп\n")
    nothing, _ = (verify := letopis("verify")).communicate(timeout=60)
    assert verify.returncode == 1
    assert "Traceback" not in nothing
    assert "letopis import base" in nothing

    told, _ = (loading := letopis("import", "base", str(tmp_path / "меню.csv"), "--check")).communicate(timeout=60)
    assert loading.returncode == 1
    assert "Таблицы базы созданы" in told
    assert "Ни одна таблица не распознана" in told
    done(letopis("verify"))


def test_static_files_are_collected_once(settings, tmp_path: Path):
    settings.STATIC_ROOT = tmp_path / "static"

    assert collect()
    assert not collect()
    assert (tmp_path / "static" / "letopis" / "tokens.css").exists()
    (tmp_path / "static" / ".collected").write_text("an older version")
    assert collect()
