"""Minutes of homework: what a task is taken to cost, and what a class's day comes to. Pure. Advice, never a lock.

Source of the norms: СанПиН 1.2.3685-21 (norms/homework.toml).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from letopis.kernel.text import name_key
from letopis.school.workload.figures import Figures, tasks

STEP = 5
# Whoever studies at a college has left the ninth grade, whatever the course.
OLDEST = 11


@dataclass(frozen=True, slots=True)
class DueTask:
    """A task due on a day. `subgroup_id`: of the page, None for a whole class's; `student_ids`: for them alone."""

    subject: str
    minutes: int
    is_estimated: bool
    subgroup_id: int | None = None
    student_ids: frozenset[int] = frozenset()


def usual_minutes(subject: str, grade: int, own: Sequence[int], figures: Figures) -> int:
    """Return what a task of a subject is taken to cost in a grade of a general school; OLDEST: in any of a college.

    The median of the school's own estimates, to five minutes, half up, where there are enough of them; else what
    practice says of the subject; else the usual task. `own`: estimates of the subject in the grade.
    """
    enough = figures.get("learnt_from")
    if enough is not None and own and len(own) >= enough:
        return STEP * int((2 * median(own) + STEP) // (2 * STEP))
    known = _by_practice(subject, grade)
    return figures.get("task_minutes", 0) if known is None else known


def _by_practice(subject: str, grade: int) -> int | None:
    name = name_key(subject)
    band = 0 if grade <= 4 else 1 if grade <= 8 else 2
    for task in tasks():
        if any(name_key(one) in name for one in task.named):
            return task.minutes[band]
    return None


def heaviest(due: Iterable[DueTask], students: Mapping[int, frozenset[int]]) -> tuple[int, list[DueTask]]:
    """Return the minutes of the student who has the most to do, and that student's tasks.

    `students`: id → the subgroups the student is in. Nobody there: what is for the whole class.
    """
    every = list(due)
    whole = [task for task in every if task.subgroup_id is None and not task.student_ids]
    best = sum(task.minutes for task in whole), whole
    for student, subgroups in sorted(students.items()):
        own = [task for task in every if _is_for(task, student, subgroups)]
        total = sum(task.minutes for task in own)
        if total > best[0]:
            best = total, own
    return best


def _is_for(task: DueTask, student: int, subgroups: frozenset[int]) -> bool:
    if task.student_ids:
        return student in task.student_ids
    return task.subgroup_id is None or task.subgroup_id in subgroups
