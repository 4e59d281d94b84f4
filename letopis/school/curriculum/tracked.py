"""What the ledger holds of this context."""

from letopis.school.curriculum.models import Course, CourseTeacher, CurriculumRow, LessonPlan, PlannedLesson, Subject
from letopis.school.history.tracking import track

track(Subject, "name", "short_name", "area")
track(CurriculumRow, "year_id", "class_group_id", "subject_id", "part", "hours_per_week")
track(LessonPlan, "year_id", "subject_id", "grade", "title", "textbook", "author_id")
track(PlannedLesson, "plan_id", "number", "topic", "kind", "homework", "planned_on")
track(Course, "year_id", "class_group_id", "subject_id", "subgroup_id", "plan_id", "hours_per_week", "scale")
track(CourseTeacher, "course_id", "staff_id", "starts_on", "ends_on")
