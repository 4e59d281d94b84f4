"""Forms of the schedule of assessment works."""

from collections.abc import Iterable
from typing import Any

from django import forms

from letopis.school.organisation.words import phrase, phrase_lazy
from letopis.school.workload.actions.works import MAX_MINUTES, MAX_REASON, MAX_TITLE, WorkDraft
from letopis.school.workload.enums import AssessmentKind, WorkLevel
from letopis.school.workload.queries import CoursePage
from letopis.web.shared.fields import DayField
from letopis.web.shared.forms import choose

WHY = "Нужна, если работа уже опубликована или против неё говорит норма: тогда она останется всё равно."


class WorkForm(forms.Form):
    """Работа: what it is, and when."""

    date = DayField(label="Дата")
    number = forms.IntegerField(
        label=phrase_lazy("Номер {lesson.gen}"),
        required=False,
        min_value=0,
        max_value=12,
        help_text=phrase_lazy("Пусто: {lesson.nom} предмета в этот день."),
    )
    level = forms.ChoiceField(label="Уровень", choices=WorkLevel.choices)
    kind = forms.ChoiceField(label="Вид", choices=AssessmentKind.choices)
    title = forms.CharField(label="Название", max_length=MAX_TITLE, required=False)
    minutes = forms.IntegerField(label="Минут", min_value=1, max_value=MAX_MINUTES)
    reason = forms.CharField(label="Причина", max_length=MAX_REASON, required=False, help_text=WHY)

    def __init__(self, *args: Any, keeps: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not keeps:
            level: Any = self.fields["level"]
            level.choices = [(WorkLevel.TEACHER.value, WorkLevel.TEACHER.label)]

    def draft(self) -> WorkDraft:
        """What was typed in."""
        values = {name: self.cleaned_data[name] for name in WorkForm.base_fields}
        return WorkDraft(**values)


class NewWorkForm(WorkForm):
    """A new work: of a subject, in a class or in a whole parallel at once."""

    where = forms.ChoiceField(label=phrase_lazy("{Group.nom} или {parallel.nom}"))
    subject = forms.ChoiceField(label="Предмет")
    field_order = ["where", "subject", "date", "number", "level", "kind", "title", "minutes", "reason"]

    def __init__(self, *args: Any, pages: Iterable[CoursePage], keeps: bool, **kwargs: Any) -> None:
        super().__init__(*args, keeps=keeps, **kwargs)
        self.pages = list(pages)
        classes = {f"c{page.class_id}": page.class_name for page in self.pages}
        grades = {f"g{page.grade}": phrase("{parallel.nom} {grade}", grade=page.grade) for page in self.pages}
        subjects = {str(page.subject_id): page.subject for page in self.pages}
        where: Any = self.fields["where"]
        where.choices = choose([*classes.items(), *grades.items()])
        subject: Any = self.fields["subject"]
        subject.choices = choose(sorted(subjects.items(), key=lambda one: one[1]))

    def clean(self) -> dict[str, Any]:
        """There is such a page of the journal."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if "where" in values and "subject" in values and not self.course_ids:
            self.add_error("subject", phrase("Этого предмета там нет: выберите другой {group.acc} или предмет."))
        return values

    @property
    def course_ids(self) -> list[int]:
        """The pages chosen."""
        where, subject = self.cleaned_data["where"], int(self.cleaned_data["subject"])
        return [
            page.id
            for page in self.pages
            if page.subject_id == subject and where in {f"c{page.class_id}", f"g{page.grade}"}
        ]


class RemoveForm(forms.Form):
    """Why a published work is called off."""

    reason = forms.CharField(label="Причина отмены", max_length=MAX_REASON, required=False)
