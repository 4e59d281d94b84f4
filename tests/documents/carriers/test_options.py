"""Where the server may write: said by its administrator, in words that are checked when it starts."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from letopis.documents.carriers.options import bucket_of, credentials_of, fits
from letopis.kernel.errors import Refused

pytestmark = [pytest.mark.req("ARC-05")]
SHOW = "import letopis.config.settings as s; print(sorted(s.CARRIERS['places'].items()))"


@pytest.mark.parametrize(
    ("given", "status", "told"),
    [
        ("safe=/mnt/a,cloud=https://host:9000/b/p", 0, "[('cloud', 'https://host:9000/b/p'), ('safe', '/mnt/a')]"),
        ("", 0, "[]"),
        ("safe=mnt/a", 1, "LETOPIS_CARRIERS: NAME=/FOLDER or NAME=https://HOST/BUCKET, parted by commas"),
        ("/mnt/a", 1, "LETOPIS_CARRIERS: NAME=/FOLDER or NAME=https://HOST/BUCKET, parted by commas"),
        ("a/b=/mnt/a", 1, "LETOPIS_CARRIERS: NAME=/FOLDER or NAME=https://HOST/BUCKET, parted by commas"),
    ],
)
def test_places_are_read_or_the_server_does_not_start(tmp_path: Path, given: str, status: int, told: str) -> None:
    env = {**os.environ, "LETOPIS_HOME": str(tmp_path), "LETOPIS_CARRIERS": given}
    done = subprocess.run([sys.executable, "-c", SHOW], env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, (done.stdout + done.stderr).strip().splitlines()[-1]) == (status, told)


def test_an_address_of_a_store() -> None:
    at = bucket_of("https://storage.example:9000/school/archive/2026?region=ru-1")
    assert (at.host, at.is_secure, at.bucket) == ("storage.example:9000", True, "school")
    assert (at.prefix, at.region) == ("archive/2026/", "ru-1")
    assert (bucket_of("http://127.0.0.1/b").prefix, bucket_of("http://127.0.0.1/b").is_secure) == ("", False)
    for wrong in ("https://host", "https://host/", "https://key:secret@host/bucket", "https:///bucket"):
        with pytest.raises(Refused, match="записан неверно"):
            bucket_of(wrong)
    assert fits("store", "https://host/b")
    assert not fits("folder", "https://host/b")
    assert not fits("store", "/mnt/a")


def test_the_key_of_a_store_lies_beside_the_base(tmp_path: Path, settings: Any) -> None:
    (tmp_path / "stores").mkdir()
    for content in (None, b"one line", b"\xff\xfe", b"a b c"):
        if content is not None:
            (tmp_path / "stores/cloud").write_bytes(content)
        with pytest.raises(Refused, match="две строки"):
            credentials_of("cloud")
    (tmp_path / "stores/cloud").write_text("key\r\nsecret\r\n")
    assert credentials_of("cloud") == ("key", "secret")
