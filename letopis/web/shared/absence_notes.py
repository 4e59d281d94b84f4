"""The form of a note on absences, for the class teacher and the family; files that are sent with it."""

from typing import Any

from django import forms
from django.core.files import File

from letopis.kernel.errors import Refused
from letopis.school.attendance.actions import NoteDraft
from letopis.school.attendance.actions.notes import MOST_FILES, ReadyFile
from letopis.school.attendance.enums import EXCUSES, NoteKind
from letopis.school.lessons.actions.files import MEGABYTE, ready
from letopis.school.organisation.words import phrase_lazy
from letopis.web.shared.fields import DayField

CODES = [(code.value, code.label) for code in EXCUSES]


class SeveralFiles(forms.ClearableFileInput):
    """A field that takes several files."""

    allow_multiple_selected = True


class Files(forms.FileField):
    """Several files, each as it is to be kept: a picture is made such as every browser shows before anything is
    written (lessons.actions.files.ready)."""

    def __init__(self, *, most_mb: int, **kwargs: Any) -> None:
        self.most_mb = most_mb
        super().__init__(required=False, widget=SeveralFiles, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[ReadyFile]:
        """Return the files, ready. Raises ValidationError."""
        sent: list[File[bytes]] = [one for one in (data if isinstance(data, list | tuple) else [data]) if one]
        if len(sent) > MOST_FILES:
            raise forms.ValidationError(f"Прикладывают не больше {MOST_FILES} файлов.")
        return [self._ready(one) for one in sent]

    def _ready(self, one: File[bytes]) -> ReadyFile:
        name = one.name or ""
        if one.size > self.most_mb * MEGABYTE:
            raise forms.ValidationError(f"«{name[:60]}»: файл больше {self.most_mb} МБ, уменьшите его.")
        try:
            ending, content = ready(name, one)
        except Refused as refused:
            raise forms.ValidationError(f"«{name[:60]}»: {refused.message}") from refused
        return ReadyFile(name, ending, content)


class NoteForm(forms.Form):
    """A note: the reason, the days, what it stands in."""

    code = forms.ChoiceField(label="Причина", choices=CODES)
    kind = forms.ChoiceField(label="Документ", choices=NoteKind)
    first_day = DayField(label="С какого дня", error_messages={"required": "Укажите день."})
    last_day = DayField(label="По какой день", required=False, help_text="Один день: оставьте пустым.")
    first_number = forms.IntegerField(
        label=phrase_lazy("Только {lesson.noms}: с"), required=False, min_value=1, max_value=12
    )
    last_number = forms.IntegerField(label="по", required=False, min_value=1, max_value=12)
    text = forms.CharField(label="Пояснение", max_length=500, required=False)

    def __init__(self, *args: Any, most_mb: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hint = f"До {MOST_FILES} файлов по {most_mb} МБ."
        self.fields["files"] = Files(label="Снимок или файл", most_mb=most_mb, help_text=hint)

    def draft(self) -> NoteDraft:
        """The note as typed."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "student_id"}
        return NoteDraft(**{**data, "last_day": data["last_day"] or data["first_day"]})
