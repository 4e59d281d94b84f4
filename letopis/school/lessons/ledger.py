"""What the ledger holds of this context."""

from letopis.school.history.tracking import track
from letopis.school.lessons.models import CorrectionRequest, Homework, HomeworkFile, HomeworkStudent
from letopis.school.periods.requests import LABELS

track(
    Homework,
    "Домашние задания",
    later={"minutes": None, "set_at": None},
    lesson_id="{lesson.nom}",
    due_lesson_id="к какой дате по расписанию",
    due_on="к какому дню",
    text="текст",
    minutes="минут",
    is_for_all="для всех",
    set_at="когда записано",
    is_removed="убрано",
    version="версия",
)
track(HomeworkStudent, "Задания отдельным {student.dats}", homework_id="задание", student_id="{student.nom}")
track(
    HomeworkFile,
    "Файлы заданий",
    file_in="file",
    later={"digest": ""},
    homework_id="задание",
    file="где лежит",
    name="название",
    content_type="тип",
    size="размер",
    digest="SHA-256 содержания",
    is_removed="убрано",
)
track(
    CorrectionRequest,
    "Просьбы исправить запись",
    of_year="course__year",
    course_id="страница журнала",
    student_id="{student.nom}",
    kind="вид записи",
    object_id="строка журнала",
    base_version="её версия",
    place="где",
    was="что стояло",
    wanted="что просят записать",
    operation="операция как введена",
    op_id="операция",
    opening_id="просьба открыть страницу",
    **LABELS,
)
