"""Rows of the file ↔ cards of the base: who is who by all signs together (likeness.py); a doubt is a question."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from letopis.documents.school_import.likeness import (
    STAFF,
    STUDENTS,
    Bounds,
    Signs,
    Verdict,
    nearly,
    recognise,
)
from letopis.documents.school_import.live import Live
from letopis.documents.school_import.records import NOWHERE, Base, PersonRecord, StaffRecord, StudentRecord
from letopis.documents.sheets.problems import SKIP, WHOLE_ROW, Remedy, Report
from letopis.documents.sheets.values import FullName, class_key, parse_class
from letopis.kernel.text import search_key
from letopis.school.classes.models import Membership
from letopis.school.people.models import Guardian, Person, Staff, Student
from letopis.school.people.namesakes import apart

# Answers to «who is it»: the card that is likeliest, a card by number, nobody in the base.
SAME, OTHER = "same", "new"


class Card(NamedTuple):
    """Somebody whom a row may be: the number, the signs, how a question shows the card."""

    pk: int
    signs: Signs
    shown: str


class Row(NamedTuple):
    """A row of the file as it is recognised; `shown` is how a question shows it."""

    record: PersonRecord
    signs: Signs
    shown: str


# ── staff, students ───────────────────────────────────────────────────


def match_staff(base: Base, live: Live, report: Report) -> None:
    """Link records of staff with live cards; live staff that the file does not name are added without a place."""
    cards = {one.pk: one for one in live.staff}
    known = [Card(one.pk, _of_staff(one.person, one.position), shown(one.person, one.position)) for one in live.staff]
    rows = [Row(one, _of_staff(one, one.position), shown(one, one.position)) for one in base.staff]
    for record, pk in zip(base.staff, who_is_who("staff", rows, known, STAFF, report), strict=True):
        record.live = cards.get(pk)
        note_renamed(record, record.live, report)
    taken = {record.live.pk for record in base.staff if record.live}
    base.staff += [
        StaffRecord(NOWHERE, name=name_of(one.person), phone=one.person.phone, live=one)
        for one in live.staff
        if one.pk not in taken
    ]


def match_students(base: Base, live: Live, report: Report) -> None:
    """The same for students."""
    cards = {one.pk: one for one in live.students}
    class_of = {group.pk: key for key, group in live.classes.items()}
    classes = {pk: class_of.get(rows[-1].class_group_id, "") for pk, rows in live.memberships.items()}
    known = []
    for one in live.students:
        key = classes.get(one.pk) or _promoted(live.elsewhere.get(one.pk, []))
        signs = replace(signs_of(one.person), group=key, grade=_grade(key), file_number=search_key(one.file_number))
        known.append(Card(one.pk, signs, shown(one.person, key.upper(), one.file_number)))
    rows = []
    for record in base.students:
        number = str(record.card.get("file_number") or "")
        key = class_key(record.class_text)
        signs = replace(signs_of(record), group=key, grade=_grade(key), file_number=search_key(number))
        rows.append(Row(record, signs, shown(record, record.class_text, number)))
    for record, pk in zip(base.students, who_is_who("students", rows, known, STUDENTS, report), strict=True):
        record.live = cards.get(pk)
        note_renamed(record, record.live, report)
    taken = {record.live.pk for record in base.students if record.live}
    base.students += [
        StudentRecord(
            NOWHERE,
            name=name_of(one.person),
            birth_date=one.person.birth_date,
            class_text=classes.get(one.pk, ""),
            class_key=classes.get(one.pk, ""),
            live=one,
        )
        for one in live.students
        if one.pk not in taken
    ]


def signs_of(one: PersonRecord | Person) -> Signs:
    """The signs that a row of the file and a person of the base have alike."""
    name = one.name if isinstance(one, PersonRecord) else name_of(one)
    surname, first, patronymic = map(search_key, (name.surname, name.name, name.patronymic))
    return Signs(surname, first, patronymic, one.birth_date, snils=one.snils, phone=one.phone)


def _of_staff(one: PersonRecord | Person, position: str) -> Signs:
    return replace(signs_of(one), position=search_key(position))


def shown(one: PersonRecord | Person, *facts: str) -> str:
    """«Орлова Анна Петровна, 03.04.1980, учитель математики»: what a question shows of a card."""
    name = one.name if isinstance(one, PersonRecord) else name_of(one)
    born = f"{one.birth_date:%d.%m.%Y}" if one.birth_date else "без даты рождения"
    return ", ".join([name.text, born, *(fact for fact in facts if fact)])


def _promoted(stays: Sequence[Membership]) -> str:
    """The class that whoever is in a class of another year comes into in the year of the file, if nothing happens."""
    group = stays[-1].class_group if stays else None
    return class_key(f"{group.grade + 1}{group.letter}") if group and group.letter else ""


def _grade(key: str) -> int:
    return found.grade if (found := parse_class(key)) else 0


# ── who is who ────────────────────────────────────────────────────────


def who_is_who(kind: str, rows: Sequence[Row], known: Sequence[Card], bounds: Bounds, report: Report) -> list[int]:
    """Return for each row the number of its card, 0 for a new one; what is doubtful is answered or asked."""
    found = recognise([row.signs for row in rows], [card.signs for card in known], bounds)
    # An answer is to what a question has shown: two rows of one name and class are two.
    names = apart([[row.shown, f"{row.shown}, строка {row.record.place.row}"] for row in rows])
    rows = [row._replace(shown=name) for row, name in zip(rows, names, strict=True)]
    result: list[int] = []
    taken = {one.known for one in found if one.known is not None}
    for row, one in zip(rows, found, strict=True):
        if one.verdict is Verdict.ASK:
            likely = _told_apart([known[number] for number in one.likely if number not in taken])
            pk = _asked(kind, row, likely, report)
            taken |= {number for number in one.likely if known[number].pk == pk}
        else:
            pk = known[one.known].pk if one.known is not None else 0
        result.append(pk)
    return result


def _told_apart(cards: Sequence[Card]) -> list[Card]:
    names = apart([[card.shown, f"{card.shown}, карточка № {card.pk}"] for card in cards])
    return [card._replace(shown=name) for card, name in zip(cards, names, strict=True)]


def _asked(kind: str, row: Row, likely: Sequence[Card], report: Report) -> int:
    """Return the card that the operator has said a row is, 0 for none; ask where nothing is said yet."""
    if not likely:
        return 0
    cause = f"who_is_it|{kind}|{_why(row.signs, likely)}"
    answer = report.settled(cause, row.shown)
    by_answer = {f"{SAME}:{card.pk}": card.pk for card in likely} | {SAME: likely[0].pk, OTHER: 0}
    if answer in by_answer:
        return by_answer[answer]
    same = (
        [Remedy("Это он(а)", "cause", SAME)]
        if len(likely) == 1
        else [Remedy(f"Это {card.shown}", "cause", f"{SAME}:{card.pk}") for card in likely]
    )
    report.add(
        row.record.place,
        WHOLE_ROW,
        "who_is_it",
        f"В файле: {row.shown}. В базе: {'; '.join(card.shown for card in likely)}. Это один и тот же человек?",
        value=row.shown,
        choices=[*same, Remedy("Другой человек", "cause", OTHER), SKIP],
        cause=cause,
        question="Люди в файле похожи на карточки базы, но сведения расходятся. Это они?",
    )
    return 0


def _why(signs: Signs, likely: Sequence[Card]) -> str:
    """What makes it doubtful: those of one kind are answered together."""
    if len(likely) > 1:
        return "several"
    other = likely[0].signs
    if signs.name != other.name and not nearly(signs.name, other.name):
        return "name"
    if signs.surname != other.surname:
        return "surname"
    return "no birth date" if None in {signs.birth_date, other.birth_date} else "birth date"


def note_renamed(record: PersonRecord, card: Student | Staff | Guardian | None, report: Report) -> None:
    """Say whose name changes: the card is the person's, by other signs."""
    if card is None or same_name(record, card.person):
        return
    parts = ("surname", "name", "patronymic")
    pairs = [(getattr(record.name, part), getattr(card.person, part)) for part in parts]
    if any(new and old and search_key(new) != search_key(old) for new, old in pairs):
        report.warn(
            record.place,
            WHOLE_ROW,
            "renamed",
            f"{card.person.full_name} теперь {record.name.text}: остальные сведения те же, имя в карточке меняется.",
            value=record.name.text,
        )


def name_of(person: Person) -> FullName:
    """The name of a live person."""
    return FullName(person.surname, person.name, person.patronymic)


def same_name(record: PersonRecord, person: Person) -> bool:
    """Whether the names are one, ё and е alike."""
    return record.name.key == search_key(f"{person.surname} {person.name} {person.patronymic}")
