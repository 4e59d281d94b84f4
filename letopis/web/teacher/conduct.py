"""Conduct: the class teacher's page, and what subject teachers think. Решает организация."""

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render

from letopis.kernel.rights import Right
from letopis.school.grading.actions.conduct import ask_opinions, set_conduct, tell_opinions
from letopis.school.grading.conduct_rules import SCALES, conduct_name
from letopis.school.grading.models import ConductMark, ConductOpinion
from letopis.school.grading.queries.conduct import ConductLine, ConductSheet, OpinionSheet, conduct, opinions
from letopis.school.organisation.words import current
from letopis.web.shared.actors import ActorRequest, for_rights
from letopis.web.shared.addresses import address
from letopis.web.shared.opened import opened_on
from letopis.web.shared.submit import form_page, submit, typed
from letopis.web.shared.wording import counted
from letopis.web.teacher.fragments import conduct as html

WHO = (Right.READ_PAGES, Right.READ_CLASS_PAGES)


class ConductForm(forms.Form):
    """A choice for each student; `all` puts one value to who has none of the scale.

    What was put in a scale that the school had before stands until another is chosen.
    """

    def __init__(self, *args: Any, lines: tuple[ConductLine, ...], scale: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scale = SCALES[scale]
        choices = [("", "–"), *((value, conduct_name(value)) for value in self.scale)]
        self.fields["all"] = forms.ChoiceField(label="Всем, у кого пусто", choices=choices, required=False)
        self.lines = tuple(line for line in lines if line.is_open)
        for line in self.lines:
            self.fields[f"s{line.id}"] = forms.ChoiceField(
                label=line.name,
                choices=[*choices, *self._of_before(line)],
                required=False,
                initial=line.value,
                widget=html.Choice(attrs={"class": "input input--small"}),
            )

    def _of_before(self, line: ConductLine) -> list[tuple[str, str]]:
        return [(line.value, conduct_name(line.value))] if line.value and line.value not in self.scale else []

    def field_of(self, line: ConductLine) -> forms.BoundField | None:
        """Return the field of a student; None of who has the mark of another class."""
        return self[f"s{line.id}"] if line.is_open else None

    @property
    def values(self) -> dict[int, str]:
        """What is wanted of each student."""
        usual, chosen = self.cleaned_data["all"], {one.id: self.cleaned_data[f"s{one.id}"] for one in self.lines}
        # What another class has put is not doubled: only taken away here, where it stands twice.
        known = {one.id: "" if one.elsewhere else usual for one in self.lines}
        return {pk: value if value in self.scale else known[pk] or value for pk, value in chosen.items()}


@for_rights(*WHO)
@form_page
def class_conduct(request: ActorRequest, class_id: int) -> HttpResponse:
    """Show the conduct of a class in a period (`?period=`); POST puts marks."""
    sheet = conduct(request.actor, class_id, request.GET.get("period", ""))
    if request.method == "POST" and not sheet.may_write:
        raise Http404
    form = _form(request, sheet) if sheet.may_write else None
    return submit(
        request,
        form,
        lambda: set_conduct(
            request.actor, class_id=class_id, period=sheet.period.id, values=form.values if form else {}
        ),
        page=lambda: _page(request, sheet, form),
        to=_back(sheet),
        done=_told,
    )


@for_rights(Right.WRITE_CLASS_PAGES)
@form_page
def class_conduct_ask(request: ActorRequest, class_id: int) -> HttpResponse:
    """Ask those who teach the class for their opinions of a period (`?period=`)."""
    sheet = conduct(request.actor, class_id, request.GET.get("period", ""))
    return submit(
        request,
        None,
        lambda: ask_opinions(request.actor, class_id=class_id, period=sheet.period.id),
        page=lambda: _page(request, sheet, _form(request, sheet)),
        to=_back(sheet),
        done="Мнения спрошены.",
    )


def _form(request: ActorRequest, sheet: ConductSheet) -> ConductForm:
    marks = ConductMark.objects.filter(school_id=request.actor.school_id, class_group_id=sheet.group.id)
    is_own = request.path == address("class_conduct", sheet.group.id)
    form = ConductForm(typed(request) if is_own else None, lines=sheet.lines, scale=sheet.scale)
    return opened_on(form, marks.filter(**sheet.period.key))


def _page(request: ActorRequest, sheet: ConductSheet, form: ConductForm | None) -> HttpResponse:
    table = html.table(sheet.lines, form.field_of if form else None, has_opinions=True)
    return render(request, "teacher/conduct.html", {"sheet": sheet, "form": form, "table": table})


def _back(sheet: ConductSheet) -> str:
    return f"{address('class_conduct', sheet.group.id)}?period={sheet.period.id}"


@for_rights(Right.WRITE_OWN_PAGES)
@form_page
def course_conduct(request: ActorRequest, course_id: int) -> HttpResponse:
    """Show what the teacher of a course thinks of its students' conduct; POST says it."""
    sheet = opinions(request.actor, course_id, request.GET.get("period", ""))
    form = ConductForm(typed(request), lines=sheet.lines, scale=sheet.scale)
    own = ConductOpinion.objects.filter(school_id=request.actor.school_id, course_id=course_id)
    opened_on(form, own.filter(**sheet.period.key))
    return submit(
        request,
        form,
        lambda: tell_opinions(request.actor, course_id=course_id, period=sheet.period.id, values=form.values),
        page=lambda: _opinions_page(request, sheet, form),
        to=f"{request.path}?period={sheet.period.id}",
        done=_told,
    )


def _opinions_page(request: ActorRequest, sheet: OpinionSheet, form: ConductForm) -> HttpResponse:
    table = html.table(sheet.lines, form.field_of, has_opinions=False)
    return render(request, "teacher/opinions.html", {"sheet": sheet, "form": form, "table": table})


def _told(number: int) -> str:
    return f"Записано: {counted(number, current().student.counted)}."
