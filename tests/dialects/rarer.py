"""What was met by hand in other schools' files: lists on their side, two rows a person, names in English, loads whose
cells name subjects or teachers, several children in a cell, vacations beside terms, days off, weeks that alternate.

They take the place of plainer pages of the same dialect and are drawn apart, so that the other pages of a seed stay
what they are.
"""

from random import Random

from tests.dialects.kept import put
from tests.dialects.people import KIN, relatives_of
from tests.dialects.sheets import Page, Row
from tests.dialects.style import Style
from tests.dialects.teaching import DAYS, SHORT_DAYS
from tests.dialects.truth import HOLIDAYS, Relative, Truth, weeks_of


def rarely(truth: Truth, chance: Random, pages: list[Page]) -> list[Page]:
    """Return the pages with some as schools seldom keep them."""
    if chance.random() < 0.35:
        way = chance.choice([on_its_side, two_rows, in_english, phones_together, under_tutors])
        pages = put(pages, {"students", "guardians"}, way(truth, chance))
    elif chance.random() < 0.15:
        pages = put(pages, {"guardians"}, [_of_several_children(truth, chance)])
    if chance.random() < 0.15:
        pages = put(pages, {"staff"}, [_staff_on_its_side(truth, chance)])
    if chance.random() < 0.2:
        divided = any(duty.part for duty in truth.duties)
        pages = put(
            pages,
            {"load"},
            [_subjects_in_cells(truth) if divided or chance.random() < 0.5 else _teachers_in_cells(truth)],
        )
    if chance.random() < 0.25:
        pages = put(pages, {"periods"}, [chance.choice([_vacations_beside, _with_days_off])(truth, chance)])
    if chance.random() < 0.15:
        pages = put(pages, {"timetable"}, [chance.choice([_of_weeks, _said_below])(truth, chance)])
    return pages


# ── people ────────────────────────────────────────────────────────────


def on_its_side(truth: Truth, chance: Random) -> list[Page]:
    """A class a sheet, a child a column, parents in a list of their own."""
    style, pages = Style.draw(chance), []
    title = chance.random() < 0.5
    for group in truth.groups:
        children = truth.of_group(group)
        rows: list[Row] = [[f"Список {style.klass(group)}"]] if title else []
        rows += [
            ["ФИО", *(style.text(one.human.full) for one in children)],
            ["Дата рождения", *(style.day(one.human.birth_date) for one in children)],
            ["Пол", *(style.gender(one.human.sex) for one in children)],
            ["Класс", *(style.klass(group) for _ in children)],
        ]
        shows = frozenset({"name", "birth_date", "sex", "group"})
        pages.append(Page(f"Список {group}", "students", rows, shows))
    return [*pages, _parents(truth, style)]


def two_rows(truth: Truth, chance: Random) -> list[Page]:
    """Below a child those who answer for it, a row each, or the second half of its own cells."""
    style = Style.draw(chance)
    both = max(len(relatives_of(truth, at)) for at in range(len(truth.children))) <= 2 and chance.random() < 0.5
    rows: list[Row] = [["№", "ФИО", "Дата рождения", "Класс"]]
    if not both:
        rows.append(["", "СНИЛС", "", "Пол"])
    for number, child in enumerate((one for group in truth.groups for one in truth.of_group(group)), 1):
        human = child.human
        rows.append([number, style.text(human.full), style.day(human.birth_date), style.klass(child.group)])
        if not both:
            rows.append(["", style.number(human.snils), "", style.gender(human.sex)])
            continue
        for one in relatives_of(truth, truth.children.index(child)):
            rows.append(
                ["", style.text(one.human.full), style.tel(one.human.phone), KIN.get(one.kinship, ["опекун"])[0]]
            )
    shows = frozenset({"name", "birth_date", "group", *([] if both else ["snils", "sex"])})
    page = Page("Ученики", "students", rows, shows)
    if not both:
        return [page, _parents(truth, style)]
    page.also, page.also_shows = "guardians", frozenset({"name", "phone"})
    return [page]


def in_english(truth: Truth, chance: Random) -> list[Page]:
    """Both lists with names in English."""
    style = Style.draw(chance)
    heads = [
        ["Last name", "First name", "Middle name", "Date of birth", "Class", "Gender"],
        ["LastName", "FirstName", "MiddleName", "BirthDate", "Grade", "Sex"],
        ["Surname", "Given name", "Patronymic", "DOB", "Class", "Gender"],
    ]
    rows: list[Row] = [list(chance.choice(heads))]
    for child in truth.children:
        one = child.human
        names = [style.text(part) for part in (one.surname, one.name, one.patronymic)]
        rows.append([*names, style.day(one.birth_date), style.klass(child.group), {"m": "M", "f": "F"}[one.sex]])
    parents: list[Row] = [["Student name", "Class", "Parent name", "Relationship", "Phone"]]
    for adult in truth.relatives:
        child = truth.children[adult.child]
        kin = {"mother": "mother", "father": "father"}.get(adult.kinship, "guardian")
        parents.append(
            [child.human.full, style.klass(child.group), adult.human.full, kin, style.tel(adult.human.phone)]
        )
    shows = frozenset({"name", "birth_date", "group", "sex"})
    return [
        Page("Students", "students", rows, shows),
        Page("Parents", "guardians", parents, frozenset({"name", "phone"})),
    ]


def phones_together(truth: Truth, chance: Random) -> list[Page]:
    """The parents beside the child, their telephones in one cell."""
    style = Style.draw(chance)
    if any(one.kinship not in {"mother", "father"} for one in truth.relatives):
        return on_its_side(truth, chance)
    rows: list[Row] = [["ФИО", "Дата рождения", "Класс", "Мать", "Отец", "Телефоны родителей"]]
    for group in truth.groups:
        for child in truth.of_group(group):
            own = {one.kinship: one.human for one in relatives_of(truth, truth.children.index(child))}
            said = [
                f"{KIN[kin][0]} 8{own[kin].phone[2:]}" for kin in ("mother", "father") if kin in own and own[kin].phone
            ]
            names = [own[kin].full if kin in own else "" for kin in ("mother", "father")]
            human = child.human
            rows.append(
                [style.text(human.full), style.day(human.birth_date), style.klass(group), *names, ", ".join(said)]
            )
    page = Page("Ученики", "students", rows, frozenset({"name", "birth_date", "group"}), also="guardians")
    page.also_shows = frozenset({"name", "phone"})
    return [page]


def under_tutors(truth: Truth, chance: Random) -> list[Page]:
    """One list under headings of classes that name who leads them."""
    style = Style.draw(chance)
    tutors = {one.tutor_of: one.human for one in truth.workers if one.tutor_of}
    form = chance.choice(["{} класс, классный руководитель {}", "{} (кл. рук. {})", "{} класс. Кл. руководитель: {}"])
    rows: list[Row] = [["№", "ФИО", "Дата рождения"]]
    for group in truth.groups:
        rows.append([form.format(group, tutors[group].full if group in tutors else "")])
        for number, child in enumerate(truth.of_group(group), 1):
            rows.append([number, style.text(child.human.full), style.day(child.human.birth_date)])
    shows = frozenset({"name", "birth_date", "group"})
    return [Page("Ученики", "students", rows, shows), _parents(truth, style)]


def _parents(truth: Truth, style: Style) -> Page:
    rows: list[Row] = [["ФИО ребёнка", "Класс", "ФИО родителя", "Степень родства", "Телефон"]]
    for one in truth.relatives:
        child, kin = truth.children[one.child], KIN.get(one.kinship, ["опекун"])[0]
        names = [child.human.full, style.klass(child.group), one.human.full]
        rows.append([*names, kin, style.tel(one.human.phone)])
    return Page("Родители", "guardians", rows, frozenset({"name", "phone"}))


def _of_several_children(truth: Truth, chance: Random) -> Page:
    """A parent once, all children in one cell."""
    style = Style.draw(chance)
    own: dict[object, list[Relative]] = {}
    for one in truth.relatives:
        own.setdefault(one.human, []).append(one)
    glue = chance.choice(["\n", ", ", "; "])
    rows: list[Row] = [["ФИО родителя", "Степень родства", "Телефон", "Дети"]]
    for adults in own.values():
        names = glue.join(f"{(child := truth.children[one.child]).human.full} ({child.group})" for one in adults)
        human = adults[0].human
        rows.append([human.full, KIN.get(adults[0].kinship, ["опекун"])[0], style.tel(human.phone), names])
    return Page("Родители", "guardians", rows, frozenset({"name", "phone"}))


def _staff_on_its_side(truth: Truth, chance: Random) -> Page:
    style = Style.draw(chance)
    rows: list[Row] = [
        ["ФИО", *(style.text(one.human.full) for one in truth.workers)],
        ["Должность", *(one.position for one in truth.workers)],
        ["Дата рождения", *(style.day(one.human.birth_date) for one in truth.workers)],
    ]
    return Page("Кадры", "staff", rows, frozenset({"name", "position", "birth_date"}))


# ── the load ──────────────────────────────────────────────────────────


def _subjects_in_cells(truth: Truth) -> Page:
    """Teachers × classes: «Алгебра 3, Геометрия 2»."""
    rows: list[Row] = [["№", "Ф.И.О. учителя", *truth.groups]]
    for number, worker in enumerate(sorted({duty.worker for duty in truth.duties}), 1):
        cells = []
        for group in truth.groups:
            own = [duty for duty in truth.duties if (duty.worker, duty.group) == (worker, group)]
            cells.append(", ".join(f"{one.subject}{f' ({one.part})' * bool(one.part)} {one.hours}" for one in own))
        rows.append([number, truth.workers[worker].human.full, *cells])
    return Page("Нагрузка", "load", rows, frozenset({"duty"}))


def _teachers_in_cells(truth: Truth) -> Page:
    """Subjects × classes: «Орлова А.И. – 3 ч.»."""
    rows: list[Row] = [["Предмет", *truth.groups]]
    for subject in sorted({duty.subject for duty in truth.duties}):
        cells = []
        for group in truth.groups:
            own = [duty for duty in truth.duties if (duty.subject, duty.group) == (subject, group)]
            cells.append("\n".join(f"{truth.workers[one.worker].human.short} – {one.hours} ч." for one in own))
        rows.append([subject, *cells])
    return Page("Тарификация", "load", rows, frozenset({"duty"}))


# ── the year and the week ─────────────────────────────────────────────


def _vacations_beside(truth: Truth, chance: Random) -> Page:
    """The vacation behind each quarter, in its row."""
    style = Style.draw(chance)
    rows: list[Row] = [
        ["Четверть", "Начало", "Окончание", "Недель", "Каникулы", ""],
        ["", "", "", "", "Начало", "Окончание"],
    ]
    for at, one in enumerate(truth.quarters):
        rest = truth.vacations[at : at + 1]
        days = [style.day(day) for vacation in rest for day in (vacation.starts_on, vacation.ends_on)]
        weeks = (one.ends_on - one.starts_on).days // 7 + 1
        rows.append([one.name, style.day(one.starts_on), style.day(one.ends_on), weeks, *(days or ["", ""])])
    page = Page("График", "periods", rows, frozenset({"span"}))
    page.merges = [(0, 4, 0, 5)]
    return page


def _with_days_off(truth: Truth, chance: Random) -> Page:
    """Days off among the periods, and the year itself, which is no day off."""
    style = Style.draw(chance)
    rows: list[Row] = [["Период", "Начало", "Окончание"]]
    rows += [
        [one.name, style.day(one.starts_on), style.day(one.ends_on)] for one in (*truth.quarters, *truth.vacations)
    ]
    rows += [[name, style.day(day), ""] for name, day in HOLIDAYS]
    if chance.random() < 0.5:
        rows.append(["Учебный год", style.day(truth.quarters[0].starts_on), style.day(truth.quarters[-1].ends_on)])
    return Page("График", "periods", rows, frozenset({"span", "day off"}))


def _of_weeks(truth: Truth, chance: Random) -> Page:
    """Some lessons in one week of two."""
    style, weeks = Style.draw(chance), weeks_of(truth)
    words = chance.choice([["", "нечётная", "чётная"], ["каждую", "1", "2"], ["", "числитель", "знаменатель"]])
    rows: list[Row] = [["Класс", "День", "№ урока", "Предмет", "Учитель", "Неделя"]]
    order = sorted(range(len(truth.hours)), key=lambda at: _place_of(truth, at))
    for at in order:
        hour, duty = truth.hours[at], truth.duties[truth.hours[at].duty]
        where = [style.klass(duty.group), SHORT_DAYS[hour.weekday - 1], hour.number]
        rows.append([*where, duty.subject, truth.workers[duty.worker].human.short, words[weeks[at]]])
    return Page("Расписание", "timetable", rows, frozenset({"hour", "week"}))


def _place_of(truth: Truth, at: int) -> tuple[str, int, int]:
    hour = truth.hours[at]
    return truth.duties[hour.duty].group, hour.weekday, hour.number


def _said_below(truth: Truth, chance: Random) -> Page:
    """A lesson a row, who gives it and where in the row below."""
    at: dict[tuple[str, int, int], list[int]] = {}
    for number, hour in enumerate(truth.hours):
        at.setdefault((truth.duties[hour.duty].group, hour.weekday, hour.number), []).append(number)
    rows: list[Row] = [["День", "№", *truth.groups]]
    for weekday in range(1, 1 + max(hour.weekday for hour in truth.hours)):
        for number in range(1, 1 + max(hour.number for hour in truth.hours)):
            duties = [
                [truth.duties[truth.hours[one].duty] for one in at.get((group, weekday, number), [])]
                for group in truth.groups
            ]
            said = ["\n".join(f"{one.subject}{f' ({one.part})' * bool(one.part)}" for one in own) for own in duties]
            who = ["\n".join(truth.workers[one.worker].human.short for one in own) for own in duties]
            rows += [[DAYS[weekday - 1] if number == 1 else "", number, *said], ["", "", *who]]
    return Page("Расписание", "timetable", rows, frozenset({"hour"}))
