"""Load, curriculum, rooms, bells, periods and the week, each in several layouts."""

from random import Random
from typing import Any

from tests.dialects.people import worker_name
from tests.dialects.sheets import Page, Row, numbered, surrounded
from tests.dialects.style import Style, named
from tests.dialects.truth import Duty, Truth

DAYS = ["Понедельник", "Вторник", "Среда", "Четверг", "Пятница", "Суббота"]
SHORT_DAYS = ["ПН", "ВТ", "СР", "ЧТ", "ПТ", "СБ"]
SHORTS = {
    "Русский язык": "Рус. яз.",
    "Литература": "Лит-ра",
    "Литературное чтение": "Лит. чт.",
    "Физическая культура": "Физ-ра",
    "Иностранный язык (английский)": "Англ. яз.",
    "Изобразительное искусство": "ИЗО",
    "Окружающий мир": "Окр. мир",
    "Вероятность и статистика": "Вер. и стат.",
    "Информатика": "Инф-ка",
    "Обществознание": "Общ-е",
    "География": "Геогр.",
    "Труд (технология)": "Труд",
}


def load(truth: Truth, chance: Random) -> list[Page]:
    """Rows, or the name of a teacher once over his rows, or teachers × classes."""
    style = Style.draw(chance)
    short = chance.random() < 0.3
    header = [
        named(chance, "Учитель", "Педагог", "ФИО учителя", "Преподаватель"),
        named(chance, "Предмет", "Дисциплина", "Учебный предмет"),
        named(chance, "Класс", "Кл."),
        named(chance, "Часов в неделю", "Ч/нед", "Часы", "Кол-во часов", "Нагрузка, ч"),
        named(chance, "Подгруппа", "Группа", "Гр."),
    ]
    # Where a class is divided, the part has a column of its own, or stands behind the subject.
    inline = chance.random() < 0.4
    width = 5 if not inline and any(duty.part for duty in truth.duties) else 4
    order = list(range(width))
    chance.shuffle(order)
    once = chance.random() < 0.4
    rows: list[Row] = []
    before = -1
    for duty in sorted(truth.duties, key=lambda one: (one.worker, one.subject, one.group, one.part)):
        name = "" if once and duty.worker == before else style.text(worker_name(truth.workers[duty.worker], short))
        before = duty.worker
        subject = f"{duty.subject} ({duty.part})" if inline and duty.part else duty.subject
        cells = [name, style.text(subject), style.klass(duty.group), duty.hours, duty.part]
        rows.append([cells[place] for place in (range(width) if once else order)])
    head = [header[place] for place in (range(width) if once else order)]
    made = [head, *rows] if once else numbered(chance, head, rows)
    around, _ = surrounded(chance, "load", made)
    return [Page(chance.choice(["Нагрузка", "Тарификация", "Лист1"]), "load", around, frozenset({"duty"}))]


def timetable(truth: Truth, chance: Random) -> list[Page]:
    """Rows, or days × classes with a cell of a lesson; abbreviated names have a sheet that explains them."""
    return _wide(truth, chance) if chance.random() < 0.6 else _rows(truth, chance)


def _rows(truth: Truth, chance: Random) -> list[Page]:
    style = Style.draw(chance)
    days = chance.choice([DAYS, SHORT_DAYS])
    header = [
        named(chance, "Класс"),
        named(chance, "День", "День недели"),
        named(chance, "№ урока", "Урок", "Номер урока"),
        named(chance, "Предмет", "Дисциплина"),
        named(chance, "Учитель", "Педагог"),
        named(chance, "Кабинет", "Каб.", "Аудитория"),
        named(chance, "Подгруппа", "Гр."),
    ]
    rows: list[Row] = []
    for hour in sorted(truth.hours, key=lambda one: (truth.duties[one.duty].group, one.weekday, one.number)):
        duty = truth.duties[hour.duty]
        teacher = truth.workers[duty.worker].human.short
        rows.append(
            [
                style.klass(duty.group),
                days[hour.weekday - 1],
                hour.number,
                style.text(duty.subject),
                style.text(teacher),
                duty.room,
            ]
        )
    around, _ = surrounded(chance, "timetable", [header, *rows], total=False)
    return [Page("Расписание", "timetable", around, frozenset({"hour"}))]


def _wide(truth: Truth, chance: Random) -> list[Page]:
    style = Style.draw(chance)
    short = chance.random() < 0.5
    glue = chance.choice(["\n", ", ", " / ", " "])
    with_room, with_teacher = chance.random() < 0.7, chance.random() < 0.8
    days = chance.choice([DAYS, SHORT_DAYS, [one.upper() for one in DAYS]])
    last = max(hour.number for hour in truth.hours)
    at: dict[tuple[str, int, int], list[Duty]] = {}
    for hour in truth.hours:
        at.setdefault((truth.duties[hour.duty].group, hour.weekday, hour.number), []).append(truth.duties[hour.duty])
    rows: list[Row] = [
        [chance.choice(["День", "День недели"]), chance.choice(["Урок", "№"]), *map(style.klass, truth.groups)]
    ]
    for weekday in range(1, 1 + max(hour.weekday for hour in truth.hours)):
        for number in range(1, last + 1):
            row: Row = [days[weekday - 1] if number == 1 else "", number]
            for group in truth.groups:
                lessons = []
                for duty in at.get((group, weekday, number), []):
                    subject = SHORTS.get(duty.subject, duty.subject) if short else duty.subject
                    parts = [f"{subject} ({duty.part})" if duty.part else subject]
                    parts += [truth.workers[duty.worker].human.short] * with_teacher
                    parts += [f"каб. {duty.room}"] * (with_room and bool(duty.room))
                    lessons.append(glue.join(parts))
                row.append(style.text("\n".join(lessons)))
            rows.append(row)
    around, _ = surrounded(chance, "timetable", rows, total=False)
    shows = {"hour"} | ({"teacher"} if with_teacher else set()) | ({"room"} if with_room else set())
    pages = [Page("Расписание", "timetable", around, frozenset(shows))]
    if short:
        used = sorted({duty.subject for duty in truth.duties if duty.subject in SHORTS})
        pages.append(Page("Сокращения", "", [["Сокращение", "Предмет"], *([SHORTS[one], one] for one in used)]))
    return pages


def curriculum(truth: Truth, chance: Random) -> list[Page]:
    """Subjects × classes."""
    style = Style.draw(chance)
    nothing = chance.choice(["", "–", "-", 0])
    subjects = sorted({duty.subject for duty in truth.duties})
    hours: dict[tuple[str, str], int] = {}
    for duty in truth.duties:
        hours[duty.subject, duty.group] = duty.hours  # a divided class has the hours once
    rows: list[Row] = [
        [named(chance, "Предмет", "Учебные предметы", "Учебный предмет"), *map(style.klass, truth.groups)]
    ]
    rows += [[subject, *(hours.get((subject, group), nothing) for group in truth.groups)] for subject in subjects]
    around, _ = surrounded(chance, "curriculum", rows, total=False)
    return [Page("Учебный план", "curriculum", around, frozenset({"hours"}))]


def rooms(truth: Truth, chance: Random) -> list[Page]:
    """Rooms with how many they take."""
    header = [
        named(chance, "Кабинет", "№ кабинета", "Номер"),
        named(chance, "Наименование", "Название"),
        named(chance, "Вместимость", "Мест"),
    ]
    rows: list[Row] = [[room, f"Кабинет № {room}", 30] for room in truth.rooms]
    around, _ = surrounded(chance, "rooms", [header, *rows])
    return [Page("Кабинеты", "rooms", around, frozenset({"room"}))]


def bells(truth: Truth, chance: Random) -> list[Page]:
    """Begin and end in two columns or in one."""
    style = Style.draw(chance)
    rows: list[Row]
    if chance.random() < 0.5:
        rows = [["Урок", named(chance, "Начало", "Начало урока"), named(chance, "Конец", "Окончание")]]
        rows += [[number, style.hour(begin), style.hour(end)] for number, (begin, end) in enumerate(truth.bells, 1)]
    else:
        dash = chance.choice([" - ", "-", " – ", "–"])
        word = chance.choice(["{}", "{} урок"])
        rows = [["Урок", "Время"]]
        rows += [
            [word.format(number), f"{begin:%H:%M}{dash}{end:%H:%M}"]
            for number, (begin, end) in enumerate(truth.bells, 1)
        ]
    around, _ = surrounded(chance, "bells", rows, total=False)
    return [Page("Звонки", "bells", around, frozenset({"bell"}))]


def periods(truth: Truth, chance: Random) -> list[Page]:
    """Quarters and vacations as rows, or as lines of text."""
    style = Style.draw(chance)
    if chance.random() < 0.2:
        rows: list[Row] = [["Учебные четверти"]]
        rows += [[f"{one.name} {one.starts_on:%d.%m.%Y} – {one.ends_on:%d.%m.%Y}"] for one in truth.quarters]
        rows += [
            ["Каникулы"],
            *([f"{one.name}: с {one.starts_on:%d.%m.%Y} по {one.ends_on:%d.%m.%Y}"] for one in truth.vacations),
        ]
        return [Page("График", "periods", rows, frozenset({"span"}))]
    rows = [["Период", named(chance, "Начало", "с", "Дата начала"), named(chance, "Окончание", "по", "Конец")]]
    rows += [
        [one.name, style.day(one.starts_on), style.day(one.ends_on)] for one in (*truth.quarters, *truth.vacations)
    ]
    around, _ = surrounded(chance, "periods", rows, total=False)
    return [Page(chance.choice(["Периоды", "График"]), "periods", around, frozenset({"span"}))]


def card(truth: Truth, chance: Random) -> list[Page]:
    """The school's card with its classes."""
    style = Style.draw(chance)
    rows: list[Row] = [
        ["Полное наименование", "Муниципальная школа № 5 города Тестова"],
        ["Краткое наименование", "Школа № 5"],
    ]
    rows += [["Город", "Тестов"], ["Учебный год", "2026/2027"]]
    tutors: dict[str, Any] = {one.tutor_of: one for one in truth.workers if one.tutor_of}
    classes: list[Row] = [["Класс", "Смена", "Классный руководитель"]]
    classes += [[style.klass(one), 1, tutors[one].human.full if one in tutors else ""] for one in truth.groups]
    if chance.random() < 0.5:
        return [Page("Школа", "card", [*rows, [], *classes], frozenset({"group"}))]
    return [Page("Школа", "card", rows), Page("Классы", "classes", classes, frozenset({"group"}))]
