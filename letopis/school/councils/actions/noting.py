"""A debt that no council of the school has named: it was brought along, or a meeting on paper named it (JRN-06).

Source: 273-ФЗ, ст. 58 ч. 2: a debt is of the mark, whoever has spoken of it since.
"""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q

from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.rights import Right
from letopis.school.classes.models import ClassGroup, SubgroupMembership
from letopis.school.councils import policy, rules
from letopis.school.councils.enums import DebtState
from letopis.school.councils.models import AcademicDebt
from letopis.school.councils.queries.debts import marks_in_journal
from letopis.school.councils.queries.noting import class_of, years_until
from letopis.school.councils.tables import DEBTS, check_version
from letopis.school.curriculum.models import Course, Subject
from letopis.school.history.intake import NOW, Occasion, Put, write
from letopis.school.organisation.models import AcademicYear, Term
from letopis.school.organisation.words import phrase
from letopis.school.people.models import Student


@dataclass(frozen=True, slots=True)
class DebtDraft:
    """What is noted. `term_id` None: of the year as a whole, which may be one before the class was there."""

    subject_id: int
    year_id: int
    term_id: int | None
    mark: str
    arisen_on: date
    until: date


@transaction.atomic
def note_debt(actor: Actor, *, student_id: int, draft: DebtDraft, occasion: Occasion = NOW) -> AcademicDebt:
    """Note a debt of somebody who is in a class. Raises NotVisible, Refused: in no class, a day or a mark that does not
    fit, noted already."""
    policy.require(actor, Right.KEEP_DEBTS)
    # Two who note the same at the same moment: the second is told.
    student = Student.objects.select_for_update().filter(school_id=actor.school_id, pk=student_id).first()
    subject = Subject.objects.filter(school_id=actor.school_id, pk=draft.subject_id).first()
    if student is None or subject is None:
        raise NotVisible
    group = class_of(student)
    if group is None:
        raise Refused(phrase("{Student.nom} ни в одном {group.pre}: сначала зачислите."), code="class")
    year, term = _period(draft, group)
    _check(draft)
    row = AcademicDebt(
        school_id=actor.school_id,
        student=student,
        class_group=group,
        year=year,
        term=term,
        subject=subject,
        mark=draft.mark,
        arisen_on=draft.arisen_on,
        until=draft.until,
    )
    if AcademicDebt.objects.filter(student=student, subject=subject, year=year, term=term).exists():
        raise Refused("Эта задолженность уже записана.", code="twice", field="subject_id")
    row.course = _page(row)
    write(actor, DEBTS, [Put(row)], occasion)
    return row


@transaction.atomic
def take_debt_back(actor: Actor, *, debt_id: int, version: int) -> int:
    """Take back a debt that was noted by mistake; return whose it was. Raises NotVisible, Refused: of a council, with a
    retake, changed since it was shown."""
    policy.require(actor, Right.KEEP_DEBTS)
    row = AcademicDebt.objects.select_for_update().filter(school_id=actor.school_id, pk=debt_id).first()
    if row is None:
        raise NotVisible
    check_version(row, version)
    if not rules.may_go(row.decision_id, is_open=row.state == DebtState.OPEN, has_retakes=row.retakes.exists()):
        raise Refused(
            "Убрать можно только записанную вручную, без пересдач: остальное — документы заседания.", code="used"
        )
    write(actor, DEBTS, [Put.removal(row)])
    return row.student_id


def _period(draft: DebtDraft, group: ClassGroup) -> tuple[AcademicYear, Term | None]:
    """Of which it is: a period of the class, its year, or a year before it."""
    year = years_until(group).filter(pk=draft.year_id).first()
    if year is None:
        raise NotVisible
    if draft.term_id is None:
        return year, None
    term = Term.objects.filter(pk=draft.term_id, scheme=group.scheme_id).first()
    if term is None or year.pk != group.year_id:
        raise NotVisible
    return year, term


def _check(draft: DebtDraft) -> None:
    if draft.mark not in rules.FAILING:
        raise Refused("С этой отметкой задолженности нет (273-ФЗ, ст. 58 ч. 2).", code="mark", field="mark")
    if draft.arisen_on > today():
        raise Refused("Этот день ещё не настал: задолженности пока нет.", code="future", field="arisen_on")
    last = rules.last_day(draft.arisen_on)
    if not draft.arisen_on <= draft.until <= last:
        message = f"Срок — с {draft.arisen_on:%d.%m.%Y} по {last:%d.%m.%Y} (273-ФЗ, ст. 58 ч. 5)."
        raise Refused(message, code="until", field="until")


def _page(debt: AcademicDebt) -> Course | None:
    """The page of the journal that the mark stands on, or would: none for a year before the class was there."""
    parts = SubgroupMembership.objects.filter(student=debt.student_id).values("subgroup")
    pages = Course.objects.filter(class_group=debt.class_group_id, subject=debt.subject_id, year=debt.year_id)
    pages = pages.filter(Q(subgroup=None) | Q(subgroup__in=parts)).order_by("pk")
    found = list(pages)
    for debt.course in found:
        if any(mark.value in rules.FAILING for mark in marks_in_journal(debt)):
            return debt.course
    return found[0] if found else None
