"""Taking a step, giving one back. Every write goes through the ledger; two at once: one of them is refused (ARC-04)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max, Q

from letopis.documents.handover import policy
from letopis.documents.handover.drafts import ActDraft, Certificate
from letopis.documents.handover.enums import MoveKind, Signature, Step
from letopis.documents.handover.models import ArchiveCase, CaseMove, TransferAct
from letopis.documents.handover.obstacles import Obstacle, obstacles_of
from letopis.documents.handover.printed import director_signatures, latest_print, volume_in
from letopis.documents.handover.reading import Journal, journals_of
from letopis.documents.handover.rules import OF_YEAR
from letopis.documents.handover.words import words_of
from letopis.documents.signatures.queries import signer_name
from letopis.kernel.actor import Actor
from letopis.kernel.clock import local, now, today
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.fields import sound
from letopis.kernel.locks import take_turn
from letopis.kernel.text import clean
from letopis.school.history.intake import Put, Table, write
from letopis.school.history.models import Entry
from letopis.school.organisation.models import AcademicYear
from letopis.school.organisation.queries import year_of
from letopis.school.organisation.words import phrase

CASES = Table(ArchiveCase, "open_case", "change_case")
MOVES = Table(CaseMove, "take_step", "take_step")
ACTS = Table(TransferAct, "draw_up_act", "draw_up_act")
LONGEST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Taking:
    """What is said with a step. `even_so`: it is taken though something stands in the way, for the remark's reason."""

    remark: str = ""
    even_so: bool = False
    certificate: Certificate | None = None
    act: ActDraft | None = None


@transaction.atomic
def take_step(actor: Actor, *, year_id: int, step: Step, based_on: Mapping[int, int], taking: Taking) -> list[CaseMove]:
    """Take a step with the journals of some classes; `based_on`: by class (or OF_YEAR) how many moves the sender saw.

    All or none. Raises NotVisible, Refused: nothing chosen, another was quicker, it is not this step's turn, something
    stands in the way (code `obstacles`, asked once and with a remark), nothing is printed, the act or the signature
    lacks something.
    """
    if not policy.may_take(actor, step):
        raise NotVisible
    take_turn(f"archive:{actor.school_id}")
    year = year_of(actor.school_id, year_id)
    remark = _remark(taking.remark)
    journals = _chosen(year, based_on)
    for journal in journals:
        _require_turn(journal, step, based_on[journal.key])
    overridden = _overridden(year, journals, taking.even_so, remark)
    more = _of_step(actor, year, step, journals, taking)
    return _write(actor, step, journals, [{**one, "remark": remark} for one in _merged(more, overridden)])


@transaction.atomic
def give_back(
    actor: Actor, *, class_id: int = OF_YEAR, year_id: int | None = None, number: int, remark: str
) -> CaseMove:
    """Give the last step back to whoever took it, with a remark; `number`: how many moves the sender saw.

    Without `class_id` of the volume of summary sheets of the year.

    Raises NotVisible, Refused: nothing to give back, another was quicker, no remark.
    """
    policy.require_reader(actor)
    take_turn(f"archive:{actor.school_id}")
    journal = journal_of(actor, class_id, year_id)
    if not policy.may_return(actor, journal.stand) or journal.stand.last is None:
        raise NotVisible
    _require_same(journal, number)
    remark = _remark(remark)
    if not remark:
        raise Refused("Напишите, что исправить: замечание останется в истории.", code="remark", field="remark")
    step = journal.stand.last.step
    if step == Step.HANDED and journal.case is not None:
        put = Put.change(journal.case, "leave_archive")
        put.row.index, put.row.number, put.row.place = "", None, ""
        write(actor, CASES, [put])
    move = _move(actor, journal, MoveKind.RETURNED, step, remark=remark)
    write(actor, MOVES, [Put(move, action="return_step")])
    return move


def journal_of(actor: Actor, class_id: int, year_id: int | None = None) -> Journal:
    """Return the journal of one class of the actor's school, or with OF_YEAR a year's volume. Raises NotVisible."""
    years = AcademicYear.objects.filter(school_id=actor.school_id).select_related("school")
    which = Q(pk=year_id) if class_id == OF_YEAR else Q(classes=class_id)
    year = years.filter(which).first()
    journals = journals_of(year, [class_id]) if year else []
    if not journals:
        raise NotVisible
    return journals[0]


# ── what must be so ───────────────────────────────────────────────────


def _chosen(year: AcademicYear, based_on: Mapping[int, int]) -> list[Journal]:
    if not based_on:
        raise Refused(phrase("Отметьте хотя бы один {group.acc}."), code="none", field="classes")
    journals = journals_of(year, list(based_on))
    if len(journals) != len(based_on):
        raise NotVisible
    return journals


def _require_same(journal: Journal, number: int) -> None:
    if journal.stand.number == number:
        return
    last = journal.moves[-1]
    who = last.person.initials if last.person else "программа"
    what = words_of(Step(last.step)).title.lower()
    verb = "возвращён шаг" if last.kind == MoveKind.RETURNED else "отмечено"
    text = f"{journal.title}: уже {verb} «{what}», {who}, {local(last.at):%d.%m.%Y %H:%M}. Обновите страницу."
    raise Refused(text, code="twice", field="classes")


def _require_turn(journal: Journal, step: Step, number: int) -> None:
    _require_same(journal, number)
    if journal.stand.next != step:
        wanted = journal.stand.next
        told = f"сейчас черёд шага «{words_of(wanted).title}»" if wanted else "все шаги уже сделаны"
        raise Refused(f"{journal.title}: {told}. Шаги не пропускаются.", code="order", field="classes")


def _overridden(year: AcademicYear, journals: Sequence[Journal], even_so: bool, remark: str) -> list[str]:
    """What stands in the way of each, as text. Raises Refused where it is new and was not passed over with a remark."""
    found = obstacles_of(year, [journal.key for journal in journals])
    told = [told_of(found[journal.key]) for journal in journals]
    new = [(one, text) for one, text in zip(journals, told, strict=True) if text and text != passed_over(one)]
    if new and not even_so:
        listed = "; ".join(f"{one.title}: {text}" for one, text in new[:5])
        more = f" и ещё {len(new) - 5}" if len(new) > 5 else ""
        raise Refused(f"Мешает: {listed}{more}. Устраните или отметьте всё равно.", code="obstacles", field="even_so")
    if new and not remark:
        raise Refused("Напишите, почему отмечено всё равно.", code="remark", field="remark")
    return told


def told_of(obstacles: Iterable[Obstacle]) -> str:
    """Return what stands in the way as the record keeps it."""
    return "; ".join(one.text for one in obstacles)[:1000]


def passed_over(journal: Journal) -> str:
    """Return what the step before this one was taken in spite of: it need not be explained twice."""
    last = journal.stand.last
    move = journal.move_of(last.step) if last else None
    return move.overridden if move else ""


# ── what each step records ────────────────────────────────────────────

Columns = dict[str, Any]


def _of_step(
    actor: Actor, year: AcademicYear, step: Step, journals: Sequence[Journal], taking: Taking
) -> list[Columns]:
    if step == Step.PRINTED:
        return _printed(year, journals)
    if step == Step.CERTIFIED:
        if taking.certificate is None:
            raise Refused("Укажите, кто и когда подписал.", code="required", field="signatory")
        if taking.certificate.signature == Signature.ELECTRONIC:
            return _signed(journals)
        return [asdict(sound(taking.certificate, today()))] * len(journals)
    if step == Step.HANDED:
        if taking.act is None:
            raise Refused("Укажите акт приёма-передачи.", code="required", field="number")
        act = _draw_up(actor, year, taking.act)
        return [{"act": act}] * len(journals)
    return [{}] * len(journals)


def _printed(year: AcademicYear, journals: Sequence[Journal]) -> list[Columns]:
    run = latest_print(year)
    if run is None:
        raise Refused("Комплект журналов этого года ещё не напечатан: напечатайте его.", code="no_print")
    newest = dict(Entry.objects.filter(pk__in=[one.head for one in journals if one.head]).values_list("pk", "at"))
    columns = []
    for journal in journals:
        changed_at = newest.get(journal.head)
        if changed_at is not None and changed_at > run.created_at:
            text = f"{journal.title}: журнал исправлен после печати ({local(changed_at):%d.%m.%Y %H:%M}). "
            raise Refused(text + "Напечатайте комплект заново.", code="stale_print", field="classes")
        volume = volume_in(run, journal.group)
        if volume is None:
            text = f"{journal.title}: в последнем напечатанном комплекте нет тома. Напечатайте комплект заново."
            raise Refused(text, code="no_volume", field="classes")
        told = {"pages": volume.pages, "sheets": volume.sheets, "digest": volume.digest, "run_id": volume.run_id}
        columns.append(told)
    return columns


def _signed(journals: Sequence[Journal]) -> list[Columns]:
    """The director's electronic signatures under the very files that were printed. Raises Refused for one without."""
    printed = {journal.key: move for journal in journals if (move := journal.move_of(Step.PRINTED))}
    found = director_signatures(journals[0].year.school_id, [move.digest for move in printed.values()])
    columns: list[Columns] = []
    for journal in journals:
        move = printed.get(journal.key)
        signature = found.get(move.digest) if move else None
        if signature is None:
            text = f"{journal.title}: под напечатанным томом нет электронной подписи директора. Подпишите файл "
            raise Refused(text + "комплекта на странице «Печать журналов».", code="unsigned", field="signature")
        signed_on = local(signature.signed_at).date()
        columns.append(
            {"signature": Signature.ELECTRONIC, "signatory": signer_name(signature)[:160], "signed_on": signed_on}
        )
    return columns


def _draw_up(actor: Actor, year: AcademicYear, draft: ActDraft) -> TransferAct:
    draft = sound(draft, today())
    if TransferAct.objects.filter(school=actor.school_id, number=draft.number, date=draft.date).exists():
        raise Refused(f"Акт № {draft.number} от {draft.date:%d.%m.%Y} уже есть.", code="twice", field="number")
    act = TransferAct(school_id=actor.school_id, year=year, **asdict(draft))
    write(actor, ACTS, [Put(act)])
    return act


def _merged(columns: Sequence[Columns], overridden: Sequence[str]) -> list[Columns]:
    return [{**one, "overridden": told} for one, told in zip(columns, overridden, strict=True)]


# ── writing ───────────────────────────────────────────────────────────


def _write(actor: Actor, step: Step, journals: Sequence[Journal], columns: Sequence[Columns]) -> list[CaseMove]:
    puts = [_case_put(actor, one) for one in journals]
    if step == Step.HANDED:
        _place(actor, puts, journals, columns[0]["act"])
    write(actor, CASES, puts)
    moves = [
        _move(actor, journal, MoveKind.TAKEN, step, case=put.row, **told)
        for journal, put, told in zip(journals, puts, columns, strict=True)
    ]
    return write(actor, MOVES, [Put(move) for move in moves])


def _case_put(actor: Actor, journal: Journal) -> Put[ArchiveCase]:
    """The case; made with the first step, with the plan of the school as it is now."""
    if journal.case is not None:
        return Put.change(journal.case)
    year, group = journal.year, journal.group
    title = phrase("{Group_journal} {name}", name=group.name) if group else journal.title
    return Put(
        ArchiveCase(
            school_id=actor.school_id,
            kind=journal.kind,
            year=year,
            class_group=group,
            title=title,
            year_name=year.name,
            ended_on=year.ends_on,
            plan=",".join(journal.stand.plan),
        )
    )


def _place(actor: Actor, puts: Sequence[Put[ArchiveCase]], journals: Sequence[Journal], act: TransferAct) -> None:
    """Give the cases their place in the archive: numbers go on from the last of the index."""
    own = ArchiveCase.objects.filter(school=actor.school_id, index=act.index)
    number = own.aggregate(last=Max("number"))["last"] or 0
    for put, journal in zip(puts, journals, strict=True):
        printed = journal.move_of(Step.PRINTED)
        case = put.row
        if case.index != act.index or case.number is None:
            number += 1
            case.number = number
        case.index, case.place = act.index, act.place
        case.sheets = printed.sheets if printed else None


def _move(actor: Actor, journal: Journal, kind: MoveKind, step: Step, **columns: Any) -> CaseMove:
    return CaseMove(
        school_id=actor.school_id,
        **{"case": journal.case, **columns},
        number=journal.stand.number + 1,
        kind=kind,
        step=step,
        at=now(),
        person_id=actor.person_id,
        role=actor.role,
        entry_id=journal.head,
    )


def _remark(text: str) -> str:
    text = clean(text)
    if len(text) > LONGEST:
        raise Refused(f"Слишком длинно: не больше {LONGEST} знаков.", code="too_long", field="remark")
    return text
