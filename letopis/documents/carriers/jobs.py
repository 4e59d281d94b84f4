"""Packages built, copies written, checked and restored beside the request; at night what is due."""

import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.db.models import QuerySet
from django_tasks import task

from letopis.documents.archive import package as building
from letopis.documents.archive.tables import Scope
from letopis.documents.carriers import copying, policy
from letopis.documents.carriers.actions import carrier_of, copy_of, package_of
from letopis.documents.carriers.checking import report_of
from letopis.documents.carriers.copying import Progress, Way
from letopis.documents.carriers.enums import CarrierKind, How, RunKind, Verdict
from letopis.documents.carriers.models import Copy, Package, Run
from letopis.documents.carriers.options import packages_folder
from letopis.documents.carriers.registering import register
from letopis.documents.carriers.runs import claim, performing
from letopis.documents.carriers.stores import store_of
from letopis.documents.runs import lifecycle
from letopis.documents.runs.models import RunState
from letopis.kernel.actor import Actor
from letopis.kernel.background import hand_over
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.rights import Right
from letopis.school.classes.models import ClassGroup
from letopis.school.organisation.models import AcademicYear, School
from letopis.school.organisation.serving import serving

# What a copy is restored from, besides another carrier.
SERVER, PARTS = "server", "parts"


# ── begun by somebody ─────────────────────────────────────────────────


def begin_build(actor: Actor, *, year: AcademicYear, group_id: int | None = None) -> Run:
    """Begin to build a package of a year or a class. Raises NotVisible, Refused."""
    policy.require(actor, Right.KEEP_CARRIERS, year)
    group = None
    if group_id is not None:
        group = ClassGroup.objects.filter(school_id=actor.school_id, year=year, pk=group_id).first()
        if group is None:
            raise NotVisible
    scope = Scope(School(pk=actor.school_id), year, group)
    return _begin(actor, RunKind.BUILD, scope.title, year=year.pk, group=group_id)


def begin_verify(actor: Actor, *, package_id: int) -> Run:
    """Begin to verify the server's own file of a package. Raises NotVisible, Refused."""
    policy.require(actor, Right.KEEP_CARRIERS)
    package = package_of(actor, package_id)
    return _begin(actor, RunKind.VERIFY, package.title, package=package.pk)


def begin_copy(actor: Actor, *, package_id: int, carrier_id: int) -> Run:
    """Begin to write a package to a carrier. Raises NotVisible, Refused."""
    package, carrier = _reached(actor, package_id, carrier_id)
    about = f"{package.title} → {carrier.name}"
    return _begin(actor, RunKind.COPY, about, package=package.pk, carrier=carrier.pk)


def begin_restore(actor: Actor, *, package_id: int, to_id: int, source: str) -> Run:
    """Begin to replace the copy on a carrier. `source`: a carrier's id, «server», or «parts»: of all damaged ones.

    Raises NotVisible, Refused.
    """
    package, carrier = _reached(actor, package_id, to_id)
    if source not in (SERVER, PARTS):
        carrier_of(actor, int(source))
    about = f"{package.title} → {carrier.name}"
    return _begin(actor, RunKind.RESTORE, about, package=package.pk, carrier=carrier.pk, source=source)


def begin_check(actor: Actor, *, package_id: int | None = None, copy_id: int | None = None) -> Run:
    """Begin to read the copies of a package, one copy, or all that the server reaches. Raises NotVisible, Refused."""
    policy.require(actor, Right.KEEP_CARRIERS)
    about = "все копии"
    if copy_id is not None:
        copy = copy_of(actor, copy_id)
        about = f"{copy.package.title}, {copy.carrier.name}"
    elif package_id is not None:
        about = package_of(actor, package_id).title
    if not _asked_for(actor.school_id, package_id, copy_id):
        raise Refused("Проверять нечего: копий, до которых сервер достаёт сам, нет.", code="nothing")
    return _begin(actor, RunKind.CHECK, about, package=package_id, copy=copy_id)


def _reached(actor: Actor, package_id: int, carrier_id: int) -> tuple[Package, Any]:
    policy.require(actor, Right.KEEP_CARRIERS)
    package, carrier = package_of(actor, package_id), carrier_of(actor, carrier_id)
    if not carrier.is_reached:
        raise Refused(f"На носитель «{carrier.name}» копию записывает сотрудник.", code="offline")
    return package, carrier


def _begin(actor: Actor, kind: RunKind, about: str, how: How = How.BUTTON, **asked: Any) -> Run:
    run = claim(actor, kind, how, about=about, asked=asked)
    hand_over(carry_out, run.pk, actor.as_form())
    return run


def stop(actor: Actor, run_id: int) -> Run:
    """Stop a run: what was being written is taken away. Raises NotVisible, Refused."""
    policy.require(actor, Right.KEEP_CARRIERS)
    run = run_of(actor, run_id)
    lifecycle.stop(run)
    return run


def run_of(actor: Actor, run_id: int) -> Run:
    """Return a run of the actor's school. Raises NotVisible."""
    policy.require(actor, Right.READ_CARRIERS)
    run = Run.objects.filter(school_id=actor.school_id, pk=run_id).first()
    if run is None:
        raise NotVisible
    return lifecycle.revived(run)


# ── doing it ──────────────────────────────────────────────────────────


@task()
def carry_out(run_id: int, form: dict[str, Any]) -> None:
    """Do what a run is about, as the actor of `form`; one that has ended is left alone."""
    run = Run.objects.filter(pk=run_id, state=RunState.RUNNING).select_related("school").first()
    if run is None:
        return
    with serving(run.school.kind, run.school.time_zone), performing(run) as progress:
        run.message = perform(Actor.of_form(form), run, progress)


def run_now(
    actor: Actor, kind: RunKind, about: str, do: Callable[[Progress], str], tell: Callable[[str], object]
) -> Run:
    """Do at once what a command asks for, one at a time with what the pages ask for. Raises Refused as `do` does."""
    run = claim(actor, kind, How.COMMAND, about=about, asked={})
    said = [""]

    def told(stage: str, percent: int) -> None:
        if stage and stage != said[0]:
            said[0] = stage
            tell(stage)
        progress(stage, percent)

    fault: list[Refused] = []
    with performing(run) as progress:
        try:
            run.message = do(told)
        except Refused as refused:
            fault.append(refused)
            raise
    if fault:
        raise fault[0]
    return run


def perform(actor: Actor, run: Run, progress: Progress) -> str:
    """Do it; return what came of it in a line. Raises NotVisible, Refused, Stopped."""
    return _DOERS[RunKind(run.kind)](actor, run, run.asked, progress)


def _build(actor: Actor, run: Run, asked: Mapping[str, Any], progress: Progress) -> str:
    year = AcademicYear.objects.get(school_id=actor.school_id, pk=asked["year"])
    group = ClassGroup.objects.filter(school_id=actor.school_id, pk=asked["group"]).first()
    scope = Scope(School.objects.get(pk=actor.school_id), year, group)
    package = build_and_register(actor, scope, packages_folder() / f".build-{actor.school_id}", progress)
    run.asked = {**run.asked, "package": package.pk}
    run.report = report_of(package)
    return f"Пакет «{package.title}» собран."


def build_and_register(actor: Actor, scope: Scope, folder: Path, progress: Progress) -> Package:
    """Build a package in a folder of its own, which goes afterwards, and enter it. Raises as build() and register().

    It is the same whoever asks for it: built by the program itself, not by what the actor may see.
    """
    policy.require(actor, Right.KEEP_CARRIERS, scope.year)
    shutil.rmtree(folder, ignore_errors=True)  # what a power cut has left
    try:
        building.build(Actor.system(actor.school_id), scope, folder, progress=_parts(progress))
        return register(actor, scope, folder, lambda done, size: progress("пакет записывается", 90 + done * 10 // size))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _parts(progress: Progress) -> Callable[[str], None]:
    """What build() says in words → how far it is: «3 из 26: 7А» is most of the way."""

    def told(stage: str) -> None:
        done, _, rest = stage.partition(" из ")
        total = rest.partition(":")[0]
        far = int(done) * 80 // max(int(total), 1) if done.isdigit() and total.isdigit() else 0
        progress(stage, 5 + far)

    return told


def _verify(actor: Actor, run: Run, asked: Mapping[str, Any], progress: Progress) -> str:
    package = package_of(actor, asked["package"])
    progress("пакет читается", 0)
    run.report = report_of(package)
    number = len(run.report["findings"])
    return f"Не сходится: {number}. Возьмите пакет с носителя." if number else "Пакет цел."


def _copy(actor: Actor, run: Run, asked: Mapping[str, Any], progress: Progress) -> str:
    way = Way(How(run.how), progress)
    copy = copying.write_copy(actor, way, package_id=asked["package"], carrier_id=asked["carrier"])
    return f"Копия записана, прочитана и цела. {store_of(copy.carrier).remark()}".strip()


def _restore(actor: Actor, run: Run, asked: Mapping[str, Any], progress: Progress) -> str:
    way, package_id, to_id = Way(How(run.how), progress), asked["package"], asked["carrier"]
    if asked["source"] == PARTS:
        copying.mend(actor, way, package_id=package_id, to_id=to_id)
    else:
        source = None if asked["source"] == SERVER else int(asked["source"])
        copying.restore(actor, way, package_id=package_id, from_id=source, to_id=to_id)
    return "Копия восстановлена, прочитана и цела."


def _check(actor: Actor, run: Run, asked: Mapping[str, Any], progress: Progress) -> str:
    copies = _asked_for(actor.school_id, asked.get("package"), asked.get("copy"))
    return check_all(actor, copies, How(run.how), progress)


def check_all(actor: Actor, copies: Sequence[Copy], how: How, progress: Progress) -> str:
    """Read copies whole, one after another; return in words what was found."""
    found: list[Verdict] = []
    for number, copy in enumerate(copies):
        stage, percent = f"{copy.package.title}, {copy.carrier.name}", number * 100 // len(copies)
        progress(stage, percent)
        found.append(copying.check_copy(actor, copy, how, lambda *_, at=percent: progress("", at)))
    return told_of(found)


def told_of(found: Sequence[Verdict]) -> str:
    """«Проверено копий: 4. Цела: 3, повреждена: 1.»"""
    counts = {verdict: found.count(verdict) for verdict in Verdict}
    words = ", ".join(f"{one.label.lower()}: {number}" for one, number in counts.items() if number)
    return f"Проверено копий: {len(found)}. {words[:1].upper()}{words[1:]}." if found else "Проверять было нечего."


_DOERS: dict[RunKind, Callable[[Actor, Run, Mapping[str, Any], Progress], str]] = {
    RunKind.BUILD: _build,
    RunKind.VERIFY: _verify,
    RunKind.COPY: _copy,
    RunKind.CHECK: _check,
    RunKind.RESTORE: _restore,
}


def _asked_for(school_id: int, package_id: int | None, copy_id: int | None) -> list[Copy]:
    """The copies that the server reaches by itself."""
    rows = reached(school_id)
    if copy_id is not None:
        rows = rows.filter(pk=copy_id)
    if package_id is not None:
        rows = rows.filter(package=package_id)
    return list(rows)


def reached(school_id: int) -> "QuerySet[Copy]":
    """Return the copies of a school that the server itself checks, those first that were read longest ago."""
    rows = all_reached().filter(school_id=school_id).select_related("carrier", "package__year", "package__class_group")
    return rows.order_by("checked_at", "pk")


def all_reached() -> "QuerySet[Copy]":
    """Return the copies that the server itself checks, of all schools."""
    rows = Copy.objects.filter(ended_at=None, carrier__until=None, package__withdrawn_at=None)
    return rows.exclude(carrier__kind=CarrierKind.OFFLINE)


def end_lost(*, path: str, args: Sequence[Any], **_: object) -> None:
    """Say in a run that the worker carrying it out has died."""
    if path == carry_out.module_path:
        run = Run.objects.filter(pk=args[0]).first()
        if run is not None:
            lifecycle.lose(run)
