"""Files of homework: who may have them."""

from datetime import date

from django.db.models import Exists, OuterRef, Q

from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.kernel.errors import NotVisible
from letopis.kernel.rights import Right
from letopis.school.classes.models import ClassTutor, Membership, SubgroupMembership
from letopis.school.diary import policy as diary
from letopis.school.lessons import policy
from letopis.school.lessons.models import HomeworkFile, HomeworkStudent
from letopis.school.organisation.models import dated_on

TASK, LESSON = "homework__", "homework__lesson__"


def homework_file(actor: Actor, file_id: int) -> HomeworkFile:
    """Return a file the actor may have: of a page or lesson they read, or of a task that is theirs or their child's.

    Raises NotVisible for everything else. At most three queries.
    """
    day = today()
    rows = HomeworkFile.objects.filter(school_id=actor.school_id, is_removed=False, homework__is_removed=False)
    row = rows.filter(_visible(actor, day), pk=file_id).first()
    if row is None:
        raise NotVisible
    return row


def _visible(actor: Actor, day: date) -> Q:
    if diary.is_family(actor):
        return _of_students(diary.open_students(actor, day))
    pages = policy.visible_lessons(actor, day, to_lesson=LESSON)
    # Who has come from another class this year brought the diary along, with its tasks (П3.3.1).
    own = _in_own_class(actor, day) if actor.may(Right.READ_CLASS_DIARIES) and actor.staff_id else []
    return pages | _of_students(own) if own else pages


def _in_own_class(actor: Actor, day: date) -> list[int]:
    """Students of the classes that `actor` leads who have been in another class too. One query."""
    led = ClassTutor.objects.filter(dated_on(day), school_id=actor.school_id, staff_id=actor.staff_id or 0)
    before = Membership.objects.filter(school_id=actor.school_id, student_id=OuterRef("student_id")).exclude(
        class_group_id=OuterRef("class_group_id")
    )
    now = Membership.objects.filter(
        dated_on(day), Exists(before), school_id=actor.school_id, class_group__in=led.values("class_group")
    )
    return list(now.values_list("student_id", flat=True))


def _of_students(student_ids: list[int]) -> Q:
    """Tasks named for one of the students, or for all where one was there when it was set or is due."""
    named = HomeworkStudent.objects.filter(homework_id=OuterRef("homework_id"), student_id__in=student_ids)
    there = dated_on(OuterRef(f"{LESSON}date")) | dated_on(OuterRef(f"{TASK}due_on"))
    in_class = Membership.objects.filter(
        there, class_group_id=OuterRef(f"{LESSON}class_group_id"), student_id__in=student_ids
    )
    in_group = SubgroupMembership.objects.filter(
        there, subgroup_id=OuterRef(f"{TASK}course__subgroup_id"), student_id__in=student_ids
    )
    whole_class = Q(homework__course__subgroup_id__isnull=True)
    for_all = Q(homework__is_for_all=True) & Q(Exists(in_class)) & (whole_class | Q(Exists(in_group)))
    return Q(Exists(named)) | for_all
