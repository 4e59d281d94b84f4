"""What the system refuses is told in Russian."""

import errno
import os
from pathlib import Path

import pytest

from letopis.kernel.os_errors import reason_of


def test_a_refusal_of_the_system_itself(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such") as missing:
        (tmp_path / "none").read_bytes()
    with pytest.raises(OSError, match="directory") as folder:
        tmp_path.read_bytes()
    assert (reason_of(missing.value), reason_of(folder.value)) == ("такого файла или папки нет", "это папка, а не файл")


def test_what_has_no_words_keeps_those_of_the_system() -> None:
    assert reason_of(OSError(errno.EXDEV, os.strerror(errno.EXDEV))) == os.strerror(errno.EXDEV)
    assert reason_of(OSError("странно")) == "странно"
