"""LETOPIS_HOME, where everything is written, is its owner's alone: base and uploads are personal data."""

import os
import stat
from pathlib import Path

OPEN = stat.S_IRWXG | stat.S_IRWXO
# What is private in it; static files and the folders of other programs are not looked at.
PRIVATE = (
    "letopis.sqlite3*",
    "secret_key",
    "log_keys",
    "log_keys/*",
    "uploads",
    "packages",
    "stores",
    "stores/*",
    "demo-logins.json",
)


def close_to_others(home: Path) -> tuple[list[Path], list[Path]]:
    """Take from group and others what they may do in `home`; return what was closed just now, and what could not be.

    An older version, or a copy put back by hand, may have left it open. A folder shared on purpose (with the sticky
    bit, as /tmp) is not touched itself.
    """
    private = [path for pattern in PRIVATE for path in sorted(home.glob(pattern))]
    closed, left = [], []
    for path in (home, *private):
        about = path.stat()
        if not about.st_mode & OPEN:
            continue
        if about.st_uid != os.geteuid() or about.st_mode & stat.S_ISVTX:
            left.append(path)
            continue
        path.chmod(stat.S_IMODE(about.st_mode) & ~OPEN)
        closed.append(path)
    return closed, left
