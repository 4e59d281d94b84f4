"""Names of the curriculum's choices in the school's own words."""

from letopis.school.curriculum.enums import LessonKind
from letopis.school.organisation.words import phrase


def kind_name(kind: str) -> str:
    """Return the name of a kind of lesson: «Урок», in a college «Пара»; the others are the same everywhere."""
    return phrase("{Lesson.nom}") if kind == LessonKind.LESSON else str(LessonKind(kind).label)
