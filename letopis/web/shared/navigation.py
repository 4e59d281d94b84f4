"""Sections of the product by role: what the side list, the phone's bottom bar and the start page offer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import NoReverseMatch, resolve, reverse

from letopis.kernel.roles import OFFICE, READERS, Role
from letopis.school.organisation.words import say

TEACHING = frozenset({Role.TEACHER, Role.TUTOR})
FAMILY = frozenset({Role.STUDENT, Role.GUARDIAN})
# Those who have a phone in the hand: a bar of four at the foot of the screen.
WITH_DOCK = TEACHING | FAMILY
DOCK = 4


@dataclass(frozen=True, slots=True)
class Section:
    """A section. `name` is the name of its address; pages whose name begins with one of `also` belong to it too."""

    name: str
    label: str
    icon: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """A section as a page shows it."""

    url: str
    label: str
    icon: str
    is_current: bool


_TEACHER = (
    Section("today", "Сегодня", "today", ("lesson",)),
    Section("journals", "Журналы", "journal", ("journal", "course")),
    Section("my_class", "{my_group}", "class", ("tutor", "account_slips", "diary")),
    Section("plans", "Планирование", "plan", ("plan",)),
)
_PEOPLE = Section(
    "office_people",
    "Люди и {group.noms}",
    "class",
    ("office_class", "office_classes", "office_student", "office_person", "diary"),
)
_CURRICULUM = Section("office_curriculum", "Учебный план", "plan", ("office_course", "office_load", "plan", "plans"))
_TIMETABLE = Section("office_timetable", "Расписание", "calendar")
_SETTINGS = Section(
    "office_settings",
    "Настройки",
    "gear",
    ("office_calendar", "office_bells", "office_rooms", "office_terms", "office_work"),
)
_READER = (
    Section("journals", "Журналы", "journal", ("journal", "course", "lesson")),
    _PEOPLE,
    _CURRICULUM,
    _TIMETABLE,
    _SETTINGS,
)
_OFFICE = (
    Section("office", "Обзор", "home"),
    Section("office_import", "Загрузка", "upload"),
    _PEOPLE,
    _CURRICULUM,
    _TIMETABLE,
    Section("office_accounts", "Учётные записи", "key", ("office_account", "account_slips")),
    _SETTINGS,
)
_FAMILY = (
    Section("diary", "Дневник", "today"),
    Section("diary_marks", "Отметки", "report"),
    Section("diary_timetable", "Расписание", "calendar"),
    Section("diary_absences", "Посещаемость", "check"),
)


def sections_of(role: Role) -> Sequence[Section]:
    """Return the sections of `role`, whether or not their pages exist."""
    for roles, sections in ((TEACHING, _TEACHER), (READERS, _READER), (OFFICE, _OFFICE), (FAMILY, _FAMILY)):
        if role in roles:
            return sections
    return ()


def links_of(role: Role, current: str, *, led_class: str = "", student_id: int | None = None) -> list[Link]:
    """Return the links of `role`; `current` is the name of the page's address, `led_class` «7А» of a class teacher.

    A section without a page for that role is left out: no dead links. «Мой класс» is for those who lead one. A
    family goes on with the child whose page is open (`student_id`).
    """
    child = (student_id,) if student_id and role in FAMILY else ()
    known = [
        (section, url)
        for section in sections_of(role)
        if (section.name != "my_class" or led_class) and (url := address_for(role, section.name, *child))
    ]
    here = current_section((section for section, _ in known), current)
    return [
        Link(
            url=url,
            label=f"{say(section.label)}\u00a0{led_class}" if section.name == "my_class" else say(section.label),
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


def address_for(role: Role, name: str, *args: int) -> str:
    """Return the path of the page named `name`, or "" where there is none or `role` may not enter it."""
    path = address(name, *args)
    if not path:
        return ""
    roles: frozenset[Role] = getattr(resolve(path).func, "roles", frozenset())
    return path if not roles or role in roles else ""


def home_of(role: Role) -> str:
    """Return the path of the page that `role` starts on, or "" where the role has none yet."""
    return next((url for section in sections_of(role) if (url := address_for(role, section.name))), "")
