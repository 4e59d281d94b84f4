"""What was uploaded, kept under MEDIA_ROOT: whole and on the disk before the row that tells of it, or not at all."""

import hashlib
import logging
from pathlib import Path
from typing import Any

from django.core.files import File
from django.db import models

from letopis.kernel.errors import Refused
from letopis.kernel.os_errors import reason_of
from letopis.kernel.whole_files import written_whole

log = logging.getLogger("letopis.uploads")


def keep_upload(row: models.Model, name: str, content: File[bytes]) -> None:
    """Keep `content` as the file of a row that is not saved yet; `file`, `size` and `digest` of the row tell of it.

    `name` is one that is not there yet. Raises Refused where the disk does not take it: nothing is left then.
    """
    column: Any = row._meta.get_field("file")
    kept = column.generate_filename(row, name)
    path, digest, size = Path(column.storage.path(kept)), hashlib.sha256(), 0
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with written_whole(path) as file:
            for chunk in content.chunks():
                file.write(chunk)
                digest.update(chunk)
                size += len(chunk)
    except OSError as error:
        reason = reason_of(error)
        log.error("An upload could not be kept: %s", reason)
        raise Refused(
            f"Сервер не смог сохранить файл: {reason}. Ничего не записано. Сообщите системному администратору и "
            "приложите файл снова, когда он это исправит.",
            code="disk",
            field="file",
        ) from error
    row.file, row.size, row.digest = kept, size, digest.hexdigest()  # type: ignore[attr-defined]
