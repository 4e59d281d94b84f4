"""Names of the curriculum's choices in the school's own words."""

from letopis.school.curriculum.enums import CourseKind, LessonKind
from letopis.school.organisation.words import phrase, phrase_lazy

# To choose from; the words are the school's at the moment they are shown.
KINDS = tuple(
    (kind.value, phrase_lazy("{Class_hour.noms}") if kind is CourseKind.CLASS_HOUR else str(kind.label))
    for kind in CourseKind
)


def kind_name(kind: str) -> str:
    """Return the name of a kind of lesson: «Урок», in a college «Пара»; the others are the same everywhere."""
    return phrase("{Lesson.nom}") if kind == LessonKind.LESSON else str(LessonKind(kind).label)


def kind_label(kind: str) -> str:
    """Return the name of a kind of page: «Внеурочная деятельность», «Классные часы», in a college «Часы куратора»."""
    return phrase("{Class_hour.noms}") if kind == CourseKind.CLASS_HOUR else str(CourseKind(kind).label)
