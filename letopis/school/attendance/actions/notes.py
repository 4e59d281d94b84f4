"""Notes on absences: announced by a guardian or brought to the class teacher, confirmed and frozen, or declined."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import uuid4

from django.core.files import File
from django.db import transaction

from letopis.kernel.actor import Actor
from letopis.kernel.clock import now, today
from letopis.kernel.errors import Refused
from letopis.kernel.text import clean
from letopis.kernel.uploads import keep_upload
from letopis.school.attendance import policy
from letopis.school.attendance.actions.reasons import absences_of, settle_again
from letopis.school.attendance.enums import NoteKind, NoteState
from letopis.school.attendance.intake import write_files, write_notes
from letopis.school.attendance.models import AbsenceNote, NoteFile
from letopis.school.attendance.queries.coverage import Coverage, class_and_year, coverage
from letopis.school.attendance.queries.notes import class_of
from letopis.school.classes.models import ClassGroup
from letopis.school.history.intake import Occasion, Put
from letopis.school.lessons.file_types import TYPES, clean_name
from letopis.school.marks.actions.absences import Settled
from letopis.school.marks.models import Absence
from letopis.school.organisation.words import phrase

MOST_FILES = 5
LONGEST = 300
# A guardian announces weeks ahead, a stay at a sanatorium included.
AHEAD = timedelta(days=62)


@dataclass(frozen=True, slots=True)
class ReadyFile:
    """A file as it is to be kept (lessons.actions.files.ready): its name as sent, its ending, its content."""

    name: str
    ending: str
    content: File[bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteDraft:
    """A note as typed. `first_number`, `last_number`: only these lessons of the one day."""

    kind: str = NoteKind.REQUEST
    code: str
    first_day: date
    last_day: date
    first_number: int | None = None
    last_number: int | None = None
    text: str = ""
    files: Sequence[ReadyFile] = field(default=())


@dataclass(frozen=True, slots=True)
class Answered:
    """A note, what lessons it covers, and what became of the absences that were there."""

    note: AbsenceNote
    coverage: Coverage
    settled: Settled


@transaction.atomic
def announce(actor: Actor, *, student_id: int, draft: NoteDraft) -> AbsenceNote:
    """Say ahead that a student will not come, or explain an absence, as the family; it waits for confirmation.

    Raises NotVisible for another's child, Refused (order, too far ahead, a day out of the class, a closed year, twice).
    """
    student = policy.speaks_for(actor, student_id)
    if draft.last_day > today() + AHEAD:
        raise Refused("Так далеко вперёд не сообщают: не больше двух месяцев.", code="ahead", field="last_day")
    row = _new(actor, student.pk, draft, by_family=True)
    same = AbsenceNote.objects.filter(
        school_id=actor.school_id,
        student=student,
        first_day=row.first_day,
        last_day=row.last_day,
        first_number=row.first_number,
        state__in=(NoteState.ANNOUNCED, NoteState.CONFIRMED),
    )
    if same.exists():
        raise Refused("Об этих днях уже сообщено.", code="twice", field="first_day")
    write_notes(actor, [Put(row)])
    _attach(actor, row, draft.files)
    return row


@transaction.atomic
def add_note(actor: Actor, *, class_id: int, student_id: int, draft: NoteDraft) -> Answered:
    """Record a note brought to the class teacher: confirmed at once. Raises NotVisible, Refused."""
    group = policy.class_to_settle(actor, class_id)
    row = _new(actor, student_id, draft, by_family=False, group=group)
    row.state = NoteState.CONFIRMED
    row.answered_by_id, row.answered_at = actor.staff_id, row.said_at
    write_notes(actor, [Put(row, action="confirm_absence")])
    answered = _apply(actor, row)
    # Files last: what fails before them leaves none behind.
    _attach(actor, row, draft.files)
    return answered


@transaction.atomic
def confirm_note(actor: Actor, *, note_id: int, code: str = "") -> Answered:
    """Confirm what a guardian said, `code` if the reason is another: from now on it is frozen. Raises NotVisible,
    Refused."""
    row = _to_answer(actor, note_id)
    _require(row, NoteState.ANNOUNCED, "Уже отвечено: обновите страницу.")
    put = Put.change(row, "confirm_absence")
    row.code = code or row.code
    _answer(actor, row, NoteState.CONFIRMED, "")
    write_notes(actor, [put])
    return _apply(actor, row)


@transaction.atomic
def decline_note(actor: Actor, *, note_id: int, answer: str) -> AbsenceNote:
    """Decline what a guardian said, with a word of why that the family reads. Raises NotVisible, Refused."""
    row = _to_answer(actor, note_id)
    _require(row, NoteState.ANNOUNCED, "Уже отвечено: обновите страницу.")
    words = _words(answer, "Напишите, почему: семья прочтёт эти слова.", "answer")
    put = Put.change(row, "decline_absence")
    _answer(actor, row, NoteState.DECLINED, words)
    write_notes(actor, [put], Occasion(reason=words))
    return row


@transaction.atomic
def take_back_note(actor: Actor, *, note_id: int, reason: str) -> Settled:
    """Take a confirmation back, for a reason that the ledger and the family keep: the note waits again, its absences
    are unexplained, but for those that another note covers. Raises NotVisible, Refused."""
    row = _to_answer(actor, note_id)
    _require(row, NoteState.CONFIRMED, "Этот документ не подтверждён: обновите страницу.")
    words = _words(reason, "Укажите причину: она останется в истории.", "reason")
    put = Put.change(row, "take_back_absence")
    _answer(actor, row, NoteState.ANNOUNCED, words)
    write_notes(actor, [put], Occasion(reason=words))
    covered = _covered(row)
    explained = {one.pk for one in covered if one.code == row.code}
    return settle_again(actor, row, covered, no_more=explained, why=words)


@transaction.atomic
def withdraw_note(actor: Actor, *, note_id: int) -> AbsenceNote:
    """Take back what was said, as the family, until it is confirmed. Raises NotVisible, Refused."""
    row = policy.note_for(actor, note_id, family=True)
    if not row.by_family:
        raise Refused(phrase("Этот документ записан в {school.pre}: обратитесь к {tutor.dat}."), code="not_own")
    _require(row, NoteState.ANNOUNCED, phrase("Уже отвечено: если что-то изменилось, обратитесь к {tutor.dat}."))
    put = Put.change(row, "withdraw_absence")
    row.state = NoteState.WITHDRAWN
    write_notes(actor, [put])
    return row


# ── one note ──────────────────────────────────────────────────────────
def _new(
    actor: Actor, student_id: int, draft: NoteDraft, *, by_family: bool, group: ClassGroup | None = None
) -> AbsenceNote:
    stay = class_and_year(actor.school_id, student_id, draft.first_day, draft.last_day, group)
    if stay is None:
        raise Refused(
            phrase("В эти дни {student.nom} в {group.pre} не числится."), code="not_member", field="first_day"
        )
    return AbsenceNote(
        school_id=actor.school_id,
        year=stay,
        student_id=student_id,
        kind=draft.kind,
        code=draft.code,
        first_day=draft.first_day,
        last_day=draft.last_day,
        first_number=draft.first_number,
        last_number=draft.last_number,
        text=draft.text,
        by_family=by_family,
        said_by=actor.name,
        said_at=now(),
    )


def _to_answer(actor: Actor, note_id: int) -> AbsenceNote:
    """A note of the own class, to be settled by the actor."""
    row = policy.note_for(actor, note_id)
    policy.class_to_settle(actor, class_of(row) or 0)
    return row


def _require(row: AbsenceNote, state: NoteState, otherwise: str) -> None:
    if row.state != state:
        raise Refused(otherwise, code="answered")


def _answer(actor: Actor, row: AbsenceNote, state: NoteState, words: str) -> None:
    row.state, row.answer = state, words
    row.answered_by_id, row.answered_at = actor.staff_id, now()


def _words(text: str, otherwise: str, field: str) -> str:
    words = clean(text)
    if not words or len(words) > LONGEST:
        raise Refused(otherwise, code="words", field=field)
    return words


def _attach(actor: Actor, row: AbsenceNote, files: Sequence[ReadyFile]) -> None:
    """Files lie under random names; what fails leaves none behind."""
    if len(files) > MOST_FILES:
        raise Refused(f"Прикладывают не больше {MOST_FILES} файлов.", code="too_many", field="files")
    kept: list[NoteFile] = []
    try:
        for one in files:
            file = NoteFile(
                school_id=row.school_id,
                note=row,
                name=clean_name(one.name, one.ending),
                content_type=TYPES[one.ending].content_type,
            )
            keep_upload(file, f"{uuid4().hex}.{one.ending}", one.content)
            kept.append(file)
        if kept:
            write_files(actor, [Put(file) for file in kept])
    except BaseException:
        for file in kept:
            file.file.delete(save=False)
        raise


# ── the absences that are there ───────────────────────────────────────
def _covered(row: AbsenceNote) -> list[Absence]:
    """The absences that a note speaks of. One query."""
    return [one for one in absences_of(row, row.dates) if row.covers(one.lesson.date, one.lesson.number)]


def _apply(actor: Actor, row: AbsenceNote) -> Answered:
    """Give the absences that are there the reason; those to come get it with the lesson's operation."""
    settled = settle_again(actor, row, _covered(row), no_more=(), why=row.get_kind_display())
    return Answered(row, coverage(row.school_id, row.student_id, row.dates, row.numbers), settled)
