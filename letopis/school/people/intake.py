"""How people come into the base: what the rows of their cards are, and the one way in which each is written.

The action behind a form, an import, a pasted table and the demo go through put_people(), put_students(), put_staff(),
put_guardians() and put_guardianships(). Sources: Т4.4.1-3, Т4.5.2, П3.3.2.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Annotated, TypeVar

from django.db import transaction
from django.db.models import Q

from letopis.kernel.actor import Actor
from letopis.kernel.clock import local, now, today
from letopis.kernel.dates import day_before
from letopis.kernel.fields import Day, Fault, OneOf, Text
from letopis.kernel.rights import Right
from letopis.kernel.text import search_key
from letopis.school.history.intake import NOW, Occasion, Put, Subject, Table, load, refuse_first, settle, write
from letopis.school.history.models import Entry
from letopis.school.history.tracking import tracked
from letopis.school.organisation.words import phrase
from letopis.school.people import policy
from letopis.school.people.enums import Kinship, Sex, StudyForm
from letopis.school.people.former import renamed
from letopis.school.people.kinds import Birth, Email, Name, OrderNumber, Phone, Snils, Surnames
from letopis.school.people.models import Guardian, Guardianship, Person, Staff, Student

Card = TypeVar("Card", Student, Staff, Guardian)

# ── rows ──────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class PersonDraft:
    """What every card has, as typed."""

    surname: Annotated[str, Name("Фамилия", required=True)]
    name: Annotated[str, Name("Имя", required=True)]
    patronymic: Annotated[str, Name("Отчество")] = ""
    sex: Annotated[
        str,
        OneOf(
            "Пол",
            card=None,
            header=r"^пол\b(?! )|^пол м|^пол$",
            choices=Sex,
            none="не указан",
            stems=(("мать", ""), ("м", Sex.MALE), ("m", Sex.MALE))
            + (("ж", Sex.FEMALE), ("f", Sex.FEMALE), ("дев", Sex.FEMALE)),
            remedy="Выберите пол из списка: «м» или «ж».",
            reader="private",
        ),
    ] = ""
    birth_date: Annotated[
        date | None,
        Birth(
            "Дата рождения",
            header=r"(дата|день|число) рожд|^рожден|^д ?р$|^дата р$|^дата рож|^родил|^др ",
            reader="private",
        ),
    ] = None
    snils: Annotated[str, Snils("СНИЛС", header=r"снилс|страхов\w* (номер|свид)", reader="private")] = ""
    phone: Annotated[
        str, Phone("Телефон", header=r"телефон|^тел\b|мобильн|сотов|^моб\b|^контактный номер", reader="private")
    ] = ""
    email: Annotated[
        str,
        Email(
            "Электронная почта",
            card="Почта",
            sheet="Эл. почта",
            header=r"email|e mail|почт\w*$|эл почт|электронн\w+ (почт|адрес)",
            reader="private",
        ),
    ] = ""
    former_surnames: Annotated[
        str,
        Surnames(
            "Прежние фамилии",
            help="Пишутся сами при смене фамилии. Опечатку сотрите.",
            reader="private",
        ),
    ] = ""


@dataclass(frozen=True, slots=True)
class StudentDraft:
    """The student's own part of the card."""

    file_number: Annotated[
        str,
        Text(
            "Номер личного дела",
            card="Личное дело",
            sheet="№ личного дела",
            header=r"личн\w* дел|(№|номер) ?л ?/? ?д|номер дела|№ дела|^л ?/? ?д(ело)?\b|алфавитн\w+ книг",
            limit=40,
            reader="private",
        ),
    ] = ""
    address: Annotated[
        str, Text("Адрес", header=r"адрес|место жительств|прожива|регистрац|прописк", reader="private")
    ] = ""
    study_form: Annotated[
        str,
        OneOf(
            "Форма обучения",
            header=r"форм\w* (обуч|получ|освоен)|^форма$",
            choices=StudyForm,
            stems=(
                ("очно-заоч", StudyForm.PART_TIME),
                ("очно заоч", StudyForm.PART_TIME),
                ("заоч", StudyForm.DISTANCE),
                ("дистан", StudyForm.DISTANCE),
                ("сем", StudyForm.FAMILY),
                ("*дом", StudyForm.HOME),
            ),
            otherwise=StudyForm.FULL_TIME,
            remedy="Выберите форму обучения из списка.",
        ),
    ] = StudyForm.FULL_TIME
    health_group: Annotated[
        str,
        Text(
            "Группа здоровья",
            header=r"групп\w* здоров|^гр здоров",
            help="Видят учебная часть и {tutor.nom}.",
            limit=20,
            reader="health",
        ),
    ] = ""
    sport_group: Annotated[
        str,
        Text(
            "Физкультурная группа",
            sheet="Группа по физкультуре",
            header=r"физкульт|физ\w* групп|физическ|групп\w* физ|медгрупп|медицинск\w+ групп",
            limit=40,
            reader="health",
        ),
    ] = ""
    note: Annotated[
        str,
        Text(
            "Примечание",
            card=None,
            header=r"^(примеч|коммент|дополнительн|особые отмет|прим\b)",
            reader="private",
        ),
    ] = ""


@dataclass(frozen=True, slots=True)
class StaffDraft:
    """The employee's own part of the card."""

    position: Annotated[str, Text("Должность", header=r"должност|кем работает", limit=160)] = ""
    category: Annotated[str, Text("Категория", header=r"категор|аттестац", limit=80)] = ""
    subjects: Annotated[
        str, Text("Предметы", header=r"предмет|дисципл|преподает|что ведет|специальност", limit=300)
    ] = ""
    hired_on: Annotated[
        date | None,
        Day("Принят", sheet="Дата приёма", header=r"прием|принят|дата поступ|работает с|начало работы"),
    ] = None
    hired_order: Annotated[
        str,
        OrderNumber(
            "Приказ о приёме",
            header=r"(?=.*(прием|принят|работ)).*(приказ|№)|^(№|номер) приказа$",
            reader="private",
        ),
    ] = ""
    dismissed_on: Annotated[date | None, Day("Уволен", sheet="Дата увольнения", header=r"увол")] = None
    dismissed_order: Annotated[
        str, OrderNumber("Приказ об увольнении", header=r"(?=.*увол).*(приказ|№)", reader="private")
    ] = ""


@dataclass(frozen=True, slots=True)
class GuardianshipDraft:
    """Whose guardian somebody is."""

    kinship: Annotated[
        str,
        OneOf(
            "Кем приходится",
            sheet="Степень родства",
            header=r"родств|кем приход|степень|статус|^кто$|отношение|кем является|^роль$",
            choices=Kinship,
            stems=(("мать", Kinship.MOTHER), ("мам", Kinship.MOTHER), ("отец", Kinship.FATHER), ("пап", Kinship.FATHER))
            + (("опек", Kinship.GUARDIAN), ("попеч", Kinship.GUARDIAN), ("приемн", Kinship.GUARDIAN))
            + (("баб", Kinship.GRANDMOTHER), ("дед", Kinship.GRANDFATHER))
            + (("mother", Kinship.MOTHER), ("father", Kinship.FATHER), ("guardian", Kinship.GUARDIAN))
            + (("grandmother", Kinship.GRANDMOTHER), ("grandfather", Kinship.GRANDFATHER)),
            otherwise=Kinship.OTHER,
            remedy="Выберите, кем приходится ребёнку.",
        ),
    ] = Kinship.OTHER


def dismissal_fault(hired_on: date | None, dismissed_on: date | None) -> Fault | None:
    """Return what is wrong with the days of somebody's employment."""
    if hired_on and dismissed_on and dismissed_on < hired_on:
        return Fault("dismissed_on", "Увольнение раньше приёма. Исправьте дату.", "order")
    return None


# ── people ────────────────────────────────────────────────────────────

PEOPLE = Table(Person, "create_person", "update_person", follows=("sort_key", "search_key", "former_key"))
STUDENTS = Table(Student, "create_student", "update_student", subject=lambda row: Subject(student_id=row.pk))
STAFF = Table(Staff, "create_staff", "update_staff")
GUARDIANS = Table(Guardian, "create_guardian", "update_guardian")
GUARDIANSHIPS = Table(Guardianship, "attach_guardian", "update_guardianship")


@transaction.atomic
def put_people(actor: Actor, puts: Sequence[Put[Person]], occasion: Occasion = NOW) -> list[Person]:
    """Write people, new and changed, for those who keep students' or employees' cards. Raises NotVisible, Refused."""
    if not actor.may(Right.KEEP_STAFF):
        policy.require(actor, Right.KEEP_STUDENTS)
    return write_people(actor, puts, occasion)


def write_people(actor: Actor, puts: Sequence[Put[Person]], occasion: Occasion = NOW) -> list[Person]:
    """The same for a context above that has checked its own right and holds a transaction. Raises Refused."""
    _keep_former(actor, puts, occasion)
    check_people(actor, puts)
    for put in puts:
        put.row.renew_keys()
    changed = [put.row.pk for put in puts if not put.is_new]
    students = dict(Student.objects.filter(person__in=changed).values_list("person_id", "pk")) if changed else {}
    # An entry about a student belongs to the student's card.
    table = replace(PEOPLE, subject=lambda row: Subject(student_id=students.get(row.pk)))
    return write(actor, table, puts, occasion)


def _keep_former(actor: Actor, puts: Sequence[Put[Person]], occasion: Occasion) -> None:
    """Let cards whose surname changes name the one before, unless their writer says what stands there. One query."""
    moment = local(occasion.at or now())
    asked = [put for put in puts if put.before and put.touches("surname") and not put.touches("former_surnames")]
    slips = _named_since(actor, asked, datetime.combine(moment.date(), time.min, moment.tzinfo)) if asked else set()
    for put in asked:
        before, row = str((put.before or {})["surname"]), put.row
        if search_key(before) != search_key(row.surname):
            row.former_surnames = renamed(
                row.former_surnames, surname=before, now=row.surname, day=moment.date(), is_slip=row.pk in slips
            )


def _named_since(actor: Actor, puts: Sequence[Put[Person]], since: datetime) -> set[int]:
    """Those of the people whose surname of now was written since."""
    ids = [put.row.pk for put in puts]
    rows = Entry.objects.filter(school_id=actor.school_id, kind=tracked(Person).kind, object_id__in=ids, at__gte=since)
    return {
        pk
        for pk, before, after in rows.values_list("object_id", "before", "after")
        if (before or {}).get("surname") != (after or {}).get("surname")
    }


def check_people(actor: Actor, puts: Sequence[Put[Person]]) -> None:
    """Bring people to the form that is stored. Raises Refused for faults, for a СНИЛС that is another's. One query."""
    refuse_first(settle(puts, PersonDraft, today()))
    refuse_first(_snils_taken(actor, puts))


def snils_fault(holder: Person) -> Fault:
    """A СНИЛС that is in another's card."""
    return Fault("snils", f"Этот СНИЛС уже в карточке: {holder.full_name}. Сверьте с документом.", "snils_twice")


def _snils_taken(actor: Actor, puts: Sequence[Put[Person]]) -> Iterator[tuple[int, Fault]]:
    """One СНИЛС is one person's, in the base and among those given. One query."""
    asked = [put for put in puts if put.row.snils and put.touches("snils")]
    if not asked:
        return
    written = {put.row.pk for put in puts}
    others = Person.objects.filter(school_id=actor.school_id, snils__in={put.row.snils for put in asked})
    holders = {row.snils: row for row in others if row.pk not in written}
    often = Counter(put.row.snils for put in puts if put.row.snils)
    for index, put in enumerate(puts):
        twin = holders.get(put.row.snils)
        if twin is None and often[put.row.snils] > 1:
            twin = next(one.row for one in puts if one.row.snils == put.row.snils and one.row is not put.row)
        if put.row.snils and put.touches("snils") and twin:
            yield index, snils_fault(twin)


# ── cards ─────────────────────────────────────────────────────────────


@transaction.atomic
def put_students(actor: Actor, puts: Sequence[Put[Student]], occasion: Occasion = NOW) -> list[Student]:
    """Write students' cards; their people are there. Raises NotVisible, Refused."""
    policy.require(actor, Right.KEEP_STUDENTS)
    return write_students(actor, puts, occasion)


def write_students(actor: Actor, puts: Sequence[Put[Student]], occasion: Occasion = NOW) -> list[Student]:
    """The same for a context above that has checked its own right and holds a transaction. Raises Refused."""
    refuse_first(settle(puts, StudentDraft, today()))
    return write(actor, STUDENTS, puts, occasion)


@transaction.atomic
def put_staff(actor: Actor, puts: Sequence[Put[Staff]], occasion: Occasion = NOW) -> list[Staff]:
    """Write employees' cards, dismissal included; their people are there. Raises NotVisible, Refused."""
    policy.require(actor, Right.KEEP_STAFF)
    refuse_first(settle(puts, StaffDraft, today()))
    refuse_first(
        (index, fault)
        for index, put in enumerate(puts)
        if (put.touches("hired_on") or put.touches("dismissed_on"))
        and (fault := dismissal_fault(put.row.hired_on, put.row.dismissed_on))
    )
    return write(actor, STAFF, puts, occasion)


@transaction.atomic
def put_guardians(actor: Actor, puts: Sequence[Put[Guardian]], occasion: Occasion = NOW) -> list[Guardian]:
    """Write guardians' cards; their people are there. Raises NotVisible, Refused."""
    policy.require(actor, Right.KEEP_STUDENTS)
    return write(actor, GUARDIANS, puts, occasion)


# ── guardianships ─────────────────────────────────────────────────────


@transaction.atomic
def put_guardianships(actor: Actor, puts: Sequence[Put[Guardianship]], occasion: Occasion = NOW) -> list[Guardianship]:
    """Write whose guardian somebody is, from when to when. Raises NotVisible, Refused.

    Nobody is made one's own guardian, by oneself or twice at a time. Guardians and students are there.
    """
    policy.require(actor, Right.KEEP_STUDENTS)
    load(puts, "guardian__person", "student")
    for put in puts:
        if put.is_new:
            policy.require_another(actor, put.row.guardian.person_id, "Сделать представителем")
    refuse_first(settle(puts, GuardianshipDraft, today()))
    refuse_first(_guardianship_faults(puts))
    refuse_first(_attached_twice(actor, puts))
    return write(actor, GUARDIANSHIPS, puts, occasion)


def self_fault() -> Fault:
    """Somebody as the own guardian."""
    return Fault("person_id", phrase("{Student.nom} не может быть своим представителем."), "self")


def _guardianship_faults(puts: Sequence[Put[Guardianship]]) -> Iterator[tuple[int, Fault]]:
    for index, put in enumerate(puts):
        row = put.row
        if put.is_new and row.guardian.person_id == row.student.person_id:
            yield index, self_fault()
        # The day before the first: taken back.
        if row.ends_on and row.ends_on < day_before(row.starts_on):
            yield index, Fault("ends_on", "Последний день раньше первого. Исправьте дату.", "order")


def _attached_twice(actor: Actor, puts: Sequence[Put[Guardianship]]) -> Iterator[tuple[int, Fault]]:
    """At most one row of a guardian and a student is open. One query."""
    opened = [(index, put) for index, put in enumerate(puts) if put.is_new and put.row.ends_on is None]
    if not opened:
        return
    closing = {put.row.pk for put in puts if put.row.pk and put.row.ends_on is not None}
    rows = Guardianship.objects.filter(
        ~Q(pk__in=closing),
        school_id=actor.school_id,
        guardian__in={put.row.guardian_id for _, put in opened},
        ends_on__isnull=True,
    )
    taken = set(rows.values_list("guardian_id", "student_id"))
    for index, put in opened:
        pair = put.row.guardian_id, put.row.student_id
        if pair in taken:
            name = put.row.guardian.person.full_name
            yield index, Fault("person_id", phrase("{name} уже в карточке этого {student.gen}.", name=name), "twice")
        taken.add(pair)
