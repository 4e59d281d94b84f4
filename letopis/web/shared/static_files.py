"""Collects the static files before serving, when they are not those of this version."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

from letopis.web.shared import screens

STAMP = ".collected"


def collect() -> bool:
    """Collect into STATIC_ROOT unless it already holds exactly these files; return whether there was anything to do.

    Raises StaleError where the bundles of a checkout are not those of its sources.
    """
    screens.ensure_fresh()
    root = Path(settings.STATIC_ROOT)
    stamp, fingerprint = root / STAMP, _fingerprint()
    if stamp.exists() and stamp.read_text() == fingerprint:
        return False
    call_command("collectstatic", interactive=False, clear=root.exists(), verbosity=0)
    stamp.write_text(fingerprint)
    return True


def _fingerprint() -> str:
    """Change whenever a file appears, goes, or is written."""
    digest = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for path, storage in sorted(finder.list([]), key=lambda found: found[0]):
            about = Path(storage.path(path)).stat()
            digest.update(f"{path}\0{about.st_size}\0{about.st_mtime_ns}\n".encode())
    return digest.hexdigest()
