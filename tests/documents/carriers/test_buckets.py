"""A carrier in an S3-compatible store, against a server that speaks S3 on this machine."""

import logging
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from minio import Minio

from letopis.documents.archive.verifying import verify_package
from letopis.documents.carriers import copying
from letopis.documents.carriers.enums import How, Verdict
from letopis.documents.carriers.models import Carrier, Check, Copy
from letopis.documents.carriers.options import file_of, packages_folder
from letopis.documents.carriers.stores import Unreachable
from letopis.kernel.errors import Refused
from tests.documents.carriers.scene import BUTTON, Archive, archive, carrier
from tests.documents.carriers.test_copies import TABLE, repacked

pytestmark = [pytest.mark.django_db, pytest.mark.req("ARC-05", "ARC-06")]

KEY, SECRET = "school-archive", "a-secret-of-the-store"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """host:port of a server."""
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    running = ThreadedMotoServer(ip_address="127.0.0.1", port=port, verbose=False)
    running.start()
    yield f"127.0.0.1:{port}"
    running.stop()


@pytest.fixture
def client(server: str) -> Iterator[Minio]:
    """Who looks into the bucket past the program; it is emptied afterwards."""
    asked = Minio(endpoint=server, access_key=KEY, secret_key=SECRET, secure=False, region="us-east-1")
    asked.make_bucket(bucket_name="archive")
    yield asked
    for one in asked.list_objects(bucket_name="archive", recursive=True):
        asked.remove_object(bucket_name="archive", object_name=str(one.object_name))
    asked.remove_bucket(bucket_name="archive")


def stored(found: Archive, server: str, tmp_path: Path, settings: Any, **columns: Any) -> Carrier:
    """A carrier of the school in the bucket, with the key that the administrator has put down."""
    places = {**settings.CARRIERS["places"], "cloud": f"http://{server}/archive/school?region=us-east-1"}
    settings.CARRIERS = {**settings.CARRIERS, "places": places}
    (tmp_path / "stores").mkdir(exist_ok=True)
    (tmp_path / "stores/cloud").write_text(f"{KEY}\n{SECRET}\n")
    return carrier(found, "Хранилище", kind="store", address="cloud", place="Дата-центр", **columns)


def names(client: Minio) -> list[str]:
    found = (str(one.object_name) for one in client.list_objects(bucket_name="archive", recursive=True))
    return [one for one in found if "letopis-carrier-" not in one]


def content(client: Minio, name: str, path: Path) -> Path:
    client.fget_object(bucket_name="archive", object_name=name, file_path=str(path))
    return path


def test_a_copy_in_a_store(server: str, client: Minio, tmp_path: Path, settings: Any) -> None:
    """Written, read back, damaged, gone, restored; what was fetched to be read does not stay here."""
    found = archive(tmp_path, settings, copies=1)
    cloud = stored(found, server, tmp_path, settings)
    ids = {"package_id": found.package.pk}
    copying.write_copy(found.actor, BUTTON, **ids, carrier_id=cloud.pk)
    (name,) = names(client)
    assert name == f"school/{found.package.file_name}"
    path = content(client, name, tmp_path / "fetched.zip")
    assert verify_package(path, keys=[found.package.key]).findings == ()

    def copy() -> Copy:
        rows = Copy.objects.select_related("carrier", "package__year", "package__class_group")
        return rows.get(carrier=cloud, ended_at=None)

    def look() -> Verdict:
        return copying.check_copy(found.actor, copy(), How.SCHEDULE)

    assert (look(), copying.glance(found.actor, copy(), How.SCHEDULE)) == (Verdict.WHOLE, None)
    repacked(path, lambda top: (top / TABLE).write_bytes(b""))
    client.fput_object(bucket_name="archive", object_name=name, file_path=str(path))
    assert copying.glance(found.actor, copy(), How.SCHEDULE) == Verdict.DAMAGED
    assert TABLE in {one["what"] for one in Check.objects.filter(copy=copy())[0].findings}
    copying.restore(found.actor, BUTTON, **ids, from_id=found.carriers[0].pk, to_id=cloud.pk)
    assert (look(), names(client)) == (Verdict.WHOLE, [f"school/{found.package.name}-2.zip"])
    # And from the store: the folder's copy is gone.
    found.file(0).unlink()
    file_of(found.package).unlink()
    copying.restore(found.actor, BUTTON, **ids, from_id=cloud.pk, to_id=found.carriers[0].pk)
    assert verify_package(found.file(0), keys=[found.package.key]).findings == ()
    client.remove_object(bucket_name="archive", object_name=names(client)[0])
    assert look() == Verdict.MISSING
    assert [one.name for one in packages_folder().iterdir()] == []


def test_a_store_that_is_away_or_not_ours(server: str, client: Minio, tmp_path: Path, settings: Any) -> None:
    found = archive(tmp_path, settings)
    cloud = stored(found, server, tmp_path, settings)
    ids = {"package_id": found.package.pk, "carrier_id": cloud.pk}
    copying.write_copy(found.actor, BUTTON, **ids)
    rows = Copy.objects.select_related("carrier", "package__year", "package__class_group")
    copy = rows.get(carrier=cloud)
    # The mark is gone: it is another bucket.
    marks = [
        one for one in client.list_objects(bucket_name="archive", recursive=True) if "-carrier-" in str(one.object_name)
    ]
    client.remove_object(bucket_name="archive", object_name=str(marks[0].object_name))
    client.remove_object(bucket_name="archive", object_name=names(client)[0])
    assert copying.check_copy(found.actor, copy, How.SCHEDULE) == Verdict.UNREACHABLE
    (tmp_path / "stores/cloud").unlink()
    with pytest.raises(Refused, match="Нет ключа хранилища «cloud»"):
        copying.restore(found.actor, BUTTON, package_id=found.package.pk, from_id=None, to_id=cloud.pk)
    (tmp_path / "stores/cloud").write_text("a\nb\n")
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        settings.CARRIERS = {
            **settings.CARRIERS,
            "places": {"cloud": f"http://127.0.0.1:{nobody.getsockname()[1]}/archive"},
        }
        with pytest.raises(Unreachable, match="не подключён"):
            copying.restore(found.actor, BUTTON, package_id=found.package.pk, from_id=None, to_id=cloud.pk)
    for where, words in (
        ("http://127.0.0.1/", "записан неверно"),
        (f"http://{server}/nothing", "корзины|доступа|не подключён"),
    ):
        settings.CARRIERS = {**settings.CARRIERS, "places": {"cloud2": where}}
        (tmp_path / "stores/cloud2").write_text(f"{KEY}\n{SECRET}\n")
        with pytest.raises(Refused, match=words):
            carrier(found, "Другое", kind="store", address="cloud2")


def test_what_is_stopped_or_read_back_wrong_leaves_nothing(
    server: str, client: Minio, tmp_path: Path, settings: Any
) -> None:
    found = archive(tmp_path, settings)
    cloud = stored(found, server, tmp_path, settings)

    class Stopped(Exception):
        """Somebody has stopped it."""

    def stop(stage: str, percent: int) -> None:
        if stage == "читается записанное":
            raise Stopped

    with pytest.raises(Stopped):
        copying.write_copy(found.actor, copying.Way(How.BUTTON, stop), package_id=found.package.pk, carrier_id=cloud.pk)
    assert (names(client), Copy.objects.count()) == ([], 0)


@contextmanager
def listening(goes_on_to: str, asked: list[str]) -> Iterator[str]:
    """Somebody at host:port who notes what is asked and sends on, or says that all is well."""

    class Handler(BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            asked.append(self.path)
            self.send_response(307 if goes_on_to else 200)
            self.send_header("Location", goes_on_to)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def do_HEAD(self) -> None:
            self.do_PUT()

        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_a_store_that_sends_on_is_not_followed(tmp_path: Path, settings: Any) -> None:
    """What an administrator has named is one host: no answer of it makes the server speak to another."""
    found = archive(tmp_path, settings)
    asked: list[str] = []
    within: list[str] = []
    with (
        listening("", within) as inner,
        listening(f"http://{inner}/latest/meta-data", asked) as outer,
        pytest.raises(Refused),
    ):
        stored(found, outer, tmp_path, settings)
    assert asked
    assert within == []
