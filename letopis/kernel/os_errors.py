"""What the operating system refused, in the words of whoever reads the message."""

import errno

from django.db import OperationalError

_REASONS = {
    errno.ENOENT: "такого файла или папки нет",
    errno.EACCES: "нет прав",
    errno.EPERM: "нет прав",
    errno.ENOSPC: "на диске нет места",
    errno.EDQUOT: "отведённое место на диске кончилось",
    errno.EFBIG: "файл больше, чем позволяет диск",
    errno.EROFS: "диск открыт только для чтения",
    errno.EIO: "диск не отвечает или повреждён",
    errno.EISDIR: "это папка, а не файл",
    errno.ENOTDIR: "это файл, а не папка",
    errno.EEXIST: "такой файл уже есть",
    errno.ENOTEMPTY: "папка не пуста",
    errno.ENAMETOOLONG: "слишком длинное имя",
    errno.EBUSY: "занято другой программой",
    errno.EMFILE: "открыто слишком много файлов",
    errno.ENFILE: "открыто слишком много файлов",
}


def reason_of(error: OSError) -> str:
    """Return why the system refused; the system's own words where they have no translation here."""
    return _REASONS.get(error.errno or 0) or error.strerror or str(error)


def is_full(error: BaseException | None) -> bool:
    """Say whether it was the disk that took no more: of a file, of SQLite, of PostgreSQL (53100)."""
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    if not isinstance(error, OperationalError):
        return False
    return "disk is full" in str(error) or getattr(error.__cause__, "sqlstate", "") == "53100"
