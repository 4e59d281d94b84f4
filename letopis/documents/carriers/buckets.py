"""A carrier that is a bucket of an S3-compatible store, which sees to it that an object appears whole or not at all."""

import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import IO, Any

import urllib3
from minio import Minio
from minio.error import MinioException, S3Error

from letopis.documents.backup.places import require_room
from letopis.documents.carriers.models import Carrier
from letopis.documents.carriers.options import bucket_of, credentials_of, packages_folder
from letopis.documents.carriers.stores import Look, Told, away, free, mark_name, mark_text
from letopis.kernel.errors import Refused
from letopis.kernel.whole_files import CHUNK

PART = 16 << 20  # bytes held in memory
_SECONDS = 60  # of silence
# A store that sends us on to another host is not the one that was named.
_RETRIES = urllib3.Retry(total=2, redirect=0, raise_on_redirect=False, backoff_factor=0.5)
_GONE = frozenset({"NoSuchKey", "NoSuchObject", "404"})
_MESSAGES = {
    "NoSuchBucket": "корзины с таким именем нет",
    "AccessDenied": "ключ не даёт доступа",
    "InvalidAccessKeyId": "ключ неизвестен",
    "SignatureDoesNotMatch": "секрет ключа не подходит",
    "QuotaExceeded": "кончилось место",
    "XMinioStorageFull": "кончилось место",
}


class BucketStore:
    """Objects of a bucket under a prefix."""

    def __init__(self, carrier: Carrier, where: str) -> None:
        self._carrier, self._at = carrier, bucket_of(where)
        access, secret = credentials_of(carrier.address)
        http = urllib3.PoolManager(timeout=urllib3.Timeout(connect=10, read=_SECONDS), retries=_RETRIES)
        self._client = Minio(
            endpoint=self._at.host,
            access_key=access,
            secret_key=secret,
            secure=self._at.is_secure,
            region=self._at.region or None,
            http_client=http,
        )

    def require(self) -> None:
        """The mark is there."""
        if self._size(mark_name(self._carrier)) is None:
            raise away(self._carrier)

    def prepare(self) -> None:
        """Put the mark into the bucket, which must be there."""
        text = mark_text(self._carrier).encode()
        with self._said():
            self._client.put_object(
                bucket_name=self._at.bucket,
                object_name=self._key(mark_name(self._carrier)),
                data=BytesIO(text),
                length=len(text),
                content_type="text/plain; charset=utf-8",
            )

    def size_of(self, name: str) -> int | None:
        """One request, two where it is not there: is it the carrier?"""
        size = self._size(name)
        if size is None:
            self.require()
        return size

    def put(self, source: Path, name: str, check: Look, told: Told) -> None:
        """Send it, fetch it back and look; what is not as it was sent goes."""
        self.require()
        with self._said(), source.open("rb") as file:
            self._client.put_object(
                bucket_name=self._at.bucket,
                object_name=self._key(name),
                data=_Told(file, told),  # type: ignore[arg-type]
                length=source.stat().st_size,
                part_size=PART,
                num_parallel_uploads=1,
                content_type="application/zip",
            )
        try:
            with self.taken(name, lambda _: None) as path:
                check(path)
        except BaseException:
            self.remove(name)
            raise

    @contextmanager
    def taken(self, name: str, told: Told) -> Iterator[Path]:
        """The object in a file of its own, gone afterwards."""
        size = self.size_of(name)
        if size is None:
            raise FileNotFoundError(name)
        folder = packages_folder()
        require_room(folder, size)
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".taken-") as out:
            self._fetch(name, out, told)
            out.flush()
            yield Path(out.name)

    def _fetch(self, name: str, out: IO[bytes], told: Told) -> None:
        done = 0
        with self._said():
            answer = self._client.get_object(bucket_name=self._at.bucket, object_name=self._key(name))
            try:
                while chunk := answer.read(CHUNK):
                    out.write(chunk)
                    done += len(chunk)
                    told(done)
            finally:
                answer.close()
                answer.release_conn()

    def remove(self, name: str) -> None:
        """The object goes."""
        with self._said():
            self._client.remove_object(bucket_name=self._at.bucket, object_name=self._key(name))

    def remark(self) -> str:
        """A store is elsewhere."""
        return ""

    def free_name(self, stem: str, *, but: Collection[str]) -> str:
        """By asking."""
        return free(stem, lambda name: self._size(name) is not None, but)

    def _size(self, name: str) -> int | None:
        with self._said():
            try:
                found = self._client.stat_object(bucket_name=self._at.bucket, object_name=self._key(name))
            except S3Error as error:
                if error.code in _GONE:
                    return None
                raise
        return int(found.size or 0)

    def _key(self, name: str) -> str:
        return f"{self._at.prefix}{name}"

    @contextmanager
    def _said(self) -> Iterator[None]:
        """What the store or the network answers, in words; never with the key."""
        try:
            yield
        except S3Error as error:
            words = _MESSAGES.get(str(error.code), f"ответ {error.code}")
            raise Refused(f"Хранилище «{self._carrier.name}»: {words}.", code="store") from None
        except (urllib3.exceptions.HTTPError, MinioException, ConnectionError, TimeoutError):
            raise away(self._carrier) from None


class _Told:
    """A file that says how much of it was sent."""

    def __init__(self, source: IO[bytes], told: Told) -> None:
        self._source, self._told, self._done = source, told, 0

    def read(self, size: int = -1) -> Any:
        data = self._source.read(size)
        self._done += len(data)
        self._told(self._done)
        return data
