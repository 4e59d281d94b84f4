"""Subjects (учебные предметы)."""

from django.db import transaction

from letopis.kernel.actor import Actor
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.rights import Right
from letopis.kernel.text import clean, search_key
from letopis.school.curriculum import policy
from letopis.school.curriculum.models import Subject
from letopis.school.history.ledger import record
from letopis.school.history.tracking import snapshot


@transaction.atomic
def create_subject(actor: Actor, *, name: str, short_name: str = "", area: str = "") -> Subject:
    """Add a subject. Raises Refused for an empty name or one that is there already (ё and case do not count)."""
    policy.require(actor, Right.KEEP_CURRICULUM)
    subject = Subject(school_id=actor.school_id)
    _fill(subject, name=name, short_name=short_name, area=area)
    subject.save()
    record(actor, subject, "create_subject")
    return subject


@transaction.atomic
def update_subject(actor: Actor, *, subject_id: int, name: str, short_name: str = "", area: str = "") -> Subject:
    """Change a subject's names. Raises NotVisible, Refused."""
    policy.require(actor, Right.KEEP_CURRICULUM)
    subject = Subject.objects.select_for_update().filter(school_id=actor.school_id, pk=subject_id).first()
    if subject is None:
        raise NotVisible
    before = snapshot(subject)
    _fill(subject, name=name, short_name=short_name, area=area)
    if snapshot(subject) != before:
        subject.save()
        record(actor, subject, "update_subject", before=before)
    return subject


def _fill(subject: Subject, *, name: str, short_name: str, area: str) -> None:
    subject.name, subject.short_name, subject.area = clean(name), clean(short_name), clean(area)
    subject.search_key = search_key(name)
    if not subject.name:
        raise Refused("Укажите название предмета.", code="empty", field="name")
    for field, limit in (("name", 160), ("short_name", 40), ("area", 160)):
        if len(getattr(subject, field)) > limit:
            raise Refused(f"Слишком длинно, помещается {limit} знаков. Сократите.", code="long", field=field)
    twins = Subject.objects.filter(school_id=subject.school_id, search_key=subject.search_key).exclude(pk=subject.pk)
    if twins.exists():
        raise Refused(f"Предмет «{subject.name}» уже есть. Выберите его в списке.", code="twice", field="name")
