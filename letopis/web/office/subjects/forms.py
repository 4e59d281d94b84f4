"""The form of a subject."""

from letopis.school.curriculum.intake import SubjectDraft
from letopis.web.office.specified import RowForm


class SubjectForm(RowForm):
    """Учебный предмет."""

    rows = (SubjectDraft,)
