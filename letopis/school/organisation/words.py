"""The school's own words: a college has groups, curators, semesters and pairs where a school has classes and quarters.

One table, so that pages and messages never ask which kind of school they are for. Whoever serves a request activates
the words of its school (as Django does with languages); texts name them:
phrase("{Student.gen} не было в составе {where}", where="7А").
Sources: П1.4, П3.4.2 (класс, классный руководитель, учитель); Т3.1.3, Т3.1.7, Т4.4.4, Т4.8 (группа, куратор,
преподаватель); requirements.md (четверть / семестр).
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.functional import lazy

from letopis.kernel.roles import Role
from letopis.school.organisation.enums import SchoolKind, TermKind

# What goes to the scripts of the journal and the lesson: no more, a page waits for every byte.
SCRIPTED_WORDS = (
    *("student", "group", "teacher", "lesson"),
    *("lesson_no", "lesson_nth", "to_next_lesson", "of_parallel", "unfilled", "lesson_cancelled"),
)


@dataclass(frozen=True, slots=True)
class Noun:
    """A noun in all cases, singular and (with -s) plural: «ученик», «ученика» … «ученики», «учеников» …"""

    nom: str
    gen: str
    dat: str
    acc: str
    ins: str
    pre: str
    noms: str
    gens: str
    dats: str
    accs: str
    inss: str
    pres: str

    @property
    def counted(self) -> str:
        """«ученик,ученика,учеников», as the filters `plural` and `counted` take it."""
        return f"{self.nom},{self.gen},{self.gens}"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Words:
    """The words of one kind of school; nouns first, then phrases whose adjectives or verbs agree with them.

    There is one of each kind: what is made of words alone may be kept by them (`functools.cache`).
    """

    school: Noun
    student: Noun
    group: Noun
    # The year of study: «7 класс», «2 курс»; `parallel` are all groups of it.
    grade: Noun
    parallel: Noun
    tutor: Noun
    tutoring: str
    teacher: Noun
    lesson: Noun
    term: Noun
    # What the class teacher holds (А3.2.3).
    class_hour: Noun
    # «четверти или полугодия»: what a year may be divided into.
    terms: str
    my_group: str
    new_group: str
    whole_group: str
    # What is printed of a group's year.
    group_journal: str
    this_groups: str
    any_group_to: str
    any_group_into: str
    without_group: str
    missed_lesson: str
    lesson_cancelled: str
    next_lesson: str
    previous_lesson: str
    first_lesson: str
    # «К следующему уроку».
    to_next_lesson: str
    lesson_after: str
    one_of_lessons: str
    which_of_lessons: str
    # «Из параллельного (класса)».
    of_parallel: str
    # What follows a lesson's number: «3-й урок».
    lesson_no: str
    # The same without the noun: «3-й».
    lesson_nth: str
    # And in the genitive: «до конца 1-го».
    lesson_no_gen: str
    in_grades: str
    in_junior_grades: str
    to_first_grade: str
    to_next_grade: str
    in_any_grade: str
    teacher_before: str
    no_teacher: str
    new_school: str
    whole_school_gen: str
    whole_school_pre: str
    # How many weeks a curriculum's hours are for.
    year_weeks: str
    # The same as numbers: in the first year of study, in the others.
    study_weeks: tuple[int, int]
    # Three forms for figures each: «3 урока не заполнены», «без темы», «пропущены».
    unfilled: str
    untold: str
    missed: str
    # Divisions of the year that may be added.
    term_kinds: tuple[TermKind, ...]
    # Bodies that decide of students (councils.enums.CouncilKind).
    councils: tuple[str, ...]
    last_grade: int
    # A group's name as an example, and how it is formed.
    group_example: str
    roles: Mapping[Role, str] = field(default_factory=dict)

    def role(self, role: Role) -> str:
        """Return a role's name: «Учитель», in a college «Преподаватель»."""
        return self.roles.get(role, str(Role(role).label))

    @property
    def scripted(self) -> dict[str, str | dict[str, str]]:
        """The words that the teacher's scripts say: phrases by name, nouns as their forms by name of the case."""
        return {
            name: asdict(word) if isinstance(word := getattr(self, name), Noun) else word for name in SCRIPTED_WORDS
        }


def _noun(forms: str) -> Noun:
    """A noun from its twelve forms parted by commas."""
    return Noun(*(form.strip() for form in forms.split(",")))


_SCHOOL = Words(
    school=_noun("школа, школы, школе, школу, школой, школе, школы, школ, школам, школы, школами, школах"),
    student=_noun(
        "ученик, ученика, ученику, ученика, учеником, ученике,"
        "ученики, учеников, ученикам, учеников, учениками, учениках"
    ),
    group=_noun("класс, класса, классу, класс, классом, классе, классы, классов, классам, классы, классами, классах"),
    grade=_noun("класс, класса, классу, класс, классом, классе, классы, классов, классам, классы, классами, классах"),
    parallel=_noun(
        "параллель, параллели, параллели, параллель, параллелью, параллели,"
        "параллели, параллелей, параллелям, параллели, параллелями, параллелях"
    ),
    tutor=_noun(
        "классный руководитель, классного руководителя, классному руководителю, классного руководителя,"
        "классным руководителем, классном руководителе, классные руководители, классных руководителей,"
        "классным руководителям, классных руководителей, классными руководителями, классных руководителях"
    ),
    tutoring="классное руководство",
    teacher=_noun(
        "учитель, учителя, учителю, учителя, учителем, учителе,"
        "учителя, учителей, учителям, учителей, учителями, учителях"
    ),
    lesson=_noun("урок, урока, уроку, урок, уроком, уроке, уроки, уроков, урокам, уроки, уроками, уроках"),
    term=_noun(
        "четверть, четверти, четверти, четверть, четвертью, четверти,"
        "четверти, четвертей, четвертям, четверти, четвертями, четвертях"
    ),
    class_hour=_noun(
        "классный час, классного часа, классному часу, классный час, классным часом, классном часе,"
        "классные часы, классных часов, классным часам, классные часы, классными часами, классных часах"
    ),
    terms="четверти или полугодия",
    my_group="Мой класс",
    new_group="Новый класс",
    whole_group="весь класс",
    group_journal="классный журнал",
    this_groups="этого класса",
    any_group_to="ни одному классу",
    any_group_into="ни в один класс",
    without_group="без класса",
    missed_lesson="пропущенный урок",
    lesson_cancelled="урок отменён",
    next_lesson="следующий урок",
    previous_lesson="предыдущий урок",
    first_lesson="первый урок",
    to_next_lesson="следующему уроку",
    of_parallel="параллельного",
    lesson_after="урок после этого",
    one_of_lessons="один из уроков",
    which_of_lessons="какой из уроков",
    lesson_no="-й урок",
    lesson_nth="-й",
    lesson_no_gen="-го",
    in_grades="в классах",
    in_junior_grades="в младших классах",
    to_first_grade="в первый класс",
    to_next_grade="в следующий класс",
    in_any_grade="ни в одном классе",
    teacher_before="прежний учитель",
    no_teacher="учитель не назначен",
    new_school="Новая школа",
    whole_school_gen="всей школы",
    whole_school_pre="всей школе",
    year_weeks="на 34\u00a0недели; в первых классах на\u00a033",
    study_weeks=(33, 34),
    unfilled="урок не заполнен,урока не заполнены,уроков не заполнены",
    untold="урок без темы,урока без темы,уроков без темы",
    missed="урок пропущен,урока пропущены,уроков пропущены",
    term_kinds=tuple(TermKind),
    councils=("pedagogical", "small", "consilium"),
    last_grade=11,
    group_example="7А",
)
_COLLEGE = Words(
    school=_noun(
        "колледж, колледжа, колледжу, колледж, колледжем, колледже,"
        "колледжи, колледжей, колледжам, колледжи, колледжами, колледжах"
    ),
    student=_noun(
        "студент, студента, студенту, студента, студентом, студенте,"
        "студенты, студентов, студентам, студентов, студентами, студентах"
    ),
    group=_noun("группа, группы, группе, группу, группой, группе, группы, групп, группам, группы, группами, группах"),
    grade=_noun("курс, курса, курсу, курс, курсом, курсе, курсы, курсов, курсам, курсы, курсами, курсах"),
    parallel=_noun("курс, курса, курсу, курс, курсом, курсе, курсы, курсов, курсам, курсы, курсами, курсах"),
    tutor=_noun(
        "куратор, куратора, куратору, куратора, куратором, кураторе,"
        "кураторы, кураторов, кураторам, кураторов, кураторами, кураторах"
    ),
    tutoring="кураторство",
    teacher=_noun(
        "преподаватель, преподавателя, преподавателю, преподавателя, преподавателем, преподавателе,"
        "преподаватели, преподавателей, преподавателям, преподавателей, преподавателями, преподавателях"
    ),
    lesson=_noun("пара, пары, паре, пару, парой, паре, пары, пар, парам, пары, парами, парах"),
    term=_noun(
        "семестр, семестра, семестру, семестр, семестром, семестре,"
        "семестры, семестров, семестрам, семестры, семестрами, семестрах"
    ),
    class_hour=_noun(
        "час куратора, часа куратора, часу куратора, час куратора, часом куратора, часе куратора,"
        "часы куратора, часов куратора, часам куратора, часы куратора, часами куратора, часах куратора"
    ),
    terms="семестры",
    my_group="Моя группа",
    new_group="Новая группа",
    whole_group="вся группа",
    group_journal="журнал учебной группы",
    this_groups="этой группы",
    any_group_to="ни одной группе",
    any_group_into="ни в одну группу",
    without_group="без группы",
    missed_lesson="пропущенная пара",
    lesson_cancelled="пара отменена",
    next_lesson="следующая пара",
    previous_lesson="предыдущая пара",
    first_lesson="первую пару",
    to_next_lesson="следующей паре",
    of_parallel="параллельной",
    lesson_after="пара после этой",
    one_of_lessons="одну из пар",
    which_of_lessons="какую из пар",
    lesson_no="-я пара",
    lesson_nth="-я",
    lesson_no_gen="-й",
    in_grades="на курсах",
    in_junior_grades="на младших курсах",
    to_first_grade="на первый курс",
    to_next_grade="на следующий курс",
    in_any_grade="ни на одном курсе",
    teacher_before="прежний преподаватель",
    no_teacher="преподаватель не назначен",
    new_school="Новый колледж",
    whole_school_gen="всего колледжа",
    whole_school_pre="всём колледже",
    year_weeks="на 34\u00a0недели",
    study_weeks=(34, 34),
    unfilled="пара не заполнена,пары не заполнены,пар не заполнено",
    untold="пара без темы,пары без темы,пар без темы",
    missed="пара пропущена,пары пропущены,пар пропущено",
    term_kinds=(TermKind.SEMESTER, TermKind.HALF_YEAR),
    councils=("pedagogical", "small", "grants"),
    last_grade=5,
    group_example="ИС-21",
    roles={
        Role.DEPUTY: "Заместитель директора",
        Role.TUTOR: "Куратор",
        Role.TEACHER: "Преподаватель",
        Role.STUDENT: "Студент",
    },
)
_BY_KIND: Mapping[str, Words] = {SchoolKind.GENERAL: _SCHOOL, SchoolKind.COLLEGE: _COLLEGE}
_current: ContextVar[Words] = ContextVar("words", default=_SCHOOL)


def words_of(kind: str) -> Words:
    """Return the words of a kind of school (SchoolKind)."""
    return _BY_KIND[kind]


def current() -> Words:
    """Return the words of the school that is being served; a general school's where none was named."""
    return _current.get()


def phrase(text: str, /, **values: object) -> str:
    """Return `text` with the school's words in it: «{student.gen}», at a beginning «{Student.gen}», «{my_group}».

    `values` fill other places; what stands in them is never read as a place itself. KeyError or AttributeError for a
    word there is not.
    """
    return text.format_map(_Places(current(), values))


def phrase_lazy(text: str) -> Any:
    """Return `text` as phrase() has it at the moment it is shown: for labels made when the program starts."""
    return lazy(phrase, str)(text)


def role_name(role: str) -> str:
    """Return the name of a role in the school's own words."""
    return current().role(Role(role))


class _Places(dict[str, Any]):
    """Values first, then words; a capital letter asks for a capital letter."""

    def __init__(self, words: Words, values: Mapping[str, object]) -> None:
        super().__init__(values)
        self._words = words

    def __missing__(self, name: str) -> Any:
        lower = name[:1].lower() + name[1:]
        if lower not in Words.__dataclass_fields__:
            raise KeyError(name)
        found = getattr(self._words, lower)
        if lower == name:
            return found
        return _Capital(found) if isinstance(found, Noun) else _capital(str(found))


@dataclass(frozen=True, slots=True)
class _Capital:
    noun: Noun

    def __getattr__(self, case: str) -> str:
        return _capital(getattr(self.noun, case))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


@contextmanager
def in_words_of(kind: str) -> Iterator[Words]:
    """Speak the words of a kind of school until the block ends."""
    token = _current.set(words_of(kind))
    try:
        yield words_of(kind)
    finally:
        _current.reset(token)
