"""A row of any reference book, and any card: its history, the undo of its last change, taking it back (П3.2.5)."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from letopis.kernel.rights import Right
from letopis.school.control import books
from letopis.school.organisation.words import phrase
from letopis.web.shared.actors import ActorRequest, for_rights
from letopis.web.shared.addresses import whole_number
from letopis.web.shared.submit import form_page, submit

KEEPERS = (
    Right.SET_SCHOOL,
    Right.KEEP_SCHOOL,
    Right.KEEP_CURRICULUM,
    Right.KEEP_WORK_KINDS,
    Right.KEEP_CLASSES,
    Right.KEEP_STUDENTS,
    Right.KEEP_STAFF,
    Right.SET_NORMS,
    Right.MAKE_TIMETABLE,
)
# By the book: where a row is edited, where its list is.
_PAGES = {
    "room": ("office_rooms_edit", "office_rooms"),
    "bells": ("office_bells_edit", "office_bells"),
    "subject": ("office_curriculum_subject", "office_curriculum_subjects"),
    "course": ("office_course", "office_load"),
    "work-kind": ("office_work_kinds_edit", "office_work_kinds"),
    "class": ("office_class", "office_classes"),
    "student": ("office_student", "office_people"),
    "guardian": ("office_person_guardian", "office_people"),
    "staff": ("office_person_staff", "office_people"),
    "norm": ("office_norms_edit", "office_norms"),
    "slot": ("office_timetable_slot", "office_timetable_grid"),
}
# What does not follow by itself.
_AFTER = {"slot": "Чтобы изменились {lesson.noms} в журнале и дневнике, обновите {lesson.noms}."}
_LISTS = {"guardian": "?kind=guardians", "staff": "?kind=staff"}


@for_rights(*KEEPERS, Right.READ_STUDENTS)
@require_safe
def row(request: ActorRequest, book: str, pk: int) -> HttpResponse:
    """Show what happened to a row and what stands on it."""
    return _page(request, book, pk)


def _page(request: ActorRequest, book: str, pk: int) -> HttpResponse:
    page = books.row_page(request.actor, book=book, row_id=pk)
    request.stands_in = _SECTIONS.get(book) or _PAGES[book][1]
    context = {"page": page, "book": book, "pk": pk, "back": _own(book, page.row), "shown": books.SHOWN}
    return render(request, "office/rows/row.html", context)


@for_rights(*KEEPERS)
@form_page
def undo(request: ActorRequest, book: str, pk: int) -> HttpResponse:
    """Give the row the values of before its last change."""
    books.row_page(request.actor, book=book, row_id=pk)
    return submit(
        request,
        None,
        lambda: books.undo_last(
            request.actor, book=book, row_id=pk, last_id=whole_number(request.POST.get("last", "")) or 0
        ),
        page=lambda: _page(request, book, pk),
        to=lambda there: reverse("office_row", args=[book, there]),
        done=phrase(f"Прежнее возвращено. {_AFTER.get(book, '')}".strip()),
    )


@for_rights(*KEEPERS)
@form_page
def remove(request: ActorRequest, book: str, pk: int) -> HttpResponse:
    """Take the row back; where something stands on it, say what."""
    found = books.row_page(request.actor, book=book, row_id=pk).row
    after = _list(book, found)
    return submit(
        request,
        None,
        lambda: books.remove_row(request.actor, book=book, row_id=pk),
        page=lambda: _page(request, book, pk),
        to=after,
        done=lambda title: f"Удалено: {title}.",
    )


def _of_year(page: str, year_id: int, *args: object) -> str:
    return f"{reverse(page, args=args)}?year={year_id}"


# By the book: where a row is edited that has no page of its own.
_PLACES: dict[str, Callable[[Any], str]] = {
    "subgroup": lambda row: reverse("office_class_subgroups", args=[row.class_group_id]),
    "school": lambda _: reverse("office_settings"),
    "year": lambda row: _of_year("office_calendar_year", row.pk),
    "term": lambda row: _of_year("office_calendar_terms", row.scheme.year_id, row.scheme.kind),
    "vacation": lambda row: _of_year("office_calendar_vacations", row.year_id),
    "day": lambda row: _of_year("office_calendar_day", row.year_id, row.date.isoformat()),
    "hours": lambda row: f"{_of_year('office_curriculum', row.year_id)}&grade={row.class_group.grade}",
    "norm": lambda row: reverse("office_norms_edit", args=[row.key]),
    "bells": lambda row: _of_year("office_bells_edit", row.year_id, row.pk),
}


_SECTIONS = {
    **dict.fromkeys(("school", "year", "term", "vacation", "day"), "office_settings"),
    "subgroup": "office_classes",
    "slot": "office_timetable",
    "hours": "office_curriculum",
}


def _own(book: str, found: Any) -> str:
    """Where the row is edited."""
    return _PLACES[book](found) if book in _PLACES else reverse(_PAGES[book][0], args=[found.pk])


def _list(book: str, found: Any) -> str:
    """Where the other rows are: of what has no list of its own, where it is edited."""
    return reverse(_PAGES[book][1]) + _LISTS.get(book, "") if book in _PAGES else _own(book, found)
