"""Whom and which classes a new order may be about."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q

from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.kernel.rights import Right
from letopis.school.classes import policy
from letopis.school.classes.models import ClassGroup, Membership
from letopis.school.classes.moving import stay_on
from letopis.school.classes.queries.orders import kind_label
from letopis.school.organisation.words import phrase
from letopis.school.people.finding import words_sought
from letopis.school.people.former import borne
from letopis.school.people.models import Student
from letopis.school.people.namesakes import full_names
from letopis.school.people.queries import name_filter, search_words

MOST = 200  # whom a page offers to choose from


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody to tick; `about` says where somebody without a class was last."""

    id: int
    name: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class ClassChoice:
    """A class to choose; `year` is told where it is not the one under way."""

    id: int
    name: str
    year_starts: date


def order_classes(actor: Actor, day: date) -> list[ClassChoice]:
    """Return the classes that an order of about `day` may be about: of the last year, this and those to come.

    One query.
    """
    rows = ClassGroup.objects.filter(school_id=actor.school_id, year__ends_on__gte=day - timedelta(days=366))
    found = rows.select_related("year").order_by("year__starts_on", "sort_key")
    return [
        ClassChoice(one.pk, one.name if day in one.year.dates else f"{one.name}, {one.year.name}", one.year.starts_on)
        for one in found
    ]


def candidates(actor: Actor, *, class_id: int | None, text: str = "", day: date) -> list[Candidate]:
    """Return whom an order may be about: the students of a class on `day`, or those of no class then by name.

    Of a class of the last year that is over, who was there to its end. At most two queries. Raises NotVisible.
    """
    policy.require(actor, Right.KEEP_CLASSES)
    stays = Membership.objects.filter(school_id=actor.school_id).select_related(
        "class_group__year", "left_by", "enrolled_by"
    )
    if class_id is not None:
        rows = list(stays.filter(class_group=class_id, starts_on__lte=day).select_related("student__person"))
        students = {row.student_id: row.student for row in rows if stay_on([row], day)}
        return _candidates(list(students.values()), {}, "")
    here = Membership.objects.filter(_still_in(day), student=OuterRef("pk"))
    private = actor.may(Right.READ_PRIVATE)
    found = Student.objects.filter(~Exists(here), name_filter(search_words(text), "person__", former=private))
    some = list(found.filter(school_id=actor.school_id).select_related("person").order_by("person__sort_key")[:MOST])
    last: dict[int, Membership] = {}
    for row in stays.filter(student__in=[one.pk for one in some]).order_by("starts_on"):
        last[row.student_id] = row
    return _candidates(some, last, text if private else "")


def _still_in(day: date) -> Q:
    """In a class on the day: a stay without an end lasts to the end of its year."""
    return Q(starts_on__lte=day, class_group__year__ends_on__gte=day) & (Q(ends_on__isnull=True) | Q(ends_on__gte=day))


def _candidates(students: list[Student], last: dict[int, Membership], sought: str) -> list[Candidate]:
    """Who was found by a surname that is no longer borne is told with it."""
    students.sort(key=lambda one: (one.person.sort_key, one.pk))
    names, words, year = full_names([one.named for one in students]), words_sought(sought), today().year
    found = []
    for one, name in zip(students, names, strict=True):
        once = borne(words, one.person.full_name, one.person.former_surnames, year) if words else ""
        found.append(Candidate(one.pk, name.name, ", ".join(filter(None, (once, _last(last.get(one.pk)))))))
    return found


def _last(stay: Membership | None) -> str:
    if stay is None:
        return ""
    ends = min(stay.ends_on or date.max, stay.class_group.year.ends_on)
    if stay.starts_on > today():
        return phrase("с {day:%d.%m.%Y} в {name}", day=stay.starts_on, name=stay.class_group.name)
    why = f", {kind_label(stay.left_by.kind).lower()}" if stay.left_by and stay.ends_on else ""
    return phrase("{name} по {day:%d.%m.%Y}{why}", name=stay.class_group.name, day=ends, why=why)
