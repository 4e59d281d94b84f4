"""Loading a lesson plan: a file or a pasted table, the preview, saving (CUR-02). Nothing is saved before that."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from letopis.documents.plan_import.loading import PlanPreview, Saved, packed, preview, save_plan, unpacked, year_span
from letopis.documents.plan_import.plan import ParsedPlan
from letopis.documents.plan_import.reading import MAX_PLAN_FILE, read_plan, sheets_of_file, sheets_of_text
from letopis.documents.plan_import.vocabulary import FIELDS, MEANINGS
from letopis.documents.sheets.asking import asked_form, say_columns, take_answers
from letopis.documents.sheets.limits import EXTENSIONS
from letopis.documents.sheets.problems import Answers
from letopis.documents.sheets.sheet import Sheet
from letopis.kernel.errors import NotVisible, Refused
from letopis.school.curriculum import actions, queries
from letopis.school.organisation.models import AcademicYear
from letopis.school.organisation.words import current, phrase
from letopis.web.shared.actors import ActorRequest, for_rights
from letopis.web.shared.addresses import whole_number
from letopis.web.shared.answers import Asked
from letopis.web.shared.carried import open_sheets, signed_sheets
from letopis.web.shared.submit import form_page, submit, wrong
from letopis.web.shared.wording import counted
from letopis.web.shared.years import show_year
from letopis.web.teacher.plan_list import plans_page
from letopis.web.teacher.plans import WRITE

_SALT = "lesson plan"
_DAY = 24 * 60 * 60


class LoadForm(forms.Form):
    """A file or a pasted table."""

    file = forms.FileField(
        label="Файл",
        required=False,
        help_text="Книга Excel или LibreOffice, Word, CSV; до 5 МБ. Подойдёт план в том виде, в каком вы его ведёте.",
        widget=forms.FileInput(attrs={"accept": ",".join(EXTENSIONS)}),
    )
    text = forms.CharField(
        label="Или вставьте таблицу",
        required=False,
        strip=False,
        help_text="Скопируйте столбцы из таблицы либо напишите темы по одной в строке: «12–13. Одночлены 2 ч».",
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    def clean(self) -> dict[str, Any]:
        """One of the two, not over the limit."""
        data = super().clean() or {}
        upload = data.get("file")
        if not upload and not (data.get("text") or "").strip() and not self.errors:
            raise forms.ValidationError("Выберите файл или вставьте таблицу.")
        if upload and upload.size > MAX_PLAN_FILE:
            self.add_error("file", "Файл больше 5 МБ. План занимает десятки килобайт: уберите картинки и лишние листы.")
        return data


@for_rights(*WRITE)
@form_page
def plan_load(request: ActorRequest, course_id: int) -> HttpResponse:
    """Take a file or a table and show what was read; nothing is saved here."""
    year = _year(request, course_id)
    course = _course(request, year, course_id)
    form = LoadForm(request.POST, request.FILES) if request.method == "POST" else LoadForm()
    if form.is_valid():
        try:
            sheets = _sheets(form)
        except Refused as refused:
            form.add_error("file" if form.cleaned_data["file"] else "text", refused.message)
        else:
            return _checked(request, year, course_id, sheets, Answers())

    def page() -> HttpResponse:
        return render(request, "teacher/plan_load.html", {"course": course, "form": form})

    return wrong(form, page) if form.errors else page()


def _sheets(form: LoadForm) -> list[Sheet]:
    upload: UploadedFile[bytes] | None = form.cleaned_data["file"]
    if upload is None:
        return sheets_of_text(form.cleaned_data["text"])
    with TemporaryDirectory() as folder:
        path = Path(folder) / "plan"
        with path.open("wb") as kept:
            kept.writelines(upload.chunks())
        return sheets_of_file(path, name=upload.name or "план")


@for_rights(*WRITE)
@form_page
def plan_answers(request: ActorRequest, course_id: int) -> HttpResponse:
    """Read the table again with the teacher's answers: it comes back signed, as it was read; nothing is saved here."""
    year = _year(request, course_id)
    _course(request, year, course_id)
    try:
        sheets, answers = open_sheets(request.POST.get("sheets", ""))
    except signing.BadSignature:
        messages.error(request, "Предпросмотр устарел. Загрузите план ещё раз.")
        return redirect("plan_load", course_id)
    if "reset" in request.POST:
        answers = Answers()
    else:
        seen = preview(
            request.actor, year_id=year.pk, course_id=course_id, plan=read_plan(sheets, year_span(year), answers)
        )
        take_answers(answers, _asked(seen, answers), request.POST.dict())
        meant = {one.key: one.meaning for one in seen.plan.columns}
        said = {key: request.POST.get(f"column-{number}", meant[key]) for number, key in enumerate(meant)}
        say_columns(answers, said, meant, MEANINGS)
    return _checked(request, year, course_id, sheets, answers)


def _asked(seen: PlanPreview, answers: Answers) -> dict[str, Any]:
    """What is asked, fields as the teacher calls them."""
    form = asked_form(seen.problems, seen.questions, answers)
    for problem in form["problems"]:
        problem["field"] = phrase(FIELDS.get(problem["field"], problem["field"]))
    return form


def _checked(
    request: ActorRequest, year: AcademicYear, course_id: int, sheets: list[Sheet], answers: Answers
) -> HttpResponse:
    """The preview of the table as it is read with the answers."""
    plan = read_plan(sheets, year_span(year), answers)
    seen = preview(request.actor, year_id=year.pk, course_id=course_id, plan=plan)
    return _preview(request, year, seen, sheets=signed_sheets(sheets, answers), answers=answers)


def _preview(
    request: ActorRequest,
    year: AcademicYear,
    seen: PlanPreview,
    *,
    sheets: str = "",
    answers: Answers | None = None,
    again: bool = False,
    chosen: list[int] | None = None,
) -> HttpResponse:
    said = answers or Answers()
    asked = Asked.of(_asked(seen, said), said)
    context = {
        "seen": seen,
        "course": seen.course,
        "signed": signing.dumps(packed(seen.plan), salt=_SALT, compress=True) if seen.may_save else "",
        "sections": _by_section(seen.plan),
        "sheets": sheets,
        "is_settled": bool(answers and answers != Answers()),
        "columns": list(enumerate(seen.plan.columns)),
        "meanings": MEANINGS.items(),
        "again": again,
        "chosen": chosen or [],
        **asked.page(),
    }
    return render(request, "teacher/plan_preview.html", context, status=200 if seen.may_save else 422)


def _by_section(plan: ParsedPlan) -> list[tuple[str, int | None, list[Any]]]:
    """Title, stated hours and rows of every section; lessons outside of any first."""
    found: list[tuple[str, int | None, list[Any]]] = [("", None, [row for row in plan.lessons if not row.section])]
    found += [
        (one.title, one.stated, [row for row in plan.lessons if row.section == one.number]) for one in plan.sections
    ]
    return [one for one in found if one[2] or one[0]]


@for_rights(*WRITE)
@form_page
def plan_save(request: ActorRequest, course_id: int) -> HttpResponse:
    """Save what the preview showed: it comes back signed, for this and the chosen parallel courses."""
    year = _year(request, course_id)
    _course(request, year, course_id)
    try:
        read = unpacked(signing.loads(request.POST.get("plan", ""), salt=_SALT, max_age=_DAY))
    except signing.BadSignature:
        messages.error(request, "Предпросмотр устарел. Загрузите план ещё раз.")
        return redirect("plan_load", course_id)
    chosen = [number for text in request.POST.getlist("course") if (number := whole_number(text)) is not None]

    def page() -> HttpResponse:
        seen = preview(request.actor, year_id=year.pk, course_id=course_id, plan=read)
        return _preview(request, year, seen, again=True, chosen=chosen)

    def done(saved: Saved) -> str:
        hours = counted(len(read.lessons), current().lesson.counted)
        kept = f", проведённых оставлено: {saved.replaced.kept}" if saved.replaced.kept else ""
        return f"План записан: {hours}{kept}."

    return submit(
        request,
        None,
        lambda: save_plan(
            request.actor,
            year_id=year.pk,
            course_ids=list(dict.fromkeys([course_id, *chosen])),
            plan=read,
            keep_held="keep_held" in request.POST,
            apart="apart" in request.POST,
        ),
        page=page,
        to=lambda saved: ("plan", saved.plan_id),
        done=done,
    )


@for_rights(*WRITE)
@form_page
def plan_new(request: ActorRequest, course_id: int) -> HttpResponse:
    """Begin an empty plan, to be written by hand."""
    return submit(
        request,
        None,
        lambda: actions.create_plan(request.actor, course_ids=[course_id]),
        page=lambda: plans_page(request),
        to=lambda made: f"{reverse('plan', args=[made.pk])}?add=0#edit",
    )


def _year(request: ActorRequest, course_id: int) -> AcademicYear:
    """The year of the course, which need not be the one under way."""
    year = queries.year_of_course(request.actor.school_id, course_id)
    show_year(request, year.pk, year.name)
    return year


def _course(request: ActorRequest, year: AcademicYear, course_id: int) -> queries.CoursePlan:
    found = queries.course_plans(request.actor, year_id=year.pk, course_ids=[course_id])
    if not found:
        raise NotVisible
    return found[0]
