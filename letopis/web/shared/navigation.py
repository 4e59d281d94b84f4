"""Sections of the product by role: what the side list, the phone's bottom bar and the start page offer."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from django.urls import NoReverseMatch, resolve, reverse

from letopis.kernel.actor import Actor
from letopis.kernel.rights import Right
from letopis.school.organisation.words import phrase

# Those who work with what is their own have a phone in the hand: a bar of four at the foot of the screen.
OWN = (Right.READ_OWN_PAGES, Right.READ_CLASS_PAGES, Right.READ_OWN_DIARY)
DOCK = 4


@dataclass(frozen=True, slots=True)
class Section:
    """A section. `name` is the name of its address; pages whose name begins with one of `also` belong to it too.

    It is offered to who may enter the page and has one of `rights`: a teacher may look at the whole timetable, and
    starts from the own day.
    """

    name: str
    label: str
    icon: str
    rights: tuple[Right, ...]
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """A section as a page shows it."""

    url: str
    label: str
    icon: str
    is_current: bool


# In the order of the side list; the first that is offered is where somebody starts.
SECTIONS = (
    Section("today", "Сегодня", "today", (Right.READ_OWN_PAGES, Right.READ_CLASS_PAGES), ("lesson",)),
    Section("diary", "Дневник", "today", (Right.READ_OWN_DIARY,)),
    Section("diary_marks", "Отметки", "report", (Right.READ_OWN_DIARY,), ("diary_forecast",)),
    Section("diary_timetable", "Расписание", "calendar", (Right.READ_OWN_DIARY,)),
    Section("diary_absences", "Посещаемость", "check", (Right.READ_OWN_DIARY,)),
    Section("diary_decisions", "Решения", "note", (Right.READ_OWN_DIARY,)),
    Section("office", "Обзор", "home", (Right.READ_OVERVIEW,)),
    Section(
        "journals",
        "Журналы",
        "journal",
        (Right.READ_PAGES, Right.READ_OWN_PAGES, Right.READ_CLASS_PAGES),
        ("journal", "course", "lesson", "print", "class"),
    ),
    Section("attendance", "Посещаемость", "check", (Right.READ_ATTENDANCE,), ("my_class",)),
    Section("building", "Кто в здании", "person", (Right.READ_BUILDING,)),
    Section(
        "my_class",
        "{my_group}",
        "class",
        (Right.READ_OWN_CLASS,),
        (
            "tutor",
            "building",
            "class_hours",
            "class_hour",
            "class_forecast",
            "account_slips",
            "account_consents",
            "diary",
        ),
    ),
    Section("plans", "Планирование", "plan", (Right.KEEP_OWN_PLANS,), ("plan",)),
    Section(
        "assessments",
        "График работ",
        "report",
        (Right.READ_WORKLOAD, Right.READ_OWN_PAGES, Right.READ_CLASS_PAGES),
    ),
    Section("office_import", "Загрузка", "upload", (Right.LOAD_BASE,)),
    Section(
        "office_people",
        "Люди и {group.noms}",
        "class",
        (Right.READ_STUDENTS, Right.READ_STAFF),
        (
            "office_class",
            "office_classes",
            "office_order",
            "office_orders",
            "office_student",
            "office_person",
            "office_position",
            "office_positions",
            "office_report",
            "office_reports",
            "account_consents",
            "office_consents",
            "diary",
        ),
    ),
    Section(
        "office_curriculum",
        "Учебный план",
        "plan",
        (Right.READ_CURRICULUM,),
        ("office_course", "office_load", "plan", "plans"),
    ),
    Section(
        "office_councils",
        "Педсовет",
        "note",
        (Right.READ_COUNCILS, Right.DISCUSS_CLASS, Right.DISCUSS_COURSES),
        ("office_council", "office_debt", "office_debts"),
    ),
    Section("office_timetable", "Расписание", "calendar", (Right.MAKE_TIMETABLE, Right.READ_SCHOOL)),
    Section("office_archive", "Архив", "file", (Right.READ_ARCHIVE,), ("office_carrier", "office_carriers")),
    Section(
        "office_accounts",
        "Учётные записи",
        "key",
        (Right.READ_ACCOUNTS,),
        ("office_account", "office_rights", "account_slips"),
    ),
    Section(
        "office_settings",
        "Настройки",
        "gear",
        (Right.READ_SCHOOL,),
        (
            "office_backup",
            "office_witness",
            "office_watched",
            "office_refusal",
            "office_backups",
            "office_calendar",
            "office_years",
            "office_year",
            "office_bells",
            "office_rooms",
            "office_terms",
            "office_period",
            "office_periods",
            "office_work",
            "office_norms",
        ),
    ),
)


def sections_of(actor: Actor) -> list[Section]:
    """Return the sections offered to `actor`, whether or not their pages exist."""
    return [section for section in SECTIONS if actor.may(*section.rights)]


def has_dock(actor: Actor) -> bool:
    """Say whether the phone's bar at the foot of the screen is for `actor`."""
    return actor.may(*OWN)


def links_of(actor: Actor, current: str, *, led_class: str = "", student_id: int | None = None) -> list[Link]:
    """Return the links of `actor`; `current` is the name of the page's address, `led_class` «7А» of a class teacher.

    A section without a page for that actor is left out: no dead links. «Мой класс» is for those who lead one. A
    family goes on with the child whose page is open (`student_id`).
    """
    child = (student_id,) if student_id and actor.may(Right.READ_OWN_DIARY) else ()
    known = [
        (section, url)
        for section in sections_of(actor)
        if (section.name != "my_class" or led_class) and (url := address_for(actor, section.name, *child))
    ]
    here = current_section((section for section, _ in known), current)
    return [
        Link(
            url=url,
            label=f"{phrase(section.label)}\u00a0{led_class}" if section.name == "my_class" else phrase(section.label),
            icon=section.icon,
            is_current=section is here,
        )
        for section, url in known
    ]


def current_section(sections: Iterable[Section], current: str) -> Section | None:
    """Return the section that the page named `current` belongs to: the longest name it begins with wins."""
    best: tuple[int, Section | None] = (0, None)
    for section in sections:
        for name in (section.name, *section.also):
            if (current == name or current.startswith(f"{name}_")) and len(name) > best[0]:
                best = (len(name), section)
    return best[1]


def address(name: str, *args: int) -> str:
    """Return the path of the page named `name`, or "" where there is none."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def address_for(actor: Actor, name: str, *args: int) -> str:
    """Return the path of the page named `name`, or "" where there is none or `actor` may not enter it."""
    rights = _entry(name, len(args))
    return address(name, *args) if rights is not None and (not rights or actor.may(*rights)) else ""


@cache
def _entry(name: str, many: int) -> tuple[Right, ...] | None:
    """Return who may enter the page whose address has `many` numbers: one of these rights; None for no page."""
    path = address(name, *([1] * many))
    return getattr(resolve(path).func, "rights", ()) if path else None


def home_of(actor: Actor) -> str:
    """Return the path of the page that `actor` starts on, or "" where there is none yet."""
    return next((url for section in sections_of(actor) if (url := address_for(actor, section.name))), "")
