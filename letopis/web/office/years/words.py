"""How the steps of a year's checklists are called, what is said of their state, which page has what is missing."""

from dataclasses import dataclass

from letopis.kernel.actor import Actor
from letopis.school.organisation.words import current, phrase, role_name
from letopis.school.years.queries import Line, Tick
from letopis.school.years.steps import Step
from letopis.web.shared.navigation import address_for
from letopis.web.shared.wording import capital, counted, number_text


@dataclass(frozen=True, slots=True)
class Words:
    """`total`: the forms of what is counted; `lacks`: what is said before the number of what is missing, of nothing
    `nothing`; `page` and `query`: where exactly what is missing is listed. `known`: what the program knows of a step
    that is ticked by hand. `is_of_before`: the page is that of the year before.
    """

    title: str
    total: str = ""
    lacks: str = ""
    nothing: str = ""
    page: str = ""
    query: str = ""
    known: str = ""
    is_of_before: bool = False


WORDS = {
    "calendar": Words(
        "Учебный год, периоды и каникулы",
        "период,периода,периодов",
        nothing="Укажите учебные периоды и каникулы.",
        page="office_calendar",
    ),
    "bells": Words(
        "Звонки", "звонок,звонка,звонков", nothing="Без звонков у {lesson.gens} нет времени.", page="office_bells"
    ),
    "rooms": Words("Кабинеты", "кабинет,кабинета,кабинетов", nothing="Кабинетов ещё нет.", page="office_rooms"),
    "staff": Words(
        "Работники",
        "работник,работника,работников",
        nothing="Работников ещё нет.",
        page="office_people",
        query="kind=staff",
    ),
    "classes": Words(
        "{Group.noms} и {tutor.noms}",
        "{group.counted}",
        "Без {tutor.gen}: ",
        "{Group.gens} этого года ещё нет.",
        "office_classes",
        "lacks=tutor",
    ),
    "promoted": Words("Перевод из прошлого года", "", "Ждут приказа: ", "", "office_year_promotion", is_of_before=True),
    "students": Words(
        "{Student.noms} в {group.pres}",
        "{student.counted}",
        nothing="В {group.pres} этого года ещё никого нет.",
        page="office_people",
        query="kind=students",
    ),
    "curriculum": Words(
        "Учебный план",
        "{group.counted}",
        "{Group.gens} без часов: ",
        "Часов ещё нет.",
        "office_curriculum",
        "lacks=hours",
    ),
    "load": Words(
        "Нагрузка",
        "строка,строки,строк",
        "Без {teacher.gen}: ",
        "Нагрузки ещё нет.",
        "office_load",
        "state=vacant",
    ),
    "plans": Words(
        "Планы (КТП)", "страница,страницы,страниц", "Без плана: ", "Нагрузки ещё нет.", "plans", "state=none"
    ),
    "subgroups": Words("Подгруппы", "подгруппа,подгруппы,подгрупп", "Пустых: ", "", "office_classes", "lacks=members"),
    "timetable": Words(
        "Расписание",
        "страница журнала,страницы журнала,страниц журнала",
        "Страниц журнала без {lesson.gens}: ",
        "Нагрузки ещё нет.",
        "office_load",
        "state=unplaced",
    ),
    "accounts": Words(
        "Учётные записи",
        "человек,человека,человек",
        "Не могут войти: ",
        "",
        "office_accounts",
        "state=due",
    ),
    "period_marks": Words(
        "Отметки за периоды и год выставлены",
        "страница журнала,страницы журнала,страниц журнала",
        "Без годовых отметок: ",
        "Страниц журнала с отметками ещё нет.",
        "journals",
    ),
    "filled": Words(
        "Журналы заполнены",
        "{lesson.counted}",
        "{Lesson.gens} без темы: ",
        "{Lesson.gens} в этом году ещё не было.",
        "journals",
        "lacks=topics",
    ),
    "checked": Words(
        "Журналы проверены",
        page="office_archive",
        known="Кто какой журнал проверил и принял, видно в «Архиве». Отметьте, когда замечания устранены.",
    ),
    "printed": Words(
        "Журналы напечатаны и прошиты",
        page="office_archive",
        known="Что напечатано и заверено, видно в «Архиве». Отметьте, когда всё прошито.",
    ),
    "copied": Words(
        "Архивная копия базы сделана", known="Копию делают вне программы. Отметьте и напишите, где она лежит."
    ),
    "next_year": Words(
        "Следующий год подготовлен",
        "{group.counted}",
        nothing="{Group.gens} следующего года ещё нет.",
        page="office_years",
    ),
    "promotion": Words("Перевод и выпуск", "{student.counted}", "Ждут приказа: ", "", "office_year_promotion"),
}


@dataclass(frozen=True, slots=True)
class ShownStep:
    """A line of the checklist's page. `state` of the state tag; `url` "" where the reader may not enter the page."""

    code: str
    title: str
    text: str
    who: str
    state: str
    label: str
    url: str
    verb: str
    by_hand: bool
    is_done: bool
    tick: Tick | None


def shown_step(line: Line, actor: Actor, *, year_id: int | None, before_id: int | None) -> ShownStep:
    """Return a step in the school's words, with the way to what is missing.

    `year_id`: the year that the pages led to are told, None where they know it by the switch; `before_id`: of the year
    before.
    """
    step, words = line.step, WORDS[line.step.code]
    of_year = before_id if words.is_of_before else year_id
    url = address_for(actor, words.page) if words.page else ""
    narrowed = words.query if step.missing or not words.lacks else ""
    asked = "&".join(filter(None, (narrowed, f"year={of_year}" if of_year else "")))
    return ShownStep(
        code=step.code,
        title=phrase(words.title),
        text=_text(step, words),
        who=role_name(step.who),
        state="ok" if step.is_done else "ahead" if step.by_hand else "open",
        label="Готово" if step.is_done else "Отметьте сами" if step.by_hand else "Не готово",
        url=f"{url}?{asked}" if url and asked else url,
        verb="Открыть" if step.is_done else "Перейти",
        by_hand=step.by_hand,
        is_done=step.is_done,
        tick=line.tick,
    )


def _text(step: Step, words: Words) -> str:
    if step.by_hand:
        return words.known
    told = [counted(step.total, _forms(words.total))] if words.total and step.total else []
    if step.missing and words.lacks:
        told.append(f"{phrase(words.lacks).lower()}{number_text(step.missing)}")
    if step.ahead:
        told.append(f"впереди: {number_text(step.ahead)}")
    text = "; ".join(told)
    return capital(text) if text else "" if step.is_done else phrase(words.nothing)


def _forms(total: str) -> str:
    """«урок,урока,уроков» of what is counted; of a word of the school's own, its forms."""
    nouns = {
        "{group.counted}": current().group,
        "{student.counted}": current().student,
        "{lesson.counted}": current().lesson,
    }
    return nouns[total].counted if total in nouns else total
