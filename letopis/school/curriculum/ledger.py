"""What the ledger holds of this context."""

from letopis.school.curriculum.models import (
    Course,
    CourseTeacher,
    CurriculumRow,
    LessonPlan,
    PlannedLesson,
    PlanSection,
    Subject,
)
from letopis.school.history.tracking import track

track(Subject, "Предметы", name="название", short_name="краткое название", area="область")
track(
    CurriculumRow,
    "Учебный план",
    of_year="year",
    year_id="учебный год",
    class_group_id="{group.nom}",
    subject_id="предмет",
    part="часть плана",
    hours_per_week="часов в неделю",
)
track(
    LessonPlan,
    "Календарно-тематические планы",
    of_year="year",
    year_id="учебный год",
    subject_id="предмет",
    grade="{grade.nom}",
    title="название",
    textbook="учебник",
    author_id="автор",
)
track(
    PlanSection,
    "Разделы планов",
    of_year="plan__year",
    plan_id="план",
    number="номер",
    title="название",
    hours="часов",
)
track(
    PlannedLesson,
    "Темы планов",
    of_year="plan__year",
    later={"note": "", "section_id": None},
    plan_id="план",
    section_id="раздел",
    number="номер",
    topic="тема",
    kind="вид",
    homework="домашнее задание",
    planned_on="дата по плану",
    note="примечание",
)
track(
    Course,
    "Нагрузка",
    of_year="year",
    later={"kind": "subject"},
    year_id="учебный год",
    class_group_id="{group.nom}",
    subject_id="предмет",
    subgroup_id="подгруппа",
    plan_id="план",
    hours_per_week="часов в неделю",
    scale="шкала отметок",
    kind="вид",
)
track(
    CourseTeacher,
    "{Teacher.noms} по нагрузке",
    of_year="course__year",
    course_id="страница журнала",
    staff_id="работник",
    starts_on="с какого дня",
    ends_on="по какой день",
)
