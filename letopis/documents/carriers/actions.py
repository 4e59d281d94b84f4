"""What people do to the register: carriers set and retired, packages withdrawn, what was done by hand recorded."""

from datetime import date

from django.db import transaction
from django.db.models import Q

from letopis.documents.carriers import intake, policy
from letopis.documents.carriers.checked import enter_check
from letopis.documents.carriers.enums import CarrierKind, How, Verdict
from letopis.documents.carriers.models import Carrier, Copy, Package
from letopis.documents.carriers.options import fits, is_store, options
from letopis.documents.carriers.report import Report
from letopis.documents.carriers.stores import store_of
from letopis.kernel.actor import Actor
from letopis.kernel.clock import now
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.rights import Right
from letopis.school.history.intake import Occasion, Put, write
from letopis.school.people.models import Staff


@transaction.atomic
def set_carrier(
    actor: Actor,
    *,
    name: str,
    kind: str,
    place: str,
    since: date,
    responsible_id: int,
    address: str = "",
    inventory: str = "",
    carrier_id: int | None = None,
) -> Carrier:
    """Add a carrier or, with `carrier_id`, change it; the mark is put into its place.

    Raises NotVisible, Refused: the place is not set on the server or another carrier's, it cannot be reached, copies
    lie there already.
    """
    policy.require(actor, Right.KEEP_CARRIERS)
    new = Carrier(school_id=actor.school_id)
    put = Put(new) if carrier_id is None else Put.change(_in_service(actor, carrier_id))
    row = put.row
    if not Staff.objects.filter(school_id=actor.school_id, pk=responsible_id).exists():
        raise Refused("Выберите ответственного из списка работников.", code="responsible", field="responsible_id")
    row.name, row.kind, row.place, row.since, row.inventory = name, kind, place, since, inventory
    row.address, row.responsible_id = "" if kind == CarrierKind.OFFLINE else address, responsible_id
    if put.touches("kind") or put.touches("address"):
        _settle_place(actor, row)
    intake.write_carriers(actor, [put])
    return row


def _settle_place(actor: Actor, row: Carrier) -> None:
    """The place is one that the server's administrator has set, nobody else's, and there just now."""
    if row.pk and Copy.objects.filter(carrier=row, ended_at=None).exists():
        raise Refused(
            "На носителе уже есть копии: вид и место на сервере не меняют. Заведите новый носитель.",
            code="has_copies",
            field="address",
        )
    if row.kind == CarrierKind.OFFLINE:
        return
    where = options().places.get(row.address)
    if where is None:
        raise Refused(
            "Выберите место на сервере. Если списка нет, его задаёт администратор сервера (LETOPIS_CARRIERS).",
            code="no_place",
            field="address",
        )
    if not fits(row.kind, where):
        kind = "хранилище" if is_store(where) else "папка"
        raise Refused(f"Место «{row.address}» — {kind}: выберите другой вид носителя.", code="kind", field="kind")
    others = Carrier.objects.filter(~Q(pk=row.pk), school_id=actor.school_id, until=None, address=row.address)
    if taken := others.first():
        raise Refused(f"Это место занято носителем «{taken.name}».", code="taken", field="address")
    try:
        store_of(row).prepare()
    except Refused as refused:
        raise Refused(refused.message, code=refused.code, field="address") from refused


@transaction.atomic
def retire_carrier(actor: Actor, *, carrier_id: int, day: date, reason: str) -> Carrier:
    """Take a carrier out of service: its copies count no more. Raises NotVisible, Refused."""
    policy.require(actor, Right.KEEP_CARRIERS)
    put = Put.change(_in_service(actor, carrier_id), "retire_carrier")
    if day < put.row.since:
        raise Refused("Раньше, чем носитель заведён, вывести его нельзя.", code="day", field="day")
    put.row.until, put.row.reason = day, _reason(reason)
    intake.write_carriers(actor, [put], Occasion(reason=put.row.reason))
    return put.row


@transaction.atomic
def withdraw_package(actor: Actor, *, package_id: int, reason: str) -> Package:
    """Take a package from the register, another of the same scope having been built in its place.

    Its copies are no longer checked nor asked for. Raises NotVisible, Refused: it is the only one. What the law has
    destroyed is another act.
    """
    policy.require(actor, Right.KEEP_CARRIERS)
    put = Put.change(package_of(actor, package_id), "withdraw_package")
    row = put.row
    if row.withdrawn_at is not None:
        raise Refused("Этот пакет уже снят с учёта.", code="withdrawn")
    newer = Package.objects.filter(
        school_id=actor.school_id, year=row.year_id, class_group=row.class_group_id, withdrawn_at=None, pk__gt=row.pk
    )
    if not newer.exists():
        raise Refused("Другого пакета вместо этого нет: сначала соберите новый.", code="only_one")
    row.withdrawn_at, row.reason = now(), _reason(reason)
    write(actor, intake.PACKAGES, [put], Occasion(reason=row.reason))
    return row


# ── what a person does with a carrier in hand ─────────────────────────


@transaction.atomic
def record_copy(actor: Actor, *, package_id: int, carrier_id: int, report: bytes, note: str = "") -> Copy:
    """Record a copy that a person has written to a carrier in hand and read there by `letopis archive verify --json`.

    `report`: what the command said. A copy that stood there before is replaced. Raises NotVisible, Refused: the report
    is of another package or says that something is wrong.
    """
    policy.require(actor, Right.KEEP_CARRIERS)
    package, carrier = package_of(actor, package_id), _in_service(actor, carrier_id)
    _require_by_hand(carrier)
    told = Report.read(report)
    told.require_of(package.fingerprint)
    if not told.clean:
        raise Refused("Отчёт говорит, что копия не цела: запишите её заново.", code="not_whole", field="report")
    copy = put_copy(actor, package, carrier, package.file_name, reason="записана заново")
    enter_check(actor, copy, Verdict.WHOLE, How.PERSON, note=note, report=told.digest)
    return copy


@transaction.atomic
def record_check(actor: Actor, *, copy_id: int, verdict: str, report: bytes = b"", note: str = "") -> Copy:
    """Record what a person has found of a copy in hand. Raises NotVisible, Refused.

    That it is whole is said by the report of `letopis archive verify --json`; that it is damaged or gone, by words.
    """
    policy.require(actor, Right.KEEP_CARRIERS)
    copy = copy_of(actor, copy_id)
    _require_by_hand(copy.carrier)
    told = Report.read(report) if report else None
    if told is not None:
        told.require_of(copy.package.fingerprint)
    if verdict == Verdict.WHOLE and (told is None or not told.clean):
        words = "Приложите отчёт команды: без него нельзя сказать, что копия цела."
        raise Refused(words if told is None else "Отчёт говорит, что копия не цела.", code="report", field="report")
    if verdict in (Verdict.DAMAGED, Verdict.MISSING) and told is None and not note.strip():
        raise Refused("Напишите, что случилось с копией.", code="note", field="note")
    if verdict not in (Verdict.WHOLE, Verdict.DAMAGED, Verdict.MISSING):
        raise Refused("Выберите, что найдено.", code="verdict", field="verdict")
    findings = told.findings if told else []
    digest = told.digest if told else ""
    enter_check(actor, copy, Verdict(verdict), How.PERSON, findings=findings, note=note.strip(), report=digest)
    return copy


def _require_by_hand(carrier: Carrier) -> None:
    if carrier.is_reached:
        raise Refused(f"Носитель «{carrier.name}» сервер пишет и проверяет сам: нажмите «Проверить».", code="by_itself")


# ── rows ──────────────────────────────────────────────────────────────


def put_copy(actor: Actor, package: Package, carrier: Carrier, file: str, *, reason: str) -> Copy:
    """Enter a copy that is on a carrier and was read there; the one that stood there has ended. In a transaction.

    Raises Refused: an act has destroyed the package meanwhile.
    """
    moment, puts = now(), []
    if Package.objects.select_for_update().get(pk=package.pk).destroyed_by:
        raise Refused("Пакет уничтожен по акту.", code="destroyed")
    for old in Copy.objects.select_for_update().filter(package=package, carrier=carrier, ended_at=None):
        puts.append(Put.change(old, "replace_copy"))
        old.ended_at, old.reason = moment, reason
    copy = Copy(
        school_id=actor.school_id,
        package=package,
        carrier=carrier,
        file=file,
        written_at=moment,
        written_by=actor.name,
        checked_at=moment,
    )
    write(actor, intake.COPIES, [*puts, Put(copy)], Occasion(reason=reason if puts else ""))
    return copy


def package_of(actor: Actor, package_id: int) -> Package:
    """Return a package of the school. Raises NotVisible. One query."""
    rows = Package.objects.filter(school_id=actor.school_id, pk=package_id)
    row = rows.select_related("year", "class_group").first()
    if row is None:
        raise NotVisible
    return row


def copy_of(actor: Actor, copy_id: int) -> Copy:
    """Return a copy of the school that stands. Raises NotVisible. One query."""
    rows = Copy.objects.filter(school_id=actor.school_id, pk=copy_id, ended_at=None)
    row = rows.select_related("carrier", "package__year", "package__class_group").first()
    if row is None:
        raise NotVisible
    return row


def carrier_of(actor: Actor, carrier_id: int) -> Carrier:
    """Return a carrier of the school. Raises NotVisible. One query."""
    rows = Carrier.objects.filter(school_id=actor.school_id, pk=carrier_id)
    row = rows.select_related("responsible__person").first()
    if row is None:
        raise NotVisible
    return row


def _in_service(actor: Actor, carrier_id: int) -> Carrier:
    row = carrier_of(actor, carrier_id)
    if row.until is not None:
        raise Refused(f"Носитель «{row.name}» выведен из работы.", code="retired")
    return row


def _reason(text: str) -> str:
    if not text.strip():
        raise Refused("Напишите причину: она останется в истории.", code="reason", field="reason")
    return text.strip()[:300]
