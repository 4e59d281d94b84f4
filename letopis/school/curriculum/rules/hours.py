"""Hours of a plan, of the load and of the curriculum (CUR-03, С3.5)."""

from dataclasses import dataclass
from decimal import Decimal

from letopis.school.organisation.words import current


def study_weeks(grade: int) -> int:
    """Return the weeks of study a year of a grade: 34, in the first of a general school 33 (federal programmes)."""
    first, others = current().study_weeks
    return first if grade == 1 else others


def hours_of_year(hours_per_week: Decimal, weeks: int) -> int:
    """Return the hours a year of `hours_per_week` (halves allowed), rounded down to whole lessons."""
    return int(hours_per_week * weeks)


def plain_hours(hours: Decimal) -> Decimal:
    """Return hours without idle zeros: 3.0 → 3, 1.5 → 1.5, 10 → 10."""
    whole = hours.to_integral_value()
    return whole if whole == hours else hours.normalize()


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours a year: `planned` by the plan, `load` by the course, `curriculum` by the curriculum (None: no such row)."""

    planned: int
    load: int
    curriculum: int | None

    @property
    def needed(self) -> int:
        """What the plan has to have: the curriculum's hours, else the load's."""
        return self.load if self.curriculum is None else self.curriculum

    @property
    def difference(self) -> int:
        """Planned less needed: above zero too many, below too few."""
        return self.planned - self.needed

    @property
    def lacking(self) -> int:
        """Hours the plan is short of, 0 for none."""
        return max(-self.difference, 0)

    @property
    def agree(self) -> bool:
        """Whether plan, load and curriculum say the same."""
        return self.difference == 0 and self.curriculum in (None, self.load)


def compare_hours(*, planned: int, load_per_week: Decimal, curriculum_per_week: Decimal | None, grade: int) -> Hours:
    """Return the hours of a course side by side (CUR-03)."""
    weeks = study_weeks(grade)
    return Hours(
        planned=planned,
        load=hours_of_year(load_per_week, weeks),
        curriculum=None if curriculum_per_week is None else hours_of_year(curriculum_per_week, weeks),
    )


def fits_parallel(*, subject_id: int, grade: int, course_subject_id: int, course_grade: int) -> bool:
    """Return whether a plan may serve a course: the same subject and grade."""
    return subject_id == course_subject_id and grade == course_grade
