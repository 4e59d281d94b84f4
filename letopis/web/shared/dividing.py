"""Subgroups of a class set by ticking, dated (CON-05): the same page for the office and for the class teacher."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django import forms
from django.http import HttpResponse
from django.shortcuts import render

from letopis.kernel.clock import today
from letopis.kernel.errors import Refused
from letopis.school.classes.actions import create_subgroup, set_members
from letopis.school.classes.dividing import as_before, in_equal_parts
from letopis.school.classes.models import SubgroupMembership
from letopis.school.classes.queries import ClassPage, class_page
from letopis.school.classes.queries.groups import Division, StudentLine, SubgroupPage, former_places
from letopis.school.curriculum.queries import SubgroupCourse, subgroup_courses
from letopis.school.organisation.words import current
from letopis.web.shared.actors import ActorRequest
from letopis.web.shared.addresses import whole_number
from letopis.web.shared.days import day_of
from letopis.web.shared.opened import Opened, opened_facts
from letopis.web.shared.submit import submit
from letopis.web.shared.wording import capital, counted
from letopis.web.shared.xlsx import download, is_asked

HALVES, BEFORE = "halves", "before"


class SubgroupForm(forms.Form):
    """A new subgroup of a class."""

    division = forms.CharField(
        label="Предмет деления",
        max_length=80,
        widget=forms.TextInput(attrs={"class": "input", "list": "divisions", "placeholder": "Иностранный язык"}),
    )
    name = forms.CharField(
        label="Подгруппа",
        max_length=40,
        widget=forms.TextInput(attrs={"class": "input", "placeholder": "1 группа"}),
    )


def subgroups_page(request: ActorRequest, class_id: int, *, back: str, may_divide: bool) -> HttpResponse:
    """Show the divisions of a class on a day (`?day=`, `?format=xlsx`); POST adds a subgroup or sets a division."""
    asked = day_of(request.POST.get("day", ""))
    # What was chosen is a change of what the page showed, of whichever day that was.
    day = day_of(request.POST.get("shown") or request.GET.get("day", "")) or today()
    page = class_page(request.actor, class_id, day=day)
    if is_asked(request):
        return _sheet(page)
    form = SubgroupForm(request.POST if "division" in request.POST else None)
    stays = _stays(page)
    versions = _versions(request, page, stays)
    courses = subgroup_courses(request.actor.school_id, page.id, day)
    context = {
        "page": page,
        "divisions": [_shown(request, page, one, versions[one.name], stays, courses) for one in page.divisions],
        "form": form,
        "day": day,
        "from_day": asked or day,
        "back": back,
        "may_divide": may_divide,
    }
    return submit(
        request,
        form if form.is_bound else None,
        lambda: _add(request, page, form) if form.is_bound else _divide(request, page, asked),
        page=lambda: render(request, "shared/subgroups.html", context),
        to=f"{request.path}?day={asked or day:%Y-%m-%d}",
        done=str,
        opened=versions.get(request.POST.get("of", "")),
    )


class Place(NamedTuple):
    """Somebody in a subgroup, from when to when."""

    subgroup_id: int
    name: str
    starts_on: date
    ends_on: date | None


def _stays(page: ClassPage) -> list[Place]:
    """All who are, were or will be in the subgroups of a class, whatever day is shown. One query."""
    names = {line.id: line.shown for line in page.students}
    rows = SubgroupMembership.objects.filter(subgroup__class_group=page.id).order_by("starts_on", "pk")
    columns = ("subgroup_id", "student_id", "starts_on", "ends_on")
    return [Place(pk, names.get(student, "?"), *days) for pk, student, *days in rows.values_list(*columns)]


def _versions(request: ActorRequest, page: ClassPage, stays: list[Place]) -> dict[str, Opened]:
    """What each division is opened on: all who are in its subgroups."""
    rows = SubgroupMembership.objects.filter(subgroup__class_group=page.id)
    there = {one.id: "" for division in page.divisions for one in division.subgroups}
    for one in stays:
        until = f" по {one.ends_on:%d.%m.%Y}" if one.ends_on else ""
        there[one.subgroup_id] += f"{one.name} с {one.starts_on:%d.%m.%Y}{until}; "
    return {
        division.name: opened_facts(
            request,
            {one.name: there[one.id] for one in division.subgroups},
            rows,
            is_sent=request.POST.get("of") == division.name,
        )
        for division in page.divisions
    }


@dataclass(frozen=True, slots=True)
class DivisionShown:
    """A division as the page has it: who is chosen where, who is in none and in two, who has moved when.

    `split`: which proposal was asked for; one may find nothing to propose.
    """

    division: Division
    rows: list[tuple[StudentLine, int | None]]
    version: Opened
    neither: list[str]
    doubled: list[str]
    moves: list[tuple[str, Place]]
    pages: list[tuple[str, list[SubgroupCourse]]]
    split: str = ""
    is_proposed: bool = False

    @property
    def parts(self) -> list[tuple[SubgroupPage, int]]:
        """The subgroups with how many are chosen for each."""
        many = Counter(chosen for _, chosen in self.rows)
        return [(one, many[one.id]) for one in self.division.subgroups]

    @property
    def neither_text(self) -> str:
        """«3 ученика»."""
        return counted(len(self.neither), current().student.counted)

    @property
    def doubled_text(self) -> str:
        """«2 ученика»."""
        return counted(len(self.doubled), current().student.counted)


def _shown(  # noqa: PLR0917
    request: ActorRequest,
    page: ClassPage,
    division: Division,
    version: Opened,
    stays: list[Place],
    courses: dict[int, list[SubgroupCourse]],
) -> DivisionShown:
    names = {one.id: one.name for one in division.subgroups}
    moved = (one for one in stays if one.subgroup_id in names and (one.ends_on or one.starts_on > page.year_starts))
    split = request.GET.get("split", "") if request.GET.get("of") == division.name else ""
    proposed = _proposal(page, division, split)
    return DivisionShown(
        division=division,
        rows=list(_chosen(request, page, division, proposed)),
        version=version,
        neither=[line.shown for line in page.here if line.id not in division.members],
        doubled=[line.shown for line in page.here if line.id in division.doubled],
        moves=[(names[one.subgroup_id], one) for one in moved],
        pages=[(one.name, courses.get(one.id, [])) for one in division.subgroups],
        split=split,
        is_proposed=bool(proposed),
    )


def _proposal(page: ClassPage, division: Division, split: str) -> dict[int, int]:
    """How the class may be divided: `halves`, `before` (as the division of that name was), or as another division."""
    students, parts = [line.id for line in page.here], [(one.id, one.name) for one in division.subgroups]
    if split == HALVES:
        return in_equal_parts(students, [pk for pk, _ in parts])
    if split == BEFORE:
        return as_before(former_places(page.id, division.name, students), parts)
    other = next((one for one in page.divisions if one.name == split and one is not division), None)
    if other is None:
        return {}
    return as_before({student: one.name for one in other.subgroups for student in one.members}, parts)


def _chosen(
    request: ActorRequest, page: ClassPage, division: Division, proposed: dict[int, int]
) -> Iterator[tuple[StudentLine, int | None]]:
    """The students with the subgroup that each is in: as typed where this division was sent, as proposed, as it is."""
    is_sent = request.POST.get("of") == division.name
    for line in page.here:
        now = next((one.id for one in division.subgroups if line.id in one.members), None)
        yield line, whole_number(request.POST.get(f"s{line.id}", "")) if is_sent else proposed.get(line.id, now)


def _sheet(page: ClassPage) -> HttpResponse:
    columns = (("№", 5), (capital(current().student.nom), 36), *((one.name, 20) for one in page.divisions))
    rows = [
        (
            number,
            line.shown,
            *(next((s.name for s in one.subgroups if line.id in s.members), "") for one in page.divisions),
        )
        for number, line in enumerate(page.here, 1)
    ]
    return download(f"Подгруппы {page.name}.xlsx", columns, rows)


def _add(request: ActorRequest, page: ClassPage, form: SubgroupForm) -> str:
    made = create_subgroup(request.actor, class_id=page.id, **form.cleaned_data)
    return f"Подгруппа «{made.name}» добавлена."


def _divide(request: ActorRequest, page: ClassPage, day: date | None) -> str:
    if day is None:
        raise Refused("Такого дня нет: укажите, с какого дня действует состав.", code="day")
    wanted = request.POST.get("of", "")
    division = next((one for one in page.divisions if one.name == wanted), None)
    if division is None:
        raise Refused("Такого деления больше нет. Обновите страницу.", code="division")
    changed = 0
    moved = dict(_moved(request, page, division))
    for subgroup in division.subgroups:
        chosen = [student for student, where in moved.items() if where == subgroup.id]
        changed += set_members(
            request.actor, subgroup_id=subgroup.id, student_ids=chosen, starts_on=day, among=moved.keys()
        )
    return f"Состав подгрупп записан с {day:%d.%m.%Y}." if changed else "Состав подгрупп не изменился."


def _moved(request: ActorRequest, page: ClassPage, division: Division) -> Iterator[tuple[int, int | None]]:
    """Who is to be in another subgroup than the page showed, or in one of two: the others are not asked about.

    Who came later or has left, and moves still to come, are so left as they are.
    """
    parts = {str(one.id): one.id for one in division.subgroups}
    for line in page.here:
        typed = request.POST.get(f"s{line.id}")
        if typed is None:  # who came while the page was open
            continue
        if typed and typed not in parts:
            raise Refused("Такой подгруппы больше нет. Обновите страницу.", code="division")
        held = [one.id for one in division.subgroups if line.id in one.members]
        where = parts.get(typed)
        if held != ([where] if where else []):
            yield line.id, where
