"""A package that was built, entered into the register: as one file beside the base, from where copies are written."""

import re
from collections.abc import Callable
from pathlib import Path

from django.db import IntegrityError, transaction

from letopis.documents.archive.container import NotAPackage, serialise
from letopis.documents.archive.tables import Scope
from letopis.documents.archive.verifying import verify_package
from letopis.documents.backup.places import require_room
from letopis.documents.carriers import intake, policy
from letopis.documents.carriers.checking import digest_of, faults_of
from letopis.documents.carriers.models import Package
from letopis.documents.carriers.options import packages_folder
from letopis.kernel.actor import Actor
from letopis.kernel.clock import now
from letopis.kernel.errors import Refused
from letopis.kernel.os_errors import reason_of
from letopis.kernel.rights import Right
from letopis.kernel.whole_files import unfinished_of
from letopis.school.history.intake import Put, write
from letopis.school.history.log.keys import keys_of

_UNSAFE = re.compile(r"[^\w.()-]+")
_SHORT = 8  # signs of the fingerprint in a name

Told = Callable[[int, int], object]


def register(actor: Actor, scope: Scope, folder: Path, told: Told = lambda _done, _all: None) -> Package:
    """Enter the package in `folder`, verified whole first. Raises NotVisible, Refused; then nothing is left of it here.

    The package of the folder itself is not touched. `told` hears how many bytes of how many are written.
    """
    policy.require(actor, Right.KEEP_CARRIERS)
    key, fingerprint, files = _verified(scope, folder)
    name = _UNSAFE.sub("-", f"letopis-{scope.title}-{fingerprint[:_SHORT]}")
    target = file_of_name(name)
    size = sum(one.stat().st_size for one in folder.rglob("*") if one.is_file())
    if Package.objects.filter(school_id=actor.school_id, name=name).exists():
        raise Refused("Этот пакет уже на учёте.", code="registered")
    try:
        require_room(target.parent, size)
        unfinished_of(target).unlink(missing_ok=True)
        serialise(folder, target, name, lambda done: told(done, size))
        return _enter(actor, scope, target, name=name, key=key, fingerprint=fingerprint, files=files)
    except OSError as error:
        raise Refused(f"Пакет не поставлен на учёт: {reason_of(error)}.", code="not_written") from error


def _verified(scope: Scope, folder: Path) -> tuple[str, str, int]:
    """The key that has signed it, its fingerprint, how many files. Raises Refused for what is not whole."""
    for row in reversed(keys_of(scope.school.pk)):
        try:
            checked = verify_package(folder, keys=[row.verifier])
        except NotAPackage as fault:
            raise Refused(f"{fault}.", code="not_a_package") from None
        found = faults_of(checked)
        if "key_unknown" in {one.code for one in found}:
            continue
        if found:
            raise Refused(f"Пакет не цел: {found[0].message}", code="not_whole")
        if not checked.title.endswith(scope.title):
            raise Refused(f"Это пакет «{checked.title}», а не «{scope.title}».", code="other_scope")
        return row.verifier, checked.fingerprint, checked.files
    raise Refused("Пакет подписан не ключом этой школы.", code="key_unknown")


def _enter(actor: Actor, scope: Scope, file: Path, **values: object) -> Package:
    row = Package(
        school_id=actor.school_id,
        year=scope.year,
        class_group=scope.group,
        built_at=now(),
        built_by=actor.name,
        size=file.stat().st_size,
        digest=digest_of(file),
        **values,
    )
    try:
        with transaction.atomic():
            write(actor, intake.PACKAGES, [Put(row)])
    except IntegrityError:
        raise Refused("Этот пакет уже на учёте.", code="registered") from None
    except BaseException:
        file.unlink(missing_ok=True)
        raise
    return row


def file_of_name(name: str) -> Path:
    """Where the server keeps the package of that name."""
    return packages_folder() / f"{name}.zip"
