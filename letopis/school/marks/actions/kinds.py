"""Kinds of work: the school's own list and weights (ORG-03, П3.2.5)."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import Max

from letopis.kernel.actor import Actor
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.rights import Right
from letopis.kernel.text import name_key
from letopis.school.history.ledger import Change, record, record_many
from letopis.school.history.tracking import snapshot
from letopis.school.lessons.rules import clean_text
from letopis.school.marks.models import WorkKind
from letopis.school.organisation.words import phrase

# code, name, short name, weight, written, control. The first one is what a mark without a work is given for.
DEFAULT_KINDS = (
    ("answer", "Ответ на {lesson.pre}", "отв", 1, False, False),
    ("homework", "Домашняя работа", "д/з", 1, False, False),
    ("independent", "Самостоятельная работа", "с/р", 2, True, False),
    ("control", "Контрольная работа", "к/р", 3, True, True),
    ("practical", "Практическая работа", "п/р", 2, False, False),
    ("laboratory", "Лабораторная работа", "л/р", 2, True, False),
    ("dictation", "Диктант", "дик", 2, True, True),
    ("exposition", "Изложение", "изл", 2, True, True),
    ("essay", "Сочинение", "соч", 3, True, True),
    ("project", "Проект", "пр", 2, False, False),
    ("test", "Тест", "тест", 2, True, False),
    ("credit", "Зачёт", "зач", 3, False, True),
)
MAX_WEIGHT = Decimal(10)
MAX_NAME, MAX_SHORT_NAME = 80, 8


@dataclass(frozen=True, slots=True, kw_only=True)
class KindDraft:
    """What the office types in for a kind of work."""

    name: str
    short_name: str
    weight: Decimal
    is_written: bool = False
    is_control: bool = False
    is_active: bool = True


def ensure_work_kinds(actor: Actor) -> list[WorkKind]:
    """Give a school without kinds of work the default list; returns the school's list, in order.

    Whoever comes first needs it, a teacher putting the school's first mark included: no right is asked.
    """
    kinds = list(WorkKind.objects.filter(school_id=actor.school_id))
    if kinds:
        return kinds
    with transaction.atomic():
        missing = [
            WorkKind(
                school_id=actor.school_id,
                code=code,
                name=phrase(name),
                short_name=short_name,
                weight=Decimal(weight),
                is_written=is_written,
                is_control=is_control,
                position=position,
            )
            for position, (code, name, short_name, weight, is_written, is_control) in enumerate(DEFAULT_KINDS, 1)
        ]
        kinds = WorkKind.objects.bulk_create(missing)
        record_many(actor, [Change(row=kind, action="created") for kind in kinds])
    return kinds


def add_work_kind(actor: Actor, *, draft: KindDraft) -> WorkKind:
    """Add a kind of work at the end of the list. Raises NotVisible without the right, Refused for bad values."""
    _require(actor)
    values = _checked(actor, draft, None)
    with transaction.atomic():
        ensure_work_kinds(actor)
        last = WorkKind.objects.filter(school_id=actor.school_id).aggregate(last=Max("position"))["last"] or 0
        kind = WorkKind(school_id=actor.school_id, code=f"own-{last + 1}", position=last + 1, **values)
        kind.save()
        record(actor, kind, "created")
    return kind


def change_work_kind(actor: Actor, *, kind_id: int, draft: KindDraft) -> WorkKind:
    """Change a kind's names, weight and marks of a written or control work.

    The weight is of the works from now on and of those already given whose own weight is empty: the averages of the
    whole year follow, and the ledger keeps when it was changed. Raises NotVisible, Refused.
    """
    _require(actor)
    with transaction.atomic():
        kind = WorkKind.objects.select_for_update().filter(school_id=actor.school_id, pk=kind_id).first()
        if kind is None:
            raise NotVisible
        values = _checked(actor, draft, kind)
        before = snapshot(kind)
        for name, value in values.items():
            setattr(kind, name, value)
        if snapshot(kind) != before:
            kind.save()
            record(actor, kind, "changed", before=before)
    return kind


def _require(actor: Actor) -> None:
    if not actor.may(Right.KEEP_WORK_KINDS):
        raise NotVisible


def _checked(actor: Actor, draft: KindDraft, kind: WorkKind | None) -> dict[str, object]:
    name = clean_text(draft.name, MAX_NAME, "Название", field="name")
    short_name = clean_text(draft.short_name, MAX_SHORT_NAME, "Сокращение", field="short_name")
    if not name or not short_name:
        field = "short_name" if name else "name"
        raise Refused("Укажите название вида работы и его сокращение для шапки журнала.", code="empty", field=field)
    others = WorkKind.objects.filter(school_id=actor.school_id).exclude(pk=kind.pk if kind else 0)
    if name_key(name) in {name_key(other) for other in others.values_list("name", flat=True)}:
        raise Refused(f"Вид работы «{name}» уже есть.", code="twice", field="name")
    if not draft.is_active and not others.filter(is_active=True).exists():
        raise Refused("Хотя бы один вид работы должен остаться в списке.", code="last", field="is_active")
    return {
        "name": name,
        "short_name": short_name,
        "weight": checked_weight(draft.weight),
        "is_written": draft.is_written,
        "is_control": draft.is_control,
        "is_active": draft.is_active,
    }


def checked_weight(weight: Decimal) -> Decimal:
    """Return a weight of 0-10 with two digits. Raises Refused."""
    if not 0 <= weight <= MAX_WEIGHT or weight != round(weight, 2):
        raise Refused(f"Вес — число от 0 до {MAX_WEIGHT}, не больше двух знаков после запятой.", field="weight")
    return round(weight, 2)
