"""Copies written, checked, restored: what the jobs and the commands do, the right checked, each step entered."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from letopis.documents.carriers import policy, sources
from letopis.documents.carriers.actions import carrier_of, package_of, put_copy
from letopis.documents.carriers.checked import enter_check
from letopis.documents.carriers.checking import as_json, findings_of, require_whole
from letopis.documents.carriers.enums import How, Verdict
from letopis.documents.carriers.mending import mended
from letopis.documents.carriers.models import Carrier, Copy, Package
from letopis.documents.carriers.sources import Unfit
from letopis.documents.carriers.stores import Store, store_of
from letopis.kernel.actor import Actor
from letopis.kernel.errors import Refused
from letopis.kernel.os_errors import reason_of
from letopis.kernel.rights import Right

# What is being done and how many of a hundred parts of it are; may raise to stop it.
Progress = Callable[[str, int], object]


def quiet(_stage: str, _percent: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Way:
    """What began it, and who hears how far it is."""

    how: How
    progress: Progress = quiet


def write_copy(actor: Actor, way: Way, *, package_id: int, carrier_id: int) -> Copy:
    """Write a package to a carrier and read it back there; it counts when it is whole.

    Raises NotVisible, Refused: it lies there already, there is no room, the carrier has gone, no whole source is left.
    """
    policy.require(actor, Right.KEEP_CARRIERS)
    package, carrier = package_of(actor, package_id), _written_to(actor, carrier_id)
    if Copy.objects.filter(package=package, carrier=carrier, ended_at=None).exists():
        raise Refused(
            f"На носителе «{carrier.name}» копия этого пакета уже есть: её проверяют или восстанавливают.", code="there"
        )
    others = [one for one in standing(package) if one.carrier_id != carrier.pk and one.carrier.is_reached]
    way.progress("проверяется, с чего пишут", 0)
    with sources.any_whole(package, others) as source:
        return _written(actor, Writing(package, carrier, source, ""), way)


def restore(actor: Actor, way: Way, *, package_id: int, from_id: int | None, to_id: int) -> Copy:
    """Replace the copy on a carrier by one that was read whole first: of another carrier, None for the server's file.

    The old copy stays until the new one was read back. Raises NotVisible, Refused; what is found of a copy that is not
    whole is entered.
    """
    policy.require(actor, Right.KEEP_CARRIERS)
    package, carrier = package_of(actor, package_id), _written_to(actor, to_id)
    way.progress("проверяется, с чего восстанавливают", 0)
    if from_id is None:
        with sources.kept(package) as path:
            return _written(actor, Writing(package, carrier, path, "восстановлена с сервера"), way)
    copy = next((one for one in standing(package) if one.carrier_id == from_id), None)
    if copy is None or from_id == to_id:
        raise Refused("На этом носителе копии, с которой восстанавливать, нет.", code="no_source")
    try:
        with sources.of_copy(copy) as path:
            reason = f"восстановлена с носителя «{copy.carrier.name}»"
            return _written(actor, Writing(package, carrier, path, reason), way)
    except Unfit as unfit:
        _note(actor, copy, unfit, way.how)
        raise


def mend(actor: Actor, way: Way, *, package_id: int, to_id: int) -> Copy:
    """Replace the copy on a carrier by one put together from what is whole in all damaged ones.

    Raises NotVisible, Refused: some file is whole nowhere.
    """
    policy.require(actor, Right.KEEP_CARRIERS)
    package, carrier = package_of(actor, package_id), _written_to(actor, to_id)
    copies = [one for one in standing(package) if one.carrier.is_reached]
    way.progress("складывается из целых частей", 0)
    with mended(package, copies) as path:
        return _written(actor, Writing(package, carrier, path, "сложена из целых частей всех копий"), way)


def _written_to(actor: Actor, carrier_id: int) -> Carrier:
    carrier = carrier_of(actor, carrier_id)
    if carrier.until is not None:
        raise Refused(f"Носитель «{carrier.name}» выведен из работы.", code="retired")
    return carrier


@dataclass(frozen=True, slots=True)
class Writing:
    """A package on its way to a carrier: from which file, why the copy there is replaced, "" for the first."""

    package: Package
    carrier: Carrier
    source: Path
    reason: str


def _written(actor: Actor, writing: Writing, way: Way) -> Copy:
    package, carrier, source = writing.package, writing.carrier, writing.source
    store = store_of(carrier)
    size = max(source.stat().st_size, 1)
    old = list(Copy.objects.filter(package=package, carrier=carrier, ended_at=None).values_list("file", flat=True))

    name = store.free_name(package.name, but=old)

    def check(path: Path) -> None:
        way.progress("читается записанное", 90)
        require_whole(path, package)

    store.put(source, name, check, lambda done: way.progress("пишется", done * 90 // size))
    try:
        with transaction.atomic():
            copy = put_copy(actor, package, carrier, name, reason=writing.reason)
            enter_check(actor, copy, Verdict.WHOLE, How.WRITTEN, note=store.remark())
    except BaseException:
        store.remove(name)
        raise
    _let_go(store, old)
    return copy


def _let_go(store: Store, old: Sequence[str]) -> None:
    """The file that was replaced, last: what cannot be removed does no harm, no row names it."""
    for name in old:
        with suppress(Refused):
            store.remove(name)


# ── checking ──────────────────────────────────────────────────────────


def check_copy(actor: Actor, copy: Copy, how: How, progress: Progress = quiet) -> Verdict:
    """Read a copy whole and enter what was found. Nothing is raised for what is wrong with it."""
    policy.require(actor, Right.KEEP_CARRIERS, copy)
    try:
        with store_of(copy.carrier).taken(copy.file, lambda _: progress("", 0)) as path:
            found = findings_of(path, copy.package)
        if found:
            store_of(copy.carrier).require()  # a disk that was pulled out amid the reading says nothing of the copy
    except FileNotFoundError:
        return _enter(actor, copy, Verdict.MISSING, how)
    except Refused as refused:
        return _enter(actor, copy, Verdict.UNREACHABLE, how, note=refused.message)
    except OSError as error:
        words = f"Файл не читается: {reason_of(error)}."
        return _enter(actor, copy, Verdict.DAMAGED, how, found=[{"code": "unreadable", "what": "", "message": words}])
    return _enter(actor, copy, Verdict.DAMAGED if found else Verdict.WHOLE, how, found=as_json(found))


def glance(actor: Actor, copy: Copy, how: How) -> Verdict | None:
    """Look whether a copy is there and as long as it was; None: it is. What is wrong is entered, or read whole."""
    try:
        size = store_of(copy.carrier).size_of(copy.file)
    except Refused as refused:
        return _enter(actor, copy, Verdict.UNREACHABLE, how, note=refused.message)
    if size is None:
        return None if copy.state == Verdict.MISSING else _enter(actor, copy, Verdict.MISSING, how)
    if size != copy.package.size and copy.state != Verdict.DAMAGED:
        return check_copy(actor, copy, how)
    if copy.away_since is not None or copy.state == Verdict.MISSING:
        return check_copy(actor, copy, how)
    return None


def _enter(
    actor: Actor, copy: Copy, verdict: Verdict, how: How, *, found: Sequence[dict[str, str]] = (), note: str = ""
) -> Verdict:
    enter_check(actor, copy, verdict, how, findings=found, note=note)
    return verdict


def _note(actor: Actor, copy: Copy, unfit: Unfit, how: How) -> None:
    verdict = {"damaged": Verdict.DAMAGED, "missing": Verdict.MISSING}.get(unfit.code)
    if verdict is not None:
        enter_check(actor, copy, verdict, how, findings=unfit.findings)


def standing(package: Package) -> list[Copy]:
    """Return the copies of a package on carriers in service, those last found whole first. One query."""
    rows = Copy.objects.filter(package=package, ended_at=None, carrier__until=None)
    found = rows.select_related("carrier", "package__year", "package__class_group")
    return sorted(found, key=lambda one: (one.state != Verdict.WHOLE, one.pk))
