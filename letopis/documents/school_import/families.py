"""Rows of guardians → people: which rows are of one person, and which of the base's cards that is."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from letopis.documents.school_import.likeness import GUARDIANS, Signs
from letopis.documents.school_import.live import Live
from letopis.documents.school_import.matching import (
    OTHER,
    SAME,
    Card,
    Row,
    name_of,
    note_renamed,
    shown,
    signs_of,
    who_is_who,
)
from letopis.documents.school_import.records import Base, GuardianRecord
from letopis.documents.sheets.problems import SKIP, WHOLE_ROW, Remedy, Report
from letopis.documents.sheets.values import FullName
from letopis.kernel.text import search_key
from letopis.school.people.namesakes import full_names

# A surname and a patronymic without the endings that tell a brother's from a sister's.
_ENDINGS = ("ая", "ий", "ый", "ой", "а", "я")
_STEM = 3


def match_guardians(base: Base, live: Live, report: Report) -> None:
    """Settle which rows are of one guardian and who of the base it is; doubts are questions."""
    rows = [one for one in base.guardians if one.student is not None and _is_in(one, report)]
    groups = _grouped(rows, _guardians_of(live), report)
    cards = {one.pk: one for one in live.guardians}
    known = _known(live)
    asked = [Row(group[0], _signs(group), shown(group[0], group[0].phone, _children(group))) for group in groups]
    for group, pk in zip(groups, who_is_who("guardians", asked, known, GUARDIANS, report), strict=True):
        for record in group:
            record.first, record.live = group[0], cards.get(pk)
        note_renamed(group[0], cards.get(pk), report)
        if report.is_spoiled(group[0].place) and not group[0].in_student_row:
            for record in group[1:]:
                report.spoil(record.place)


def _is_in(record: GuardianRecord, report: Report) -> bool:
    return record.in_student_row or not report.is_spoiled(record.place)


def _children(group: Sequence[GuardianRecord]) -> str:
    return "дети: " + ", ".join(one.student.name.text for one in group if one.student)


# ── rows of one person ────────────────────────────────────────────────


def _guardians_of(live: Live) -> dict[tuple[int, str], int]:
    """Return which guardian of the base a student has under a name: what was answered once is there."""
    names = {one.pk: name_of(one.person).key for one in live.guardians}
    links = (*live.ended_guardianships.values(), *live.guardianships)
    return {(link.student_id, names[link.guardian_id]): link.guardian_id for link in links}


def _grouped(
    rows: Iterable[GuardianRecord], held: Mapping[tuple[int, str], int], report: Report
) -> list[list[GuardianRecord]]:
    """Put together the rows of one person: of one name, with a telephone, a СНИЛС, a child or a family in common.

    `held`: the base's guardian by student and name, which settles rows of children whom the base has.
    """
    known = {id(one): held.get((one.student.live.pk, one.name.key)) for one in rows if one.student and one.student.live}
    by_name: dict[str, list[list[GuardianRecord]]] = defaultdict(list)
    for record in rows:
        groups = by_name[record.name.key]
        card = known.get(id(record))
        own = next((group for group in groups if card and card in {known.get(id(other)) for other in group}), None)
        others = [group for group in groups if not card or all(known.get(id(other)) is None for other in group)]
        own = own or next((group for group in others if any(_is_one(record, other) for other in group)), None)
        if own is None and others and not _is_apart(record, others):
            own = others[0] if _asked_one(record, others[0][0], report) else None
        if own is None:
            groups.append([record])
        else:
            own.append(record)
    return [group for groups in by_name.values() for group in groups]


def _is_one(one: GuardianRecord, other: GuardianRecord) -> bool:
    if one.student is None or other.student is None:
        return False
    if one.snils and other.snils:
        return one.snils == other.snils
    if one.student is other.student or (one.phone and one.phone == other.phone):
        return True
    return _family(one.student.name) == _family(other.student.name) and bool(one.student.name.patronymic)


def _is_apart(record: GuardianRecord, groups: Sequence[Sequence[GuardianRecord]]) -> bool:
    """Whether everybody of the name has another telephone, СНИЛС or birth date."""
    return all(
        any(
            mine and its and mine != its
            for mine, its in (
                (record.phone, other.phone),
                (record.snils, other.snils),
                (record.birth_date, other.birth_date),
            )
        )
        for group in groups
        for other in group
    )


def _asked_one(record: GuardianRecord, other: GuardianRecord, report: Report) -> bool:
    """Whether the operator says that rows of one name are of one person; asked where nothing is said."""
    value = shown(record, record.phone, _children([other, record]))
    answer = report.settled("one_guardian", value)
    if answer in {SAME, OTHER}:
        return answer == SAME
    report.add(
        record.place,
        WHOLE_ROW,
        "one_guardian",
        f"{record.name.text} есть и в строке {other.place.row}, у другого ребёнка, а телефона, чтобы сверить, нет. "
        "Это один человек?",
        level="warning" if record.in_student_row else "error",
        value=value,
        choices=[Remedy("Это один человек", "cause", SAME), Remedy("Разные люди", "cause", OTHER), SKIP],
        cause="one_guardian",
        question="Представители с одинаковыми ФИО без телефона у разных детей: это один человек?",
    )
    return False


def _family(name: FullName) -> tuple[str, str]:
    """What brothers and sisters share: the surname and the father's name, without endings."""
    surname, patronymic = search_key(name.surname), search_key(name.patronymic)
    ending = next((one for one in _ENDINGS if surname.endswith(one)), "")
    if " " in patronymic:  # «Натиг оглы», «Натиг кызы»
        return surname.removesuffix(ending), patronymic.split()[0]
    return surname.removesuffix(ending), patronymic[: max(_STEM, len(patronymic) - _STEM)].rstrip("иоеы")


# ── cards of the base ─────────────────────────────────────────────────


def _signs(group: Sequence[GuardianRecord]) -> Signs:
    first = group[0]
    children = [one.student for one in group if one.student]
    return replace(
        signs_of(first),
        phone=next((one.phone for one in group if one.phone), ""),
        kin=frozenset(one.live.pk for one in children if one.live),
        family=frozenset(_family(one.name) for one in children if one.name.patronymic),
    )


def _known(live: Live) -> list[Card]:
    """The guardians of the base; those whose links have all ended are known by them, too."""
    people = {one.pk: one.person for one in live.students}
    children: dict[int, set[int]] = defaultdict(set)
    for link in (*live.guardianships, *live.ended_guardianships.values()):
        children[link.guardian_id].add(link.student_id)
    known = []
    for one in live.guardians:
        own = [people[pk] for pk in sorted(children[one.pk]) if pk in people]
        signs = replace(
            signs_of(one.person),
            kin=frozenset(children[one.pk]),
            family=frozenset(_family(name_of(child)) for child in own if child.patronymic),
        )
        names = "дети: " + ", ".join(one.name for one in full_names([child.named for child in own])) if own else ""
        known.append(Card(one.pk, signs, shown(one.person, one.person.phone, names)))
    return known
