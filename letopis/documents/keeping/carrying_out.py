"""An act on destruction carried out: all of it in one transaction, files and copies after it (ARC-08: Т7.6, Д5.1)."""

from collections.abc import Sequence

from django.db import transaction

from letopis.documents.carriers import gone as carriers
from letopis.documents.handover.enums import CaseKind
from letopis.documents.handover.models import CaseMove
from letopis.documents.journal_paper.gone import forget_prints
from letopis.documents.keeping import clearing
from letopis.documents.keeping.destroying import ACT_CASES, ACTS, MEMBERS, MOST, draft_of, require_free
from letopis.documents.keeping.doomed import Doomed, doomed_of, packages_with
from letopis.documents.keeping.kept import terms_of
from letopis.documents.keeping.models import ActState, Confirmation, KeepingAct
from letopis.documents.signatures.gone import forget_documents
from letopis.kernel.actor import Actor
from letopis.kernel.clock import now
from letopis.kernel.errors import Refused
from letopis.kernel.rights import Right
from letopis.school.history.acts import ActDraft, Which
from letopis.school.history.destruction import destroy_entries
from letopis.school.history.intake import Put, write
from letopis.school.sync.gone import forget_answers

CATEGORIES = {
    CaseKind.JOURNAL: (
        "Отметки, посещаемость, справки о пропусках, темы, задания и просьбы страниц журнала; отметки за периоды "
        "остаются"
    ),
    CaseKind.SUMMARY: "Отметки за периоды, годовые, итоговые и за поведение",
}


@transaction.atomic
def carry_out(actor: Actor, *, act_id: int, expected: int) -> KeepingAct:
    """Destroy what an act names, for good; `expected`: how many entries of the ledger the page had told.

    All or nothing; files and copies go after the transaction (clearing.py), again and again until they are gone. Raises
    NotVisible, Refused: fewer than two signatures, a case that may not go any more, another number of entries than
    expected, an entry that was altered, something being printed or packed.
    """
    act = draft_of(actor, act_id, Right.DESTROY_ENTRIES)
    signed = list(act.confirmations.select_related("person"))
    if len({one.person_id for one in signed}) < MEMBERS:
        raise Refused("Акт должны подписать двое: без этого ничего не уничтожается.", code="unsigned")
    rows = list(act.cases.select_related("case__taken_out"))
    cases = [row.case for row in rows]
    require_free(terms_of(actor.school_id), cases)
    doomed = doomed_of(cases)
    _require_as_told(sum(one.entries for one in doomed), expected, len(cases))
    carriers.require_quiet(actor.school_id)
    puts, put_act = [Put.change(row) for row in rows], Put.change(act)
    files = _files_of(doomed)
    for number, (put, one) in enumerate(zip(puts, doomed, strict=True), start=1):
        put.row.entries, put.row.rows = one.entries, _destroy(actor, act, number, one, signed)
    act.state, act.done_at, act.done_by_id = ActState.DONE, now(), actor.person_id
    act.entries, act.rows = sum(put.row.entries for put in puts), sum(put.row.rows for put in puts)
    _take_packages(actor, act, doomed, files)
    act.files = len(files)
    write(actor, ACT_CASES, puts)
    write(actor, ACTS, [put_act])
    clearing.note_files(act, files)
    school_id = actor.school_id
    transaction.on_commit(lambda: clearing.begin(school_id))
    return act


def _require_as_told(found: int, expected: int, number: int) -> None:
    if found != expected:
        raise Refused(
            f"Теперь под акт попадает записей истории: {found}, а было {expected}. Проверьте снова.", code="changed"
        )
    if found > MOST and number > 1:
        text = (
            f"Записей истории {found}, в один акт помещается {MOST}. Отзовите этот акт и составьте снова: дела будут "
            "разложены по нескольким актам."
        )
        raise Refused(text, code="many")


def _destroy(actor: Actor, act: KeepingAct, number: int, one: Doomed, signed: Sequence[Confirmation]) -> int:
    """Through the ledger's own door where it holds something of the case; return how many rows went."""
    if one.pages is None:
        return 0
    if not one.entries:
        return one.pages.remove(actor, None)
    draft = _of_ledger(act, number, one, signed)
    made = destroy_entries(actor, act=draft, which=Which(pages=one.pages), expected=one.entries)
    forget_answers(actor.school_id, made.pk)
    return one.rows


def _of_ledger(act: KeepingAct, number: int, one: Doomed, signed: Sequence[Confirmation]) -> ActDraft:
    """The act of the ledger's door for one case of the archive's act."""
    first, second = signed[:MEMBERS]
    return ActDraft(
        number=f"{act.number}/{number}",
        date=act.date,
        subjects=f"Дело {one.case.index} / {one.case.number}: {one.case.title}, {one.case.year_name}",
        categories=CATEGORIES[CaseKind(one.case.kind)],
        reason=act.reason,
        method="Стирание содержания и соли записей истории, удаление строк таблиц и файлов",
        first_member=first.person.full_name,
        first_position=first.position,
        second_member=second.person.full_name,
        second_position=second.position,
    )


def _files_of(doomed: Sequence[Doomed]) -> list[str]:
    """Files that rows name; asked before the rows go."""
    return [name for one in doomed if one.pages for name in one.pages.files()]


def _take_packages(actor: Actor, act: KeepingAct, doomed: Sequence[Doomed], files: list[str]) -> None:
    """Packages with their copies, prints, signed volumes: off the lists; their files are added to `files`."""
    cases = [one.case for one in doomed]
    journals = [case for case in cases if case.kind == CaseKind.JOURNAL]
    packages = packages_with(cases)
    act.packages, act.copies = len(packages), carriers.condemn(actor, packages, act.title)
    moves = CaseMove.objects.filter(case__in=journals).exclude(digest="")
    digests = [*moves.values_list("digest", flat=True), *(one.fingerprint for one in packages)]
    files += forget_documents(actor.school_id, digests)
    files += forget_prints(actor.school_id, sorted({case.year_id for case in journals if case.year_id}))
