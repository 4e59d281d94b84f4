"""Destruction by an act, whole: rows, files, packages and their copies; nothing of anybody else's; never half of it."""

import os
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.db.models import ProtectedError, Q
from hypothesis import given
from hypothesis import strategies as st

from letopis.documents.carriers import gone as carriers
from letopis.documents.carriers import nights
from letopis.documents.carriers.models import Copy, Package, Run
from letopis.documents.carriers.options import file_of
from letopis.documents.carriers.queries import trouble_of_archive
from letopis.documents.journal_paper.reading import read_class
from letopis.documents.journal_paper.volume import YEAR, class_volume, course_pages
from letopis.documents.keeping import clearing, destroying, queries
from letopis.documents.keeping.actions import place_hold, take_out
from letopis.documents.keeping.carrying_out import carry_out
from letopis.documents.keeping.destroying import draw_up, sign_act
from letopis.documents.keeping.doomed import PARTS
from letopis.documents.keeping.models import ActState, DoomedFile
from letopis.documents.keeping.paper import destruction_data
from letopis.kernel import background
from letopis.kernel.clock import local, now
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.roles import Role
from letopis.school.attendance.models import AbsenceNote, EarlyLeave, NoteFile
from letopis.school.grading.models import ConductOpinion, PeriodMark
from letopis.school.history.acts import ActDraft, Which
from letopis.school.history.destruction import destroy_entries
from letopis.school.history.log.checkpoints import make_checkpoint
from letopis.school.history.models import DestructionAct, Entry
from letopis.school.history.verification import verify
from letopis.school.lessons.models import Homework, HomeworkFile, HomeworkStudent
from letopis.school.marks.models import Absence, Mark, Work
from letopis.school.organisation.serving import serving
from letopis.school.periods.models import ReopenRequest
from letopis.school.sync.models import AppliedOperation
from letopis.school.timetable.models import Lesson
from tests import factories as make
from tests.documents.carriers import scene as archive
from tests.documents.keeping.scene import ACT, case_of, kept

pytestmark = [pytest.mark.django_db, pytest.mark.req("ARC-08")]


@pytest.fixture
def k(moment, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "media")
    return kept(moment)


def findings(school_id):
    """What `letopis verify` finds but rows that factories have made without it."""
    return [one for one in verify(school_id).findings if one.code != "row_unrecorded"]


def entries(k, act):
    return queries.destruction_page(k.director, act.pk).entries


def do(k, act):
    carry_out(k.director, act_id=act.pk, expected=entries(k, act))
    clearing.clear(k.school_id)


def test_everything_of_the_page_goes_and_nothing_of_another_class_or_year(k):
    files = [Path(model.objects.get().file.path) for model in (HomeworkFile, NoteFile)]
    act = k.act()
    page = queries.destruction_page(k.director, act.pk)
    there = {part.model: part.rows((k.a.class_group.pk,)).count() for part in PARTS["journal"]}
    assert all(there[one] for one in (Mark, Absence, Work, Lesson, Homework, HomeworkStudent, HomeworkFile))
    assert all(there[one] for one in (ReopenRequest, ConductOpinion, AbsenceNote, NoteFile, EarlyLeave))
    assert (page.rows, page.packages, page.may_carry_out) == (sum(there.values()), 0, True)
    own = Q(course_id=k.a.course.pk) | Q(
        kind__startswith="attendance.", student_id__in=[one.pk for one in k.a.students]
    )
    told = Entry.objects.filter(own, kind__in=[part.kind for part in PARTS["journal"]])
    told = Entry.objects.filter(pk__in=list(told.values_list("pk", flat=True)))
    assert page.entries == told.count()
    do(k, act)
    for part in PARTS["journal"]:
        assert not part.rows((k.a.class_group.pk,)).exists(), part.model
    assert not any(file.exists() for file in files)
    assert not DoomedFile.objects.exists()
    assert {one.act_id for one in told} == {DestructionAct.objects.get().pk}
    assert not AppliedOperation.objects.filter(op_id__in=told.exclude(op_id=None).values("op_id")).exists()
    # The other class of that year, the next year, the marks of periods.
    assert AbsenceNote.objects.count() == 2
    assert Mark.objects.filter(value="3").count() == 2
    assert set(Lesson.objects.all()) == {k.b, k.later}
    assert AppliedOperation.objects.count() == 2
    assert PeriodMark.objects.get().value == "4"
    act.refresh_from_db()
    assert (act.state, act.rows, act.files) == (ActState.DONE, sum(there.values()), 2)
    assert findings(k.school_id) == []
    (said,) = [one.message for one in verify(k.school_id).remarks if one.code == "destroyed_by_act"]
    assert (
        f"№ 5/1 от 01.02.2033 записей истории: {told.count()}; строк таблиц: {DestructionAct.objects.get().rows}"
        in said
    )


def test_what_explains_absences_goes_with_the_last_class_of_that_year(k):
    """A note names no class: of who went from 7А to 7Б in the year it stays until 7Б goes."""
    note = AbsenceNote.objects.get(student=k.a.students[1])
    stay = note.student.memberships.get()
    stay.ends_on = date(2026, 12, 31)
    stay.save()
    note.student.memberships.create(
        school=k.a.school, class_group=k.b.class_group, starts_on=date(2027, 1, 1), ends_on=None
    )
    do(k, k.act())
    assert AbsenceNote.objects.filter(pk=note.pk).exists()
    assert NoteFile.objects.filter(note=note).exists()
    assert not EarlyLeave.objects.exists()
    k.case = case_of(k.b.class_group)
    do(k, k.act(number="6"))
    assert not AbsenceNote.objects.filter(pk=note.pk).exists()
    assert findings(k.school_id) == []


def test_more_than_one_act_may_take_is_parted_by_itself(k, monkeypatch):
    monkeypatch.setattr(destroying, "MOST", 2)
    other = case_of(k.b.class_group)
    for case in (k.case, other):
        take_out(k.deputy, case_id=case.pk, index="03-13", place="Архив", sheets=2)
    acts = draw_up(k.deputy, draft=ACT, case_ids=[k.case.pk, other.pk])
    assert [(act.number, [one.case_id for one in act.cases.all()]) for act in acts] == [
        ("5-1", [k.case.pk]),
        ("5-2", [other.pk]),
    ]
    for act in acts:
        sign_act(k.deputy, act_id=act.pk, position="заместитель директора")
        sign_act(k.director, act_id=act.pk, position="директор")
        do(k, act)
    assert not Mark.objects.exclude(lesson=k.later).exists()
    assert findings(k.school_id) == []


@given(st.lists(st.integers(0, 50)), st.integers(1, 60))
def test_parting_keeps_the_order_and_the_limit(sizes, most):
    shares = destroying.parted(sizes, most)
    assert [one for share in shares for one in share] == list(range(len(sizes)))
    assert all(len(share) == 1 or sum(sizes[one] for one in share) <= most for share in shares)


def test_what_stays_is_told_with_its_reason(k):
    text = destruction_data(queries.destruction_page(k.director, k.act().pk))["parts"][0]["stays"]
    assert text[0] == (
        "Отметки за периоды, годовые, итоговые и за поведение: это сводные ведомости, их хранят 75 лет (Т7.6)"
    )
    assert any("педагогических советов" in one and "практике, сам текст не сверен" in one for one in text)
    assert any(one.startswith("Карточки, состав классов и приказы") for one in text)


def test_what_is_printed_of_it_says_by_which_act_its_pages_went(k):
    act = k.act()
    do(k, act)
    journal = read_class(k.a.class_group.pk, printed_at=local(now()))
    parts = class_volume(journal, YEAR, address="")["parts"]
    told = f"Страницы уничтожены по акту № {act.number}/1 от {act.date:%d.%m.%Y}."
    assert parts[0]["people"][-1] == told
    # Marks of periods are kept, with the students they are of; each page of them says so, printed alone as well.
    alone = course_pages(journal, YEAR, address="")["parts"]
    assert [(part["kind"], part["told"], part["given"]) for part in alone if part["kind"] == "spread"] == [
        ("spread", told, None)
    ]
    (sheet,) = [part for part in parts if part.get("head") == "Сводная ведомость учёта посещаемости"]
    assert (sheet["kind"], sheet["told"]) == ("empty", told)
    # A page without any says the same.
    bare = replace(journal, courses=tuple(replace(one, periods={}, students=()) for one in journal.courses))
    pages = class_volume(bare, YEAR, address="")["parts"]
    assert {part["told"] for part in pages if part["kind"] == "empty"} == {told}
    # Of a class of another year, nothing is said.
    assert read_class(k.later.course.class_group_id, printed_at=local(now())).destroyed == ""


def test_the_chain_of_signed_heads_goes_on(k):
    assert any(make_checkpoint(k.school_id) for _ in range(5))
    do(k, k.act())
    assert any(make_checkpoint(k.school_id) for _ in range(5))
    assert findings(k.school_id) == []


@pytest.mark.tampering
def test_rows_put_back_or_taken_away_after_an_act_are_found(k, record_property):
    do(k, k.act())
    record_property("way", ("a row that an act has destroyed", "put back"))
    gone = Entry.objects.filter(kind="journal.mark", act_id__isnull=False).first()
    columns = {"work_id": k.b.works.get().pk, "lesson_id": k.b.pk, "course_id": k.b.course_id}
    student = make.make_students(k.b.class_group, 1)[0]
    Mark.objects.create(pk=gone.object_id, school=k.a.school, student=student, set_at=gone.at, value="5", **columns)
    assert {one.code for one in findings(k.school_id)} == {"row_revived", "act_rows"}
    Mark.objects.filter(pk=gone.object_id).delete()
    assert findings(k.school_id) == []


@pytest.mark.tampering
def test_an_act_that_empties_the_ledger_alone_excuses_no_missing_row(k, record_property):
    record_property("way", ("a row whose entries an act has emptied", "deleted"))
    mark = Mark.objects.get(lesson=k.b)
    draft = ActDraft("9", make.TODAY, "7Б", "Отметки", "Отзыв согласия", "Белова", "завуч", "Мусина", "секретарь")
    which = Which(rows=(f"journal.mark:{mark.pk}",))
    destroy_entries(k.director, act=draft, which=which, expected=1)
    Mark.objects.filter(pk=mark.pk).delete()
    assert [one.code for one in findings(k.school_id)] == ["row_missing"]


def test_a_row_that_an_earlier_act_has_emptied_goes_with_the_journal(k):
    mark = Mark.objects.get(value="4")
    draft = ActDraft("9", make.TODAY, "7А", "Отметки", "Отзыв согласия", "Белова", "завуч", "Мусина", "секретарь")
    destroy_entries(k.director, act=draft, which=Which(rows=(f"journal.mark:{mark.pk}",)), expected=1)
    do(k, k.act())
    assert not Mark.objects.filter(pk=mark.pk).exists()
    assert findings(k.school_id) == []


def test_a_failure_amid_it_leaves_everything(k, monkeypatch):
    """A row of another context that points at a lesson, as one of a version to come might."""
    act = k.act()
    file = Path(HomeworkFile.objects.get().file.path)
    before = {model: model.objects.count() for model in (Mark, Absence, Work, Lesson, Homework, Entry)}
    number = entries(k, act)
    # Without the marks in the list of what goes, works are still pointed at when their turn comes.
    monkeypatch.setitem(PARTS, "journal", PARTS["journal"][1:])
    with pytest.raises(ProtectedError):
        carry_out(k.director, act_id=act.pk, expected=entries(k, act))
    assert {model: model.objects.count() for model in before} == before
    assert not DestructionAct.objects.exists()
    assert file.is_file()
    monkeypatch.undo()
    carry_out(k.director, act_id=act.pk, expected=number)
    assert not Mark.objects.filter(course=k.a.course).exists()


def test_files_that_cannot_be_removed_are_tried_again(k):
    act = k.act()
    row = HomeworkFile.objects.get()
    path = Path(row.file.path)
    carry_out(k.director, act_id=act.pk, expected=entries(k, act))
    path.unlink()
    path.mkdir()
    (path / "занято").write_bytes(b"")
    path.parent.chmod(0o500)
    path.chmod(0o500)
    try:
        clearing.clear(k.school_id)
        page = queries.destruction_page(k.director, act.pk)
        if page.files_left:  # root removes it all the same
            assert (page.files_left, page.trouble) == (1, "нет прав")
    finally:
        path.parent.chmod(0o700)
        if path.exists():
            path.chmod(0o700)
    clearing.clear(k.school_id)
    assert not path.exists()
    assert queries.destruction_page(k.director, act.pk).files_left == 0


def test_a_hold_stops_it_and_so_does_a_second_asking(k):
    act = k.act()
    number = entries(k, act)
    place_hold(k.deputy, case_id=k.case.pk, reason="Спор об отметке")
    with pytest.raises(Refused, match="запрещено, пока запрет не снят"):
        carry_out(k.director, act_id=act.pk, expected=number)
    assert Mark.objects.filter(course=k.a.course).exists()
    k.case.holds.update(lifted_at=make.moment_on(date(2033, 2, 2)))
    carry_out(k.director, act_id=act.pk, expected=number)
    with pytest.raises(Refused, match="исполнен, изменить его нельзя"):
        carry_out(k.director, act_id=act.pk, expected=number)
    assert DestructionAct.objects.count() == 1


def test_marks_of_periods_go_with_the_summary_sheets(k, moment):
    do(k, k.act())
    summary = k.case.taken_out.summary
    moment.move_to(make.moment_on(date(2103, 2, 1)))
    (act,) = draw_up(k.deputy, draft=replace(ACT, number="6"), case_ids=[summary.pk])
    sign_act(k.deputy, act_id=act.pk, position="заместитель директора")
    sign_act(k.director, act_id=act.pk, position="директор")
    page = queries.destruction_page(k.director, act.pk)
    assert (page.entries, page.rows) == (1, 1)
    do(k, act)
    assert not PeriodMark.objects.exists()
    assert findings(k.school_id) == []


def test_only_a_stranger_and_other_roles_are_kept_out(k):
    act = k.act()
    stranger = make.actor_of(make.make_officer(make.make_school(), Role.DIRECTOR), Role.DIRECTOR)
    for actor in (k.deputy, stranger, k.a.actor):
        with pytest.raises(NotVisible):
            carry_out(actor, act_id=act.pk, expected=1)
    assert Mark.objects.filter(course=k.a.course).exists()


# ── packages and their copies ─────────────────────────────────────────


@pytest.fixture
def stored(moment, settings, tmp_path):
    """A package of 7А on two disks and on one in a cupboard; the journal of 7А is due."""
    settings.MEDIA_ROOT = str(tmp_path / "media")
    settings.LETOPIS_HOME = tmp_path / "home"
    found = archive.archive(tmp_path, settings, copies=2)
    offline = archive.carrier(found, "Диск в шкафу", kind="offline")
    archive.actions.put_copy(found.actor, found.package, offline, found.package.file_name, reason="")
    case = case_of(found.group)
    moment.move_to(make.moment_on(date(2033, 2, 1)))
    return found, case


def carried_out(found, case):
    deputy = make.actor_of(make.make_officer(found.school, Role.DEPUTY), Role.DEPUTY)
    director = make.actor_of(make.make_officer(found.school, Role.DIRECTOR), Role.DIRECTOR)
    take_out(deputy, case_id=case.pk, index="03-13", place="Архив", sheets=2)
    (act,) = draw_up(deputy, draft=ACT, case_ids=[case.pk])
    for actor, position in ((deputy, "заместитель директора"), (director, "директор")):
        sign_act(actor, act_id=act.pk, position=position)
    page = queries.destruction_page(director, act.pk)
    assert (page.packages, page.copies) == (1, 3)
    carry_out(director, act_id=act.pk, expected=page.entries)
    return director, act


def test_copies_that_the_server_reaches_go_and_the_others_wait_for_a_person(stored):
    found, case = stored
    files = [found.file(0), found.file(1), file_of(found.package)]
    found.folders[1].rename(found.folders[1].with_name("unplugged"))
    director, act = carried_out(found, case)
    assert all(one.is_file() for one in (files[0], files[2])), "files go after the transaction"
    clearing.clear(found.school.pk)
    assert not files[0].exists()
    assert not files[2].exists()
    waiting = queries.destruction_page(director, act.pk).waiting
    assert [one.carrier.name for one in waiting] == ["Диск 2", "Диск в шкафу"]
    assert waiting[0].found == "Носитель «Диск 2» не подключён (или подключён другой)."
    told = trouble_of_archive(found.actor)
    assert len(told) == 2
    assert found.keeper.person.initials in told[0]
    # The disk is back: the next time its copy goes, too.
    found.folders[1].with_name("unplugged").rename(found.folders[1])
    clearing.clear(found.school.pk)
    assert not files[1].exists()
    (last,) = queries.destruction_page(director, act.pk).waiting
    for how in ("", "х" * 201):
        with pytest.raises(Refused, match="как уничтожена копия"):
            carriers.confirm_destroyed(found.actor, copy_id=last.pk, how=how)
    for actor in (make.nobody(found.school, Role.TEACHER), make.nobody(make.make_school(), Role.OPERATOR)):
        with pytest.raises(NotVisible):
            carriers.confirm_destroyed(actor, copy_id=last.pk, how="Размагничен")
    carriers.confirm_destroyed(found.actor, copy_id=last.pk, how="Размагничен")
    with pytest.raises(NotVisible):
        carriers.confirm_destroyed(found.actor, copy_id=last.pk, how="Ещё раз")
    last.refresh_from_db()
    assert "Размагничен" in last.reason
    assert not Copy.objects.filter(ended_at=None).exists()
    assert trouble_of_archive(found.actor) == []
    assert findings(found.school.pk) == []


def test_the_package_of_a_year_stays_while_a_journal_in_it_is_kept(k):
    year, own = (make.make_package(k.a.class_group, name=name) for name in ("letopis-year", "letopis-7A"))
    Package.objects.filter(pk=year.pk).update(class_group=None)
    do(k, k.act())
    year.refresh_from_db()
    own.refresh_from_db()
    assert (year.destroyed_by, own.destroyed_by) == ("", "№ 5 от 01.02.2033")
    # The other class of that year follows: nothing of the year is kept any more.
    k.case = case_of(k.b.class_group)
    do(k, k.act(number="6"))
    year.refresh_from_db()
    assert year.destroyed_by == "№ 6 от 01.02.2033"
    assert Package.objects.exclude(destroyed_by="").count() == 2


def test_nothing_is_destroyed_while_a_package_is_on_its_way(stored):
    found, case = stored
    asked = {"kind": "build", "how": "button", "created_at": now(), "beat_at": now()}
    Run.objects.create(school=found.school, **asked)
    with pytest.raises(Refused, match="В архиве идёт работа с пакетами"):
        carried_out(found, case)
    assert not Package.objects.exclude(destroyed_by="").exists()


def test_a_copy_of_a_destroyed_package_is_written_no_more(stored):
    found, case = stored
    carried_out(found, case)
    clearing.clear(found.school.pk)
    other = archive.carrier(found, "Ещё диск", kind="offline")
    with pytest.raises(Refused, match="Пакет уничтожен по акту"):
        archive.actions.put_copy(found.actor, found.package, other, "x.zip", reason="")
    assert nights.all_reached().count() == 0


def test_the_page_asks_the_same_number_of_queries_for_any_number_of_cases(k, django_assert_max_num_queries):
    act = k.act()
    make.make_class(k.a.school, "7В")  # so that no year is over as a whole
    with django_assert_max_num_queries(40) as one:
        queries.destruction_page(k.director, act.pk)
    other = case_of(k.b.class_group)
    act.cases.create(school_id=k.school_id, case=other)
    with django_assert_max_num_queries(len(one)):
        assert len(queries.destruction_page(k.director, act.pk).doomed) == 2


@pytest.mark.django_db(transaction=True)
def test_of_two_who_carry_it_out_at_once_one_does(k):
    act = k.act()
    number, codes, together = entries(k, act), [], threading.Barrier(2)

    def send(_: int) -> None:
        try:
            with serving(k.a.school.kind, k.a.school.time_zone):
                together.wait(timeout=120)
                carry_out(k.director, act_id=act.pk, expected=number)
                codes.append("done")
        except Refused as refused:
            codes.append(refused.code)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(send, range(2)))
    background.wait()
    assert sorted(codes) == ["done", "twice"]
    assert DestructionAct.objects.count() == 1
    assert not DoomedFile.objects.exists(), "the files went after it"
    assert findings(k.school_id) == []


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("moment_of_death", ["note_files", "begin"])
def test_killed_in_the_middle_it_is_done_whole_or_not_at_all(k, monkeypatch, moment_of_death):
    """A process of its own that dies at once: when all rows are gone, and when that is committed but no file is."""
    act = k.act()
    number, file = entries(k, act), Path(HomeworkFile.objects.get().file.path)
    before = {model: model.objects.count() for model in (Mark, Absence, Lesson, AbsenceNote, Entry)}
    connection.close()
    child = os.fork()
    if not child:
        monkeypatch.setattr(clearing, moment_of_death, lambda *_: os.kill(os.getpid(), signal.SIGKILL))
        try:
            carry_out(k.director, act_id=act.pk, expected=number)
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    assert file.is_file()
    assert findings(k.school_id) == []
    if moment_of_death == "note_files":
        assert {model: model.objects.count() for model in before} == before
        assert not DestructionAct.objects.exists()
        carry_out(k.director, act_id=act.pk, expected=number)
        background.wait()
    else:
        assert not Mark.objects.filter(course=k.a.course).exists()
        assert queries.destruction_page(k.director, act.pk).files_left == 2
        clearing.begin_due()
        clearing.clear(k.school_id)
    assert not file.exists()
    assert not DoomedFile.objects.exists()
    assert findings(k.school_id) == []
