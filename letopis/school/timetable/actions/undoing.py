"""Giving places of the week what they were before their last change (ORG-03)."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Q

from letopis.kernel.actor import Actor
from letopis.kernel.dates import short
from letopis.kernel.errors import Refused
from letopis.school.history.intake import Occasion, Put
from letopis.school.organisation.words import phrase
from letopis.school.people.rules import has_left
from letopis.school.timetable import intake
from letopis.school.timetable.models import Lesson, WeeklySlot
from letopis.school.timetable.queries.generation import TOUCHED, holds_of
from letopis.school.timetable.queries.places import SlotDraft, clashes_of
from letopis.school.timetable.rules import Hold


@transaction.atomic
def put_back_slots(actor: Actor, puts: Sequence[Put[WeeklySlot]], occasion: Occasion) -> None:
    """Write places as they were; what the change had begun in their stead is among `puts` as a removal.

    Raises Refused where the journal holds lessons of what would go (code "stands"), where the place has been taken
    since ("clash") or who gave the lessons there has left ("left"), and what put_slots() raises.
    """
    kept = [put.row for put in puts if not put.removed]
    _refuse_held([put.row for put in puts if put.removed])
    _refuse_left(kept)
    intake.put_slots(actor, puts, occasion)
    for slot in kept:
        found = clashes_of(actor, SlotDraft.of(slot, instead_of=slot.pk))
        if found:
            told = " ".join(clash.text for clash in found)
            raise Refused(f"Прежнее место занято. {told} Освободите его или переставьте эту строку.", code="clash")


def _refuse_held(gone: Sequence[WeeklySlot]) -> None:
    lessons = Lesson.objects.filter(slot__in=gone)
    held = [pk for pk, hold in holds_of(lessons.exclude(TOUCHED)).items() if hold is Hold.FILLED]
    first = lessons.filter(TOUCHED | Q(pk__in=held)).order_by("date").first()
    if first is not None:
        message = "По новому месту {lesson.noms} уже записаны в журнале, с {day}. Переставьте его с нужного дня."
        raise Refused(phrase(message, day=short(first.date)), code="stands")


def _refuse_left(kept: Sequence[WeeklySlot]) -> None:
    for slot in kept:
        staff = slot.staff
        if staff and staff.dismissed_on and has_left(staff.dismissed_on, slot.ends_on or slot.year.ends_on):
            who, day = staff.person.initials, short(staff.dismissed_on)
            message = f"На прежнем месте вёл {who}, с {day} он не работает. Переставьте место и укажите другого."
            raise Refused(message, code="left")
