"""What has changed in students' cards, from the ledger, for the monthly check (П1.2, А3.2.3)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Model, Q

from letopis.kernel.actor import Actor
from letopis.kernel.fields import fields_of
from letopis.school.access.authors import names_apart
from letopis.school.classes.models import Membership
from letopis.school.classes.queries.cards import kinship_label
from letopis.school.history.models import Entry
from letopis.school.history.tracking import tracked
from letopis.school.organisation.words import phrase
from letopis.school.people.intake import PersonDraft, StudentDraft
from letopis.school.people.models import Consent, Guardianship, Person, Student, full_name

SHOWN = 200  # entries of a card; nobody reads more


@dataclass(frozen=True, slots=True)
class CardChange:
    """A change of a card. `whose`: a guardian's name, "" where it is the student's own. `before`, `after`: "" none."""

    at: datetime
    who: str
    whose: str
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class _About:
    """What a row of the ledger is about: the student whose card shows it, and what the card calls it."""

    student_id: int
    name: str = ""


_Known = dict[tuple[str, int], _About]
_SPECS: dict[type[Model], type] = {Person: PersonDraft, Student: StudentDraft}
_TABLES = (Person, Student, Guardianship, Consent, Membership)
_MODELS = {model._meta.label_lower: model for model in _TABLES}
_MADE = {Person: "карточка", Student: "карточка", Guardianship: "представитель", Consent: "согласие"}


def card_changes(
    actor: Actor, students: Mapping[int, int], *, since: datetime | None, private: bool, health: bool
) -> dict[int, list[CardChange]]:
    """Return what has changed by student, the latest first; `students`: the person of each. Four queries.

    What the reader does not read (`private`, `health`) is left out.
    """
    known = _rows_of(students)
    wanted = Q(pk__in=[])
    for kind in _MODELS:
        ids = [pk for name, pk in known if name == kind]
        wanted |= Q(kind=kind, object_id__in=ids)
    entries = Entry.objects.filter(wanted, school_id=actor.school_id, act_id__isnull=True)
    entries = entries.filter(at__gt=since) if since else entries
    found: dict[int, list[CardChange]] = defaultdict(list)
    newest = list(entries.order_by("-id")[: SHOWN * max(1, len(students))])
    names = names_apart(actor.school_id, newest)
    for entry in newest:
        about, who = known[entry.kind, entry.object_id], names.get(entry.account_id, entry.actor_name)
        found[about.student_id] += _told(entry, who, about, private=private, health=health)
    return found


def _rows_of(students: Mapping[int, int]) -> _Known:
    """Whatever a card is made of. Three queries."""
    known: _Known = {(_kind(Person), person): _About(student) for student, person in students.items()}
    known |= {(_kind(Student), student): _About(student) for student in students}
    rows = Guardianship.objects.filter(student__in=list(students)).select_related("guardian__person")
    for row in rows:
        about = _About(row.student_id, row.guardian.person.full_name)
        known[_kind(Guardianship), row.pk] = about
        # Whoever has children in one class stands in the first one's card.
        known.setdefault((_kind(Person), row.guardian.person_id), about)
    consents = Consent.objects.filter(student__in=list(students)).values_list("pk", "student_id")
    known |= {(_kind(Consent), pk): _About(student) for pk, student in consents}
    stays = Membership.objects.filter(student__in=list(students))
    for pk, student, name in stays.values_list("pk", "student_id", "class_group__name"):
        known[_kind(Membership), pk] = _About(student, name)
    return known


def _kind(model: type[Model]) -> str:
    return model._meta.label_lower


def _told(entry: Entry, who: str, about: _About, *, private: bool, health: bool) -> Iterator[CardChange]:
    model = _MODELS[entry.kind]
    whose = about.name if model in (Person, Guardianship) else ""

    def change(label: str, before: str, after: str) -> CardChange:
        return CardChange(entry.at, who, whose, label, before, after)

    before, after = entry.before, entry.after
    if before is None and after is not None:
        yield change(_MADE.get(model, phrase("{group.nom}")), "", _made(model, about, after))
        return
    labels, fields = tracked(model).labels, fields_of(_SPECS[model]) if model in _SPECS else {}
    for column in before or {}:
        one = fields.get(column)
        is_hidden = one and ((one.reader == "private" and not private) or (one.reader == "health" and not health))
        was, now = (before or {}).get(column), (after or {}).get(column)
        if was == now or is_hidden or (column.endswith("_id") and column not in labels):
            continue
        if not column.endswith("_id"):
            name = f"{about.name}: " if model is Membership else ""
            yield change(f"{name}{phrase(labels[column])}", _text(one, column, was), _text(one, column, now))


def _made(model: type[Model], about: _About, after: dict[str, Any]) -> str:
    if model is Guardianship:
        return f"{kinship_label(str(after.get('kinship')))}, с {_day(after.get('starts_on'))}"
    if model is Membership:
        return f"{about.name}, с {_day(after.get('starts_on'))}"
    if model is Consent:
        return f"от {_day(after['given_on'])}" if after.get("given_on") else "получено"
    name = full_name(*(str(after.get(part, "")) for part in ("surname", "name", "patronymic")))
    return f"заведена: {name}" if model is Person else "заведена"


def _text(one: Any, column: str, value: Any) -> str:
    if value in (None, ""):
        return ""
    if column == "kinship":
        return kinship_label(str(value))
    if (day := _day(value)) != str(value):
        return day
    return str(one.show(value)) if one else str(value)


def _day(value: Any) -> str:
    """«01.09.2026» of a day in ISO, anything else as it is."""
    try:
        return f"{date.fromisoformat(str(value)):%d.%m.%Y}"
    except ValueError:
        return str(value)
