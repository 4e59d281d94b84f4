"""Cases whose term is over, destroyed by an act with two signatures, through the ledger's own door (ARC-08: Т7.6).

Of a journal kept here the content of the ledger's entries about its pages goes, but not that of marks of periods: the
summary sheets stand on them for 75 years. The rows themselves stay in their tables; the act says how many.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from django.db import transaction

from letopis.documents.handover.enums import CaseKind
from letopis.documents.handover.models import ArchiveCase
from letopis.documents.keeping.actions import require
from letopis.documents.keeping.kept import Terms, free_from, terms_of
from letopis.documents.keeping.models import ActCase, ActState, Confirmation, Hold, KeepingAct
from letopis.kernel.actor import Actor
from letopis.kernel.clock import now, today
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.fields import Day, Text, cleaned, faults
from letopis.kernel.locks import take_turn
from letopis.kernel.rights import Right
from letopis.kernel.text import clean
from letopis.school.curriculum.models import Course
from letopis.school.history.acts import ActDraft, Which, preview_by_course
from letopis.school.history.destruction import destroy_entries
from letopis.school.history.intake import Put, Table, write
from letopis.school.lessons.models import Homework, HomeworkFile, HomeworkStudent
from letopis.school.marks.models import Absence, Mark, Work
from letopis.school.timetable.models import Lesson

ACTS = Table(KeepingAct, "draw_up_destruction", "carry_out_destruction")
ACT_CASES = Table(ActCase, "name_case", "destroy_case")
SIGNED = Table(Confirmation, "sign_destruction", "sign_destruction", removed="sign_destruction")
MEMBERS = 2
MOST = 100_000  # entries of one act: all or none of it is done, in one transaction
# What a page of the journal holds day by day. Not marks of periods: summary sheets are kept longer.
OF_JOURNAL = tuple(
    model._meta.label_lower for model in (Mark, Absence, Work, Lesson, Homework, HomeworkStudent, HomeworkFile)
)


@dataclass(frozen=True, slots=True)
class DestructionDraft:
    """An act on the destruction of cases as it is drawn up."""

    number: Annotated[str, Text("Номер акта", limit=30, required=True)]
    date: Annotated[date, Day("Дата акта", required=True)]
    reason: Annotated[
        str, Text("Основание", limit=300, required=True, help="Например: истёк срок хранения, протокол комиссии № 2")
    ]
    method: Annotated[str, Text("Как уничтожается бумага", limit=300, required=True, help="Например: измельчение")]


@dataclass(frozen=True, slots=True)
class Doomed:
    """What is to go with a case: entries of the ledger, and rows that stay in their tables all the same.

    `courses` empty: it is on paper alone.
    """

    case: ArchiveCase
    courses: tuple[int, ...]
    entries: int
    left: int


@transaction.atomic
def draw_up(actor: Actor, *, draft: DestructionDraft, case_ids: Sequence[int]) -> KeepingAct:
    """Draw up an act over cases. Raises NotVisible, Refused: one of them may not go, and why."""
    require(actor)
    draft = cleaned(draft)
    for fault in faults(DestructionDraft, draft, today()):
        raise Refused(fault.message, code=fault.code, field=fault.field)
    if draft.date > today():
        raise Refused("Дата акта ещё не наступила. Исправьте дату.", code="future", field="date")
    if KeepingAct.objects.filter(school=actor.school_id, number=draft.number, date=draft.date).exists():
        raise Refused(f"Акт № {draft.number} от {draft.date:%d.%m.%Y} уже есть.", code="twice", field="number")
    cases = _cases(actor, case_ids)
    if not cases:
        raise Refused("Отметьте хотя бы одно дело.", code="none", field="cases")
    _require_free(terms_of(actor.school_id), cases)
    taken = ActCase.objects.filter(case__in=cases).exclude(act__state=ActState.WITHDRAWN).select_related("case")
    for one in taken:
        raise Refused(f"«{one.case.title}» уже в другом акте.", code="twice", field="cases")
    act = KeepingAct(
        school_id=actor.school_id, number=draft.number, date=draft.date, reason=draft.reason, method=draft.method
    )
    write(actor, ACTS, [Put(act)])
    write(actor, ACT_CASES, [Put(ActCase(school_id=actor.school_id, act=act, case=case)) for case in cases])
    return act


@transaction.atomic
def sign_act(actor: Actor, *, act_id: int, position: str) -> Confirmation:
    """Sign an act as a member of the commission. Raises NotVisible, Refused: signed by this person or two already."""
    act = _draft(actor, act_id, Right.CONFIRM_DESTRUCTION)
    if actor.person_id is None:
        raise NotVisible
    position = clean(position)
    if not position or len(position) > 160:
        raise Refused("Укажите должность, до 160 знаков.", code="required", field="position")
    signed = list(act.confirmations.all())
    if any(one.person_id == actor.person_id for one in signed):
        raise Refused("Вы этот акт уже подписали: второй подписывает другой человек.", code="twice", field="position")
    if len(signed) >= MEMBERS:
        raise Refused("Акт уже подписан двумя.", code="full")
    row = Confirmation(
        school_id=actor.school_id,
        act=act,
        person_id=actor.person_id,
        role=actor.role,
        position=position,
        at=now(),
    )
    write(actor, SIGNED, [Put(row)])
    return row


@transaction.atomic
def withdraw_act(actor: Actor, *, act_id: int) -> None:
    """Withdraw an act that was not carried out: its cases may stand in another. Raises NotVisible, Refused."""
    require(actor)
    act = _draft(actor, act_id, Right.KEEP_ARCHIVE)
    put = Put.change(act, "withdraw_destruction")
    act.state = ActState.WITHDRAWN
    write(actor, ACTS, [put])


@transaction.atomic
def carry_out(actor: Actor, *, act_id: int, expected: int) -> KeepingAct:
    """Destroy what an act names, for good; `expected`: how many entries of the ledger the page had told.

    All or nothing. Raises NotVisible, Refused: fewer than two signatures, a case that may not go any more, another
    number of entries than expected, an entry that was altered.
    """
    act = _draft(actor, act_id, Right.DESTROY_ENTRIES)
    signed = list(act.confirmations.select_related("person"))
    if len({one.person_id for one in signed}) < MEMBERS:
        raise Refused("Акт должны подписать двое: без этого ничего не уничтожается.", code="unsigned")
    rows = list(act.cases.select_related("case__taken_out"))
    _require_free(terms_of(actor.school_id), [row.case for row in rows])
    doomed = doomed_of([row.case for row in rows])
    found = sum(one.entries for one in doomed)
    if found != expected:
        raise Refused(
            f"Теперь под акт попадает записей истории: {found}, а было {expected}. Проверьте снова.", code="changed"
        )
    if found > MOST:
        raise Refused(f"Записей истории {found}, в один акт помещается {MOST}. Составьте несколько актов.", code="many")
    puts = [Put.change(row) for row in rows]
    for number, (put, one) in enumerate(zip(puts, doomed, strict=True), start=1):
        put.row.entries, put.row.left = one.entries, one.left
        if one.entries:
            destroy_entries(actor, act=_of_ledger(act, number, one, signed), which=_which(one), expected=one.entries)
    write(actor, ACT_CASES, puts)
    put_act = Put.change(act)
    act.state, act.done_at, act.done_by_id, act.entries = ActState.DONE, now(), actor.person_id, found
    write(actor, ACTS, [put_act])
    return act


def doomed_of(cases: Sequence[ArchiveCase]) -> list[Doomed]:
    """Return what would go with each case; with one on paper alone nothing of the ledger. Three queries at most."""
    classes = [case.class_group_id for case in cases if case.class_group_id and case.kind == CaseKind.JOURNAL]
    if not classes:
        return [Doomed(case, (), 0, 0) for case in cases]
    pages: dict[int, list[int]] = defaultdict(list)
    for class_id, pk in Course.objects.filter(class_group__in=classes).order_by("pk").values_list("class_group", "pk"):
        pages[class_id].append(pk)
    every = tuple(pk for own in pages.values() for pk in own)
    sizes = preview_by_course(cases[0].school_id, Which(courses=every, tables=OF_JOURNAL)) if every else {}
    return [_doomed(case, tuple(pages[case.class_group_id or 0]), sizes) for case in cases]


def _doomed(case: ArchiveCase, courses: tuple[int, ...], sizes: dict[int, tuple[int, int]]) -> Doomed:
    if case.kind != CaseKind.JOURNAL:
        courses = ()
    found = [sizes[pk] for pk in courses if pk in sizes]
    return Doomed(case, courses, sum(size for size, _ in found), sum(left for _, left in found))


def _which(one: Doomed) -> Which:
    return Which(courses=one.courses, tables=OF_JOURNAL)


def _of_ledger(act: KeepingAct, number: int, one: Doomed, signed: Sequence[Confirmation]) -> ActDraft:
    """The act of the ledger's door for one case of the archive's act."""
    first, second = signed[:MEMBERS]
    return ActDraft(
        number=f"{act.number}/{number}",
        date=act.date,
        subjects=f"Дело {one.case.index} / {one.case.number}: {one.case.title}, {one.case.year_name}",
        categories="Отметки, посещаемость, темы и задания страниц журнала; отметки за периоды остаются",
        reason=act.reason,
        first_member=first.person.full_name,
        first_position=first.position,
        second_member=second.person.full_name,
        second_position=second.position,
    )


def _cases(actor: Actor, case_ids: Sequence[int]) -> list[ArchiveCase]:
    cases = ArchiveCase.objects.filter(school=actor.school_id, pk__in=case_ids, number__isnull=False)
    found = list(cases.select_related("taken_out").order_by("index", "number"))
    if len(found) != len(set(case_ids)):
        raise NotVisible
    return found


def _require_free(kept: Terms, cases: Sequence[ArchiveCase]) -> None:
    held = set(Hold.objects.filter(case__in=cases, lifted_at=None).values_list("case", flat=True))
    for case in cases:
        free = free_from(kept, case.kind, case.ended_on)
        if free > today():
            raise Refused(
                f"«{case.title}»: хранить до {free:%d.%m.%Y}, раньше уничтожать нельзя.", code="early", field="cases"
            )
        if case.pk in held:
            raise Refused(f"«{case.title}»: уничтожать запрещено, пока запрет не снят.", code="held", field="cases")
        if case.kind == CaseKind.JOURNAL and not hasattr(case, "taken_out"):
            text = f"«{case.title}»: сначала изымите сводные ведомости, их хранят дольше."
            raise Refused(text, code="summaries", field="cases")


def _draft(actor: Actor, act_id: int, right: Right) -> KeepingAct:
    """The act that is being prepared, for whoever has the right. Raises NotVisible, Refused: it is not any more."""
    if not (actor.may(Right.READ_ARCHIVE) and actor.may(right)):
        raise NotVisible
    take_turn(f"archive:{actor.school_id}")
    act = KeepingAct.objects.filter(school=actor.school_id, pk=act_id).first()
    if act is None:
        raise NotVisible
    if act.state != ActState.DRAFT:
        raise Refused(f"Акт № {act.number}: {act.get_state_display().lower()}, изменить его нельзя.", code="twice")
    return act
