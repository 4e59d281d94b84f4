"""What the ledger holds of this context."""

from letopis.school.grading.models import ConductAsking, ConductMark, ConductOpinion, PeriodMark
from letopis.school.history.tracking import track

track(
    PeriodMark,
    "Итоговые отметки",
    of_year="course__year",
    course_id="страница журнала",
    student_id="{student.nom}",
    kind="за что",
    term_id="период",
    slot="место",
    value="отметка",
    reason="почему не как предложено",
    proposed="была предложена",
    average="средний",
    set_at="когда выставлена",
    first_set_at="когда выставлена впервые",
    version="версия",
)
track(
    ConductMark,
    "Отметки за поведение",
    of_year="class_group__year",
    class_group_id="{group.nom}",
    student_id="{student.nom}",
    kind="за что",
    term_id="период",
    slot="место",
    value="отметка",
    note="примечание",
    set_at="когда выставлена",
    version="версия",
)
track(
    ConductAsking,
    "Просьбы о мнениях",
    of_year="class_group__year",
    class_group_id="{group.nom}",
    kind="за что",
    term_id="период",
    slot="место",
    asked_by_id="кто просит",
    asked_at="когда",
)
track(
    ConductOpinion,
    "Мнения о поведении",
    of_year="course__year",
    course_id="страница журнала",
    student_id="{student.nom}",
    kind="за что",
    term_id="период",
    slot="место",
    value="мнение",
    note="примечание",
    set_at="когда",
)
