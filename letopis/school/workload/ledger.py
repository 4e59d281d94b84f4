"""What the ledger holds of this context."""

from letopis.school.history.tracking import track
from letopis.school.workload.models import AssessmentWork, SchoolNorm

track(
    AssessmentWork,
    "График оценочных работ",
    of_year="course__year",
    course_id="страница журнала",
    date="дата",
    number="номер {lesson.gen}",
    level="уровень",
    kind="вид",
    title="название",
    minutes="минут",
    state="состояние",
    reason="причина",
    plan_number="номер в плане",
    version="версия",
)
track(SchoolNorm, "Нормы нагрузки", key="норма", value="значение", is_on="действует")
