"""Subjects (учебные предметы)."""

from django.db import transaction

from letopis.kernel.actor import Actor
from letopis.kernel.errors import NotVisible
from letopis.kernel.rights import Right
from letopis.school.curriculum import intake, policy
from letopis.school.curriculum.models import Subject
from letopis.school.history.intake import Put


@transaction.atomic
def create_subject(actor: Actor, *, name: str, short_name: str = "", area: str = "") -> Subject:
    """Add a subject. Raises Refused for an empty name or one that is there already (ё and case do not count)."""
    subject = Subject(school_id=actor.school_id, name=name, short_name=short_name, area=area)
    intake.put_subjects(actor, [Put(subject)])
    return subject


@transaction.atomic
def update_subject(actor: Actor, *, subject_id: int, name: str, short_name: str = "", area: str = "") -> Subject:
    """Change a subject's names. Raises NotVisible, Refused."""
    policy.require(actor, Right.KEEP_CURRICULUM)
    subject = Subject.objects.select_for_update().filter(school_id=actor.school_id, pk=subject_id).first()
    if subject is None:
        raise NotVisible
    put = Put.change(subject)
    subject.name, subject.short_name, subject.area = name, short_name, area
    intake.put_subjects(actor, [put])
    return subject
