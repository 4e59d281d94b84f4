"""Anybody whom the actor may see, found from any page by what is known of them (CON-01; find.py of people)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Concat, Replace
from django.db.models.lookups import Contains

from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.kernel.policies import NONE
from letopis.kernel.rights import Right
from letopis.school.classes import policy
from letopis.school.classes.models import ClassGroup, Membership
from letopis.school.classes.queries.cards import kinship_label
from letopis.school.organisation.models import dated_on
from letopis.school.organisation.queries import current_year
from letopis.school.organisation.words import phrase
from letopis.school.people.finding import Word, class_key, file_keys, means_class, words_sought
from letopis.school.people.former import borne
from letopis.school.people.models import Guardianship, Person, Student, full_name
from letopis.school.people.namesakes import apart

SHOWN = 12
_CLASSES_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody, or a class, to go to. `kind`: "class", "student", "guardian", "staff"; `id` is that of the card.

    `about` is what tells who it is: the class, whose parent, the position. `phone` is told where digits were looked
    for. `student_id`: a guardian's first child, by whose card a class teacher comes to the guardian.
    """

    kind: str
    id: int
    name: str
    about: str
    phone: str = ""
    person_id: int = 0
    student_id: int | None = None


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found, the likeliest first; `more`: there are others."""

    rows: tuple[Found, ...] = ()
    more: bool = False


def find(actor: Actor, text: str, *, with_phone: bool = False, adults: bool = False) -> Findings:
    """Return people and classes that `text` may mean. Four queries; none for an empty text.

    `with_phone`: telephones are told of all, not only where digits were looked for. `adults`: parents and staff alone.

    Who may see nobody finds nobody. Telephones and file numbers are looked through for those who read them.
    """
    words = words_sought(text)
    if not words:
        return Findings()
    day = today()
    classes = _classes(actor, day)
    of_word = [[pk for pk, name in classes if means_class(word, class_key(name))] for word in words]
    whole = Word(tuple(class_key("".join(parts)) for parts in _ways(words)))
    named = [Found("class", pk, name, "") for pk, name in classes if means_class(whole, class_key(name))]
    if adults:
        named = []
    everyone = _people(actor, words, of_word, day)
    if adults:
        everyone = everyone.filter(Q(guardian__isnull=False) | Q(staff__isnull=False))
    people = [_Row(*row) for row in everyone[: SHOWN + 1]]
    rows = _told(actor, words, people[:SHOWN], day, with_phone=with_phone or any(word.digits for word in words))
    return Findings((*named[:_CLASSES_SHOWN], *rows), len(people) > SHOWN or len(named) > _CLASSES_SHOWN)


def _ways(words: Sequence[Word]) -> Iterable[list[str]]:
    """The text as each keyboard has it: «7 f» is «7ф» and «7а»."""
    for way in range(max(len(word.texts) for word in words)):
        yield [word.texts[min(way, len(word.texts) - 1)] for word in words]


def _classes(actor: Actor, day: date) -> list[tuple[int, str]]:
    """The classes of the year that the actor sees. Two queries."""
    year = current_year(actor.school_id, day)
    rows = ClassGroup.objects.filter(policy.visible(actor, day), year=year) if year else ClassGroup.objects.none()
    return list(rows.order_by("sort_key", "pk").values_list("pk", "name"))


# ── whom the actor sees ───────────────────────────────────────────────


def _seen(actor: Actor, day: date) -> Q:
    seen = NONE
    if actor.may(Right.READ_STUDENTS):
        seen |= Q(student__isnull=False) | Q(guardian__isnull=False)
    elif actor.may(Right.READ_OWN_CLASS):
        seen |= policy.own_people(actor, day)
    if actor.may(Right.READ_STAFF):
        seen |= Q(staff__isnull=False)
    return seen


def _private(actor: Actor, day: date) -> Q:
    """Those of whom the actor reads more than the name."""
    seen = NONE
    if actor.may(Right.READ_PRIVATE):
        seen |= Q(student__isnull=False) | Q(guardian__isnull=False)
    elif actor.may(Right.READ_OWN_PRIVATE):
        seen |= policy.own_people(actor, day)
    if actor.may(Right.READ_STAFF_PRIVATE):
        seen |= Q(staff__isnull=False)
    return seen


# ── people ────────────────────────────────────────────────────────────

_CARDS = ("student__pk", "guardian__pk", "staff__pk", "staff__position", "staff__dismissed_on")
_FACTS = ("pk", "surname", "name", "patronymic", "birth_date", "phone", "former_surnames", "student__file_number")


def _people(
    actor: Actor, words: Sequence[Word], of_word: Sequence[list[int]], day: date
) -> "QuerySet[Person, tuple[Any, ...]]":
    """One query: who has all the words, those whose name begins with them before those who only have them inside."""
    private = _private(actor, day)
    stay = Membership.objects.filter(dated_on(day), student=OuterRef("student")).order_by("-starts_on")
    rows = Person.objects.filter(_seen(actor, day), school_id=actor.school_id).annotate(
        class_name=Subquery(stay.values("class_group__name")[:1]),
        is_private=Case(When(private, then=1), default=0, output_field=IntegerField()),
        file_key=_without_marks(F("student__file_number")),
    )
    begins = Q()
    for word, classes in zip(words, of_word, strict=True):
        rows = rows.filter(_has(word, classes, day))
        begins &= _begins(word, classes, day)
    place = Case(When(begins, then=0), default=1, output_field=IntegerField())
    gone = Case(
        When(student__isnull=False, class_name__isnull=True, then=1),
        When(staff__dismissed_on__lte=day, then=1),
        default=0,
        output_field=IntegerField(),
    )
    return rows.order_by(gone, place, "sort_key", "pk").values_list(*_FACTS, *_CARDS, "class_name", "is_private")


def _has(word: Word, classes: list[int], day: date) -> Q:
    """The word is somewhere in the name; for who may read it, in a former surname, the telephone, the file number."""
    has = _in_class(classes, day)
    for text in word.texts:
        # One letter is an initial.
        has |= Q(search_key__contains=text) if len(text) > 1 else _starts(text)
        has |= Q(is_private=1, former_key__contains=text) if len(text) > 1 else NONE
    if word.digits:
        has |= Q(is_private=1) & Q(phone__contains=word.digits)
    for text in {*word.texts, *(text.upper() for text in word.texts)}:
        has |= Q(is_private=1, student__file_number__contains=text)
    for key in file_keys(word):
        has |= Q(is_private=1, file_key__contains=key)
    return has


def _without_marks(number: Combinable) -> Combinable:
    """«К-15/2» as «К152»: people type a number with other marks between than stand in it, or with none."""
    for mark in "-/. №":
        number = Replace(number, Value(mark), Value(""))
    return number


def _begins(word: Word, classes: list[int], day: date) -> Q:
    begins = _in_class(classes, day)
    for text in word.texts:
        begins |= _starts(text)
    return begins


def _starts(text: str) -> Q:
    return Q(Contains(Concat(Value(" "), F("search_key")), f" {text}"))


def _in_class(classes: list[int], day: date) -> Q:
    if not classes:
        return NONE
    return Q(Exists(Membership.objects.filter(dated_on(day), student=OuterRef("student"), class_group__in=classes)))


# ── how they are told ─────────────────────────────────────────────────


class _Row(NamedTuple):
    """A row of _people()."""

    person_id: int
    surname: str
    name: str
    patronymic: str
    born: date | None
    phone: str
    former: str
    file_number: str | None
    student: int | None
    guardian: int | None
    staff: int | None
    position: str | None
    dismissed_on: date | None
    class_name: str | None
    is_private: int


def _told(actor: Actor, words: Sequence[Word], rows: Sequence[_Row], day: date, *, with_phone: bool) -> list[Found]:
    """One query: whose parents they are."""
    children = _children(actor, [row.guardian for row in rows if row.guardian], day)
    found = [_found(actor, row, children.get(row.guardian or 0, []), with_phone=with_phone) for row in rows]
    ladders = [_ladder(one.name, row.born, row.file_number) for one, row in zip(found, rows, strict=True)]
    # Who stands in another class, or at another child, needs no longer name.
    names = apart(ladders, [one.about for one in found])
    return [
        replace(one, name=f"{name}{_former(words, row, day)}")
        for one, row, name in zip(found, rows, names, strict=True)
    ]


def _former(words: Sequence[Word], row: _Row, day: date) -> str:
    """« (до 12.10 Петрова)» of who was found by a surname that is no longer borne."""
    name = full_name(row.surname, row.name, row.patronymic)
    once = borne(words, name, row.former, day.year) if row.is_private else ""
    return f" ({once})" if once else ""


def _found(actor: Actor, row: _Row, children: list[tuple[int, str]], *, with_phone: bool) -> Found:
    works = bool(row.staff) and actor.may(Right.READ_STAFF)
    studies = bool(row.student) and actor.may(Right.READ_STUDENTS, Right.READ_OWN_CLASS)
    kind = "student" if studies else "staff" if works else "guardian"
    card = {"student": row.student, "staff": row.staff, "guardian": row.guardian}[kind]
    about = [
        (row.class_name or phrase("{without_group}")) if studies else "",
        "; ".join(line for _, line in children),
        (row.position or "сотрудник") if works else "",
        f"увольнение {row.dismissed_on:%d.%m.%Y}" if works and row.dismissed_on else "",
    ]
    return Found(
        kind=kind,
        id=card or 0,
        name=full_name(row.surname, row.name, row.patronymic),
        about=", ".join(filter(None, about)),
        phone=row.phone if row.is_private and with_phone else "",
        person_id=row.person_id,
        student_id=children[0][0] if children else None,
    )


def _ladder(name: str, born: date | None, file_number: str | None) -> list[str]:
    with_birth = f"{name}, {born:%d.%m.%Y}" if born else name
    return [name, with_birth, f"{with_birth}, л. д. № {file_number}" if file_number else with_birth]


def _children(actor: Actor, guardians: list[int], day: date) -> dict[int, list[tuple[int, str]]]:
    """By guardian the children whom the actor sees: id, «мать: Орлов Тимур, 7А»."""
    stay = Membership.objects.filter(dated_on(day), student=OuterRef("student")).order_by("-starts_on")
    seen = Student.objects.filter(policy.visible_students(actor, day))
    rows = Guardianship.objects.filter(dated_on(day), guardian__in=guardians, student__in=seen.values("pk"))
    columns = ("guardian_id", "student_id", "kinship", "student__person__surname", "student__person__name")
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    named = rows.annotate(class_name=Subquery(stay.values("class_group__name")[:1]))
    for guardian, student, kinship, surname, name, class_name in named.order_by(
        "student__person__sort_key", "pk"
    ).values_list(*columns, "class_name"):
        child = " ".join(filter(None, (surname, name)))
        line = ", ".join(filter(None, (child, class_name)))
        found[guardian].append((student, f"{kinship_label(kinship).lower()}: {line}"))
    return found
