"""Subjects under one name, teachers found, hours of the load against the curriculum and the timetable."""

import re
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from letopis.documents.school_import.checking.classes import MANY
from letopis.documents.school_import.live import Live
from letopis.documents.school_import.people_index import PeopleIndex
from letopis.documents.school_import.records import NOWHERE, Base, LoadRecord, StaffRecord
from letopis.documents.school_import.subjects import Subjects
from letopis.documents.sheets.problems import SKIP, CellPlace, Remedy, Report
from letopis.documents.sheets.values import class_key
from letopis.kernel.text import search_key
from letopis.school.organisation.words import phrase


def settle_subjects(base: Base, live: Live, report: Report) -> None:
    """Write subjects of the load as the curriculum does: «ИЗО» and «Изобразительное искусство» are one."""
    subjects = Subjects(
        [*(row.subject for row in base.curriculum), *(one.name for one in live.subjects.values())], base.shorts
    )
    for row in base.curriculum:
        row.subject = subjects.names[search_key(row.subject)]
    by_class: dict[str, list[str]] = defaultdict(list)
    for row in base.curriculum:
        by_class[row.class_key].append(row.subject)
    for load in base.load:
        load.subject = subjects.find(load.subject, by_class.get(load.class_key)) or load.subject


def find_teacher(
    text: str, index: PeopleIndex[StaffRecord], report: Report, likely: Iterable[StaffRecord | None] = ()
) -> list[StaffRecord]:
    """Whom a teacher's name may mean; of several, those that the load names for this very page."""
    found = index.find_right(text, lambda one: report.is_spoiled(one.place))
    return [one for one in found if one in list(likely)] or found if len(found) > 1 else found


def settle_load(base: Base, live: Live, report: Report) -> None:
    """Find the teacher of each row and compare the hours."""
    index = PeopleIndex(base.staff)
    rows = [row for row in base.load if row.place is not NOWHERE]
    if rows and not base.staff:
        report.add(
            CellPlace(rows[0].place.file, rows[0].place.sheet, 0),
            base.label("load", rows[0], "teacher"),
            "no_staff",
            phrase(
                "Списка сотрудников нет ни в файле, ни в базе: в нагрузке ({rows} строк) {teacher.gens} не найти. "
                "Добавьте лист «Сотрудники».",
                rows=len(rows),
            ),
        )
        for row in rows:
            report.spoil(row.place)
        return
    vacant = [row for row in rows if not row.teacher]
    for row in rows:
        if row.teacher:
            row.staff = _teacher_of(base, row, index, report)
    if vacant:
        report.warn(
            vacant[0].at("teacher"),
            base.label("load", vacant[0], "teacher"),
            "vacancy",
            phrase(
                "{Teacher.nom} не указан: {rows}. Страница журнала будет без {teacher.gen}, назначьте его позже.",
                rows=_listed(vacant),
            ),
            rows=[row.place.row for row in vacant],
        )
    _check_load_twice(base, rows, report)
    _check_hours(base, live, rows, report)


def _listed(rows: list[LoadRecord]) -> str:
    names = [f"{row.class_text} {row.subject}" for row in rows[:6]]
    return ", ".join(names) + ("…" if len(rows) > 6 else "")


def _teacher_of(base: Base, row: LoadRecord, index: PeopleIndex[StaffRecord], report: Report) -> StaffRecord | None:
    text = row.teacher
    found = find_teacher(text, index, report)
    if len(found) > 1:
        # Two of the same initials: the one whose card names the subject, or who leads the class.
        found = [one for one in found if _teaches(one, row.subject)] or found
        found = [one for one in found if row.class_key in _led_by(one)] or found if len(found) > 1 else found
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(index.shown[one] for one in found)
        message = f"Сотрудников «{text}» в списке несколько: {names}. Выберите, кто это, или напишите имя полностью."
        options = found
    else:
        near = index.like(text)
        options = [near] if near else _in_timetable(base, row, index)
        names = ", ".join(sorted(index.shown[one] for one in options))
        hint = f" {'Похоже на:' if near else 'В расписании этот предмет ведёт'} {names}." if names else ""
        message = phrase(
            "{Teacher.gen} «{text}» нет в списке сотрудников.{hint} Исправьте имя или добавьте сотрудника.",
            text=text,
            hint=hint,
        )
    report.add(
        row.at("teacher"),
        base.label("load", row, "teacher"),
        "load_unknown_teacher" if not found else "load_ambiguous_teacher",
        message,
        value=text,
        choices=[*(Remedy(index.shown[one], "value", index.shown[one]) for one in options), SKIP],
        may_type=True,
    )
    return None


def _teaches(worker: StaffRecord, subject: str) -> bool:
    words = search_key(f"{worker.card.get('subjects', '')} {worker.position}")
    return search_key(subject)[:7] in words


def _led_by(worker: StaffRecord) -> set[str]:
    return {class_key(text) for text in re.split(r"[,;]", worker.tutor_class) if text.strip()}


def _in_timetable(base: Base, row: LoadRecord, index: PeopleIndex[StaffRecord]) -> list[StaffRecord]:
    """Who gives the lessons of a row of the load by the timetable."""
    names = {
        one.teacher
        for one in base.timetable
        if one.class_key == row.class_key
        and search_key(one.subject) == search_key(row.subject)
        and one.teacher
        and (not row.subgroup or one.subgroup == row.subgroup)
    }
    people = {id(found[0]): found[0] for name in names if len(found := index.find(name)) == 1}
    return sorted(people.values(), key=lambda one: index.shown[one])


def _check_load_twice(base: Base, rows: list[LoadRecord], report: Report) -> None:
    """The same teacher, class, subject and subgroup in two rows, beyond the hours of the curriculum or not."""
    seen: dict[tuple[object, ...], LoadRecord] = {}
    for row in rows:
        key = (*row.course_key, id(row.staff), row.teacher)
        if row.class_key and key in seen and row.hours == seen[key].hours:
            report.add(
                row.place,
                "вся строка",
                "duplicate_load",
                phrase(
                    "Повтор строки {row}: тот же {teacher.nom}, предмет, {group.nom} и подгруппа. "
                    "Удалите одну из строк.",
                    row=seen[key].place.row,
                ),
                value=f"{row.teacher}, {row.subject}, {row.class_text}",
                choices=[SKIP],
            )
        seen.setdefault(key, row)


# ── hours ─────────────────────────────────────────────────────────────


def _check_hours(base: Base, live: Live, rows: list[LoadRecord], report: Report) -> None:
    planned = _planned(base, live)
    if not planned:
        return
    held = _held(base)
    courses: dict[tuple[str, str], dict[str, list[LoadRecord]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        if row.class_key and row.place.row_key not in report.answers.skip and not _is_double(row, report):
            courses[row.class_key, search_key(row.subject)][row.subgroup].append(row)
    extra: list[LoadRecord] = []
    for key, by_subgroup in courses.items():
        if key not in planned:
            extra += [row for group in by_subgroup.values() for row in group]
            continue
        whole = by_subgroup.get("", [])
        for name, group in by_subgroup.items():
            if name == "" and len(by_subgroup) > 1:
                continue
            _compare(base, group if name else whole, whole if name else [], planned[key], held, report)
    _note_extra(base, extra, report)
    _note_untaught(base, planned, courses, report)


def _is_double(row: LoadRecord, report: Report) -> bool:
    return any(p.code == "duplicate_load" and p.place.row_key == row.place.row_key for p in report.problems)


def _planned(base: Base, live: Live) -> dict[tuple[str, str], Decimal]:
    """Hours of the curriculum by class and subject; the file's, else the base's."""
    planned: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for row in base.curriculum:
        planned[row.class_key, search_key(row.subject)] += row.hours
    if not planned:
        keys = {group.pk: key for key, group in live.classes.items()}
        for one in live.curriculum:
            planned[keys.get(one.class_group_id, ""), one.subject.search_key] += one.hours_per_week
    return dict(planned)


def _held(base: Base) -> dict[tuple[str, str, str], Decimal]:
    """Lessons a week of each page in the timetable."""
    held: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    for slot in base.timetable:
        held[slot.course_key] += slot.per_week
    return held


def _compare(  # noqa: PLR0917
    base: Base,
    rows: list[LoadRecord],
    whole: list[LoadRecord],
    planned: Decimal,
    held: dict[tuple[str, str, str], Decimal],
    report: Report,
) -> None:
    """Hours of one subgroup (with those of the whole class) against the curriculum."""
    if any(row.hours is None for row in [*rows, *whole]):
        return
    total = sum((row.hours or Decimal(0) for row in [*rows, *whole]), Decimal(0))
    if total == planned or not rows:
        return
    row = rows[-1]
    lessons = held.get(row.course_key)
    right = planned - (total - (row.hours or 0))
    seen = f", в расписании {_plain(lessons)}" if lessons else ""
    report.add(
        row.at("hours"),
        base.label("load", row, "hours"),
        "load_hours_mismatch",
        f"{row.class_text} {row.subject}{f', {row.subgroup}' if row.subgroup else ''}: в нагрузке "
        f"{_plain(total)} ч в неделю, "
        f"по учебному плану {_plain(planned)}{seen}. Исправьте часы.",
        value=_plain(row.hours or Decimal(0)),
        choices=[
            *([Remedy(f"Загрузить {_plain(right)}, как в учебном плане", "value", _plain(right))] if right > 0 else []),
            Remedy(f"Загрузить {_plain(row.hours or Decimal(0))}, как в файле", "accept"),
            SKIP,
        ],
        may_type=True,
    )


def _plain(number: Decimal) -> str:
    return format(number.normalize(), "f").replace(".", ",")


def _note_extra(base: Base, extra: list[LoadRecord], report: Report) -> None:
    by_subject: dict[str, list[LoadRecord]] = defaultdict(list)
    for row in extra:
        if not report.is_spoiled(row.place):
            by_subject[row.subject].append(row)
    for subject, rows in by_subject.items():
        report.warn(
            rows[0].at("subject"),
            base.label("load", rows[0], "subject"),
            "not_in_curriculum",
            f"Предмета «{subject}» нет в учебном плане: {', '.join(sorted({row.class_text for row in rows}))}. "
            "Проверьте название или дополните план.",
            value=subject,
            rows=[row.place.row for row in rows],
        )


def _note_untaught(
    base: Base,
    planned: dict[tuple[str, str], Decimal],
    courses: dict[tuple[str, str], dict[str, list[LoadRecord]]],
    report: Report,
) -> None:
    if not base.has("load") or not base.has("curriculum"):
        return
    missing = [
        row
        for row in base.curriculum
        if (row.class_key, search_key(row.subject)) not in courses and not report.is_spoiled(row.place)
    ]
    for row in missing if len(missing) < MANY else missing[:1]:
        others = f" и ещё {len(missing) - 1}" if len(missing) >= MANY else ""
        report.warn(
            row.at("hours"),
            base.label("curriculum", row, "hours"),
            "not_in_load",
            f"{row.class_text} {row.subject}{others}: часы в учебном плане есть, в нагрузке нет. Дополните нагрузку.",
            rows=[one.place.row for one in missing] if others else (),
        )


def live_courses(base: Base, live: Live) -> list[LoadRecord]:
    """Pages of the base as rows of the load without a place, for files that bring a timetable alone."""
    keys = {group.pk: key for key, group in live.classes.items()}
    staff = {one.live.pk: one for one in base.staff if one.live}
    teachers = {row.course_id: row.staff_id for row in live.teachers}
    known = {row.course_key for row in base.load}
    found = []
    for course in live.courses:
        record = LoadRecord(
            NOWHERE,
            teacher="",
            subject=course.subject.name,
            class_text=keys.get(course.class_group_id, ""),
            class_key=keys.get(course.class_group_id, ""),
            subgroup=course.subgroup.name if course.subgroup else "",
            hours=course.hours_per_week,
            staff=staff.get(teachers.get(course.pk, 0)),
        )
        if record.course_key not in known:
            found.append(record)
    return found
