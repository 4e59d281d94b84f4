"""Consents of a class, the signed papers in hand: many with one day (А3.1.2, А3.2.3)."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.kernel.errors import NotVisible, Refused
from letopis.school.classes.agreement import class_to_agree
from letopis.school.classes.models import Membership
from letopis.school.organisation.models import lasting
from letopis.school.people.consents import given, undated, write_consents
from letopis.school.people.models import Consent, Student


@transaction.atomic
def record_consents(actor: Actor, *, class_id: int, given_on: date, signed: Mapping[int, int | None]) -> list[Consent]:
    """Write down the papers of a class: `signed` is by student which guardian signed, None where that is not known.

    A consent that waits for its day is completed. Nothing is written where one is refused: nobody chosen, a consent
    with a day already, a day to come, somebody else's guardian. Raises NotVisible (also for a student of another
    class), Refused. The number of queries does not grow with the class.
    """
    group = class_to_agree(actor, class_id)
    if not signed:
        raise Refused("Отметьте, чьи согласия получены.", code="nobody")
    stays = Membership.objects.filter(lasting(today()), class_group=group, student__in=signed)
    students = list(Student.objects.select_for_update().filter(pk__in=stays.values("student")).order_by("pk"))
    if len(students) != len(signed):
        raise NotVisible
    waiting = undated(signed.keys())
    puts = [given(one, waiting.get(one.pk), given_on=given_on, given_by=signed[one.pk]) for one in students]
    return write_consents(actor, puts)
