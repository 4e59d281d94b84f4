"""Packages destroyed by an act on destruction, with their copies (ARC-08: Т7.6, Д5.1).

The act takes the packages from the register at once and says of each copy that it is to go. The server removes those
that it reaches; of the others the person who answers for the carrier says that they are destroyed, and how.
"""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import QuerySet

from letopis.documents.carriers import intake, policy
from letopis.documents.carriers.models import Copy, Package, Run
from letopis.documents.carriers.options import file_of
from letopis.documents.carriers.stores import Unreachable, store_of
from letopis.documents.runs.lifecycle import revived
from letopis.kernel.actor import Actor
from letopis.kernel.clock import now
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.os_errors import reason_of
from letopis.kernel.rights import Right
from letopis.kernel.text import clean
from letopis.school.history.intake import Occasion, Put, write

BY_SERVER = "файл удалён сервером"


def packages_of(school_id: int, years: Sequence[int], classes: Sequence[int]) -> list[Package]:
    """Return the packages of whole years and of classes that no act has destroyed. Two queries at most."""
    rows = Package.objects.filter(school_id=school_id, destroyed_by="").select_related("year", "class_group")
    return [*rows.filter(class_group__in=classes), *rows.filter(class_group=None, year__in=years)]


def copies_of(packages: Sequence[Package]) -> list[Copy]:
    """Return the copies of packages that stand, on carriers out of service, too. One query."""
    rows = Copy.objects.filter(package__in=packages, ended_at=None)
    return list(rows.select_related("carrier__responsible__person", "package__year", "package__class_group"))


def require_quiet(school_id: int) -> None:
    """Raise Refused while a package is built, written or restored: what is on its way would escape the act."""
    running = Run.objects.filter(school_id=school_id, state="running").first()
    if running is not None and revived(running).state == "running":
        raise Refused("В архиве идёт работа с пакетами. Дождитесь конца или остановите её.", code="running")


def condemn(actor: Actor, packages: Sequence[Package], act: str) -> int:
    """Take packages from the register for good; return how many copies are to go. Inside the transaction of an act.

    `act`: «№ 5 от 01.02.2033». The caller has asked the right of destroying.
    """
    moment, reason = now(), Occasion(reason=f"Уничтожены по акту {act}")
    puts = [Put.change(one, "destroy_package") for one in packages]
    for put in puts:
        put.row.withdrawn_at, put.row.destroyed_by = put.row.withdrawn_at or moment, act
        put.row.reason = put.row.reason or reason.reason
    write(actor, intake.PACKAGES, puts, reason)
    copies = [Put.change(one, "condemn_copy") for one in copies_of(packages)]
    for copy in copies:
        copy.row.doomed_by = act
    write(actor, intake.COPIES, copies, reason)
    return len(copies)


def doomed(school_id: int, act: str = "") -> "QuerySet[Copy]":
    """Return the copies that are still to go, by `act` alone where it is given."""
    rows = Copy.objects.filter(school_id=school_id, ended_at=None).exclude(doomed_by="")
    rows = rows.filter(doomed_by=act) if act else rows
    return rows.select_related("carrier__responsible__person", "package__year", "package__class_group").order_by("pk")


def remove_doomed(school_id: int) -> None:
    """Remove the copies and the server's own files that it reaches; may be repeated. What stands in the way is kept."""
    actor = Actor.system(school_id)
    for copy in doomed(school_id):
        if copy.carrier.is_reached and copy.carrier.until is None:
            _remove(actor, copy)
    for package in Package.objects.filter(school_id=school_id).exclude(destroyed_by=""):
        try:
            file_of(package).unlink(missing_ok=True)
        except OSError:
            continue  # tried again the next time; `left_of_packages` counts it


def left_of_packages(school_id: int) -> int:
    """Return how many of the server's own files of destroyed packages are still there. One query."""
    gone = Package.objects.filter(school_id=school_id).exclude(destroyed_by="")
    return sum(file_of(one).is_file() for one in gone)


def _remove(actor: Actor, copy: Copy) -> None:
    try:
        store = store_of(copy.carrier)
        store.require()
        store.remove(copy.file)
        if store.size_of(copy.file) is not None:
            raise Refused("файл на месте и после удаления")
    except Unreachable as away:
        _keep_trouble(copy, away.message)
    except Refused as refused:
        _keep_trouble(copy, refused.message)
    except OSError as error:
        _keep_trouble(copy, reason_of(error))
    else:
        end_doomed(actor, copy, BY_SERVER)


def _keep_trouble(copy: Copy, words: str) -> None:
    Copy.objects.filter(pk=copy.pk).update(found=words[:300])


@transaction.atomic
def end_doomed(actor: Actor, copy: Copy, how: str) -> None:
    """Enter that a copy is destroyed; nothing where it was entered before."""
    locked = Copy.objects.select_for_update().filter(pk=copy.pk, ended_at=None).first()
    if locked is None:
        return
    put = Put.change(locked, "destroy_copy")
    locked.ended_at, locked.reason = now(), f"Уничтожена по акту {locked.doomed_by}: {how}"[:300]
    write(actor, intake.COPIES, [put], Occasion(reason=locked.reason))


def confirm_destroyed(actor: Actor, *, copy_id: int, how: str) -> Copy:
    """Record that a copy which the server does not reach is destroyed, and how. Raises NotVisible, Refused."""
    policy.require(actor, Right.KEEP_CARRIERS)
    copy = doomed_copy(actor, copy_id)
    how = clean(how)
    if not how or len(how) > 200:
        raise Refused("Напишите, как уничтожена копия, до 200 знаков.", code="required", field="how")
    end_doomed(actor, copy, f"{how} ({actor.name})")
    return copy


def doomed_copy(actor: Actor, copy_id: int) -> Copy:
    """Return a copy that is to go. Raises NotVisible: of another school, destroyed already, not to go."""
    policy.require(actor, Right.READ_CARRIERS)
    copy = doomed(actor.school_id).filter(pk=copy_id).first()
    if copy is None:
        raise NotVisible
    return copy
