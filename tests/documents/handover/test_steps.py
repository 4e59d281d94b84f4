"""Steps taken and given back: whose turn, in order, never by two; what stands in the way; what a correction undoes."""

import hashlib
import io
import random
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from django.db import connection
from django.test import override_settings
from pypdf import PdfReader

from letopis.documents.handover import queries
from letopis.documents.handover.act import act_pdf
from letopis.documents.handover.actions import Taking, give_back, take_step
from letopis.documents.handover.drafts import ActDraft, Certificate
from letopis.documents.handover.enums import CaseKind, Signature, Step
from letopis.documents.handover.models import ArchiveCase, CaseMove, TransferAct
from letopis.documents.handover.reading import journals_of
from letopis.documents.handover.rules import OF_YEAR
from letopis.documents.journal_paper import jobs
from letopis.documents.keeping.kept import years_of
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.rights import Right
from letopis.kernel.roles import ROLES_OF_PEOPLE, Role
from letopis.school.curriculum.models import Course
from letopis.school.history.models import Entry
from letopis.school.history.verification import verify
from letopis.school.marks.models import Mark
from letopis.school.organisation.models import Term
from letopis.school.organisation.serving import serving
from letopis.school.periods.actions import reopen_pages
from tests import factories as make
from tests.documents.handover.scene import (
    SAID,
    SUMMER,
    WHO,
    a_print,
    a_year,
    correct,
    journal,
    take,
    take_until,
)

pytestmark = [pytest.mark.django_db, pytest.mark.req("ARC-04")]


@pytest.fixture(autouse=True)
def summer(moment, tmp_path):
    moment.move_to(SUMMER)
    with override_settings(MEDIA_ROOT=tmp_path / "media"):
        yield


@pytest.fixture
def seven(summer):
    return a_year()[1][0]


def course_of(group):
    return Course.objects.get(class_group=group)


def test_the_whole_chain_is_recorded_in_order_by_whom_and_with_what(seven):
    deputy = make.actor_of(make.make_officer(seven.school, Role.DEPUTY), Role.DEPUTY)
    take(seven, Step.CHECKED, remark="Проверено выборочно")
    take(seven, Step.ACCEPTED, deputy)
    run = a_print(seven.year, pages=7)
    printed = take(seven, Step.PRINTED)
    file = jobs.folder_of(run) / "01 7А.pdf"
    assert (printed.pages, printed.sheets, printed.run_id) == (7, 4, run.pk)
    assert printed.digest == hashlib.sha256(file.read_bytes()).hexdigest()
    take(seven, Step.CERTIFIED)
    handed = take(seven, Step.HANDED)
    stand = journal(seven).stand
    assert stand.is_over
    case = ArchiveCase.objects.get()
    assert (case.index, case.number, case.sheets, case.place, case.plan.count(",")) == ("03-12", 1, 4, "Архив", 4)
    assert handed.act == TransferAct.objects.get()
    assert [move.number for move in CaseMove.objects.all()] == [1, 2, 3, 4, 5]
    assert CaseMove.objects.get(step=Step.ACCEPTED).person_id == deputy.person_id
    written = Entry.objects.filter(kind="handover.casemove").order_by("id")
    assert [entry.after["step"] for entry in written] == list(stand.plan)
    assert written[0].after["remark"] == "Проверено выборочно"
    found = verify(seven.school_id).findings
    assert [one.message for one in found if "архив" in one.message.lower() or "handover" in one.message] == []


def test_the_act_lists_the_cases_with_sheets_and_terms():
    school, groups = a_year(("7А", "7Б"))
    a_print(groups[0].year, pages=9)
    for group in groups:
        take_until(group, Step.CERTIFIED)
    based_on = {group.pk: journal(group).stand.number for group in groups}
    actor = make.nobody(school, Role.STUDY_OFFICE)
    take_step(actor, year_id=groups[0].year_id, step=Step.HANDED, based_on=based_on, taking=Taking(**SAID[Step.HANDED]))
    page = queries.act_page(actor, TransferAct.objects.get().pk)
    with serving(school.kind, school.time_zone):
        years = years_of(school.pk)
        made = act_pdf(page, years)
        assert made == act_pdf(page, years)
    text = " ".join(" ".join(one.extract_text().split()) for one in PdfReader(io.BytesIO(made)).pages)
    for told in (
        "Акт приёма-передачи дел в архив № 1",
        "03-12 / 1",
        "03-12 / 2",
        "классный журнал 7Б",
        "2026/2027",
        "5 лет",
    ):
        assert told.lower() in text.lower()
    assert "Передано 2 (два) дела, 10 (десять) листов." in text
    assert "Мусина Л. О." in text
    assert b"pdfaid:part>2<" in made
    with pytest.raises(NotVisible):
        queries.act_page(make.nobody(make.make_school(), Role.DIRECTOR), page.act.pk)


def test_steps_are_taken_in_their_order_by_one_alone(seven):
    with pytest.raises(Refused, match="сейчас черёд шага «Проверен». Шаги не пропускаются"):
        take(seven, Step.ACCEPTED)
    seen = {seven.pk: 0}
    taking = {"year_id": seven.year_id, "step": Step.CHECKED, "based_on": seen, "taking": Taking()}
    take_step(make.actor_of(make.make_officer(seven.school, Role.DEPUTY), Role.DEPUTY), **taking)
    with pytest.raises(Refused, match=r"7А: уже отмечено «проверен», .+ 01\.06\.2027 12:00") as refused:
        take_step(make.nobody(seven.school, Role.STUDY_OFFICE), **taking)
    assert refused.value.code == "twice"
    with pytest.raises(Refused, match="Отметьте хотя бы один класс"):
        take_step(make.nobody(seven.school, Role.STUDY_OFFICE), **taking | {"based_on": {}})
    assert CaseMove.objects.count() == 1


def test_each_step_is_taken_by_who_has_its_right_and_by_nobody_else(seven):
    a_print(seven.year)
    for step in journal(seven).stand.plan:
        for role in ROLES_OF_PEOPLE:
            actor = make.nobody(seven.school, role)
            if Right.READ_ARCHIVE not in actor.rights or not actor.may(queries.policy.RIGHTS[step]):
                with pytest.raises(NotVisible):
                    take(seven, step, actor)
        with pytest.raises(NotVisible):
            take(seven, step, make.nobody(make.make_school(), WHO[step]))
        take(seven, step)
    assert CaseMove.objects.count() == 5


def test_what_stands_in_the_way_is_told_and_passed_over_with_a_remark_alone(seven):
    course = course_of(seven)
    student = make.make_student(seven)
    course.scale = "five"
    course.save()
    Term.objects.filter(scheme=seven.scheme, number=4).update(closed_at=None)
    lesson = make.make_lesson(course, make.TODAY, 3, topic="")
    mark = make.make_mark(make.make_work(lesson), student)
    make.make_correction(mark)
    make.make_reopening(course, Term.objects.filter(scheme=seven.scheme).first())
    found = {
        one.code: one for one in queries.case_page(make.nobody(seven.school, Role.DEPUTY), seven.pk).line.obstacles
    }
    assert set(found) == {"open", "unfilled", "unrated", "corrections", "requests"}
    assert found["open"].text == "Не закрыты периоды: IV четверть"
    assert found["open"].page == "office_period"
    with pytest.raises(Refused, match="7А: Не закрыты периоды: IV четверть; Уроков без темы: 1") as refused:
        take(seven, Step.CHECKED)
    assert refused.value.code == "obstacles"
    with pytest.raises(Refused, match="Напишите, почему"):
        take(seven, Step.CHECKED, even_so=True)
    assert not ArchiveCase.objects.exists()
    move = take(seven, Step.CHECKED, even_so=True, remark="Учитель болеет")
    assert move.overridden.startswith("Не закрыты периоды: IV четверть; Уроков без темы: 1")
    # What was explained once need not be explained again; what is new must.
    take(seven, Step.ACCEPTED)
    a_print(seven.year)
    Term.objects.filter(scheme=seven.scheme, number=3).update(closed_at=None)
    with pytest.raises(Refused, match="III четверть, IV четверть"):
        take(seven, Step.PRINTED)


def test_a_correction_or_a_reopened_page_puts_the_steps_out_of_date(seven):
    take_until(seven, Step.ACCEPTED)
    course = course_of(seven)
    correct(course)
    stand = journal(seven).stand
    assert (stand.stale, stand.next) == ({Step.CHECKED, Step.ACCEPTED}, Step.CHECKED)
    a_print(seven.year)
    with pytest.raises(Refused, match="сейчас черёд шага «Проверен»"):
        take(seven, Step.PRINTED)
    take_until(seven, Step.CERTIFIED)
    operator = make.nobody(seven.school, Role.OPERATOR)
    term = Term.objects.filter(scheme=seven.scheme).first()
    reopen_pages(operator, term_id=term.pk, course_ids=[course.pk], hours=2, reason="Ошибка в отметке")
    assert journal(seven).stand.next == Step.CHECKED
    assert [move.number for move in CaseMove.objects.all()] == list(range(1, 7))


def test_what_was_corrected_after_the_print_is_printed_again(seven, moment):
    take_until(seven, Step.ACCEPTED)
    with pytest.raises(Refused, match="ещё не напечатан"):
        take(seven, Step.PRINTED)
    old = a_print(seven.year)
    moment.shift(60)
    correct(course_of(seven))
    take(seven, Step.CHECKED)
    take(seven, Step.ACCEPTED)
    with pytest.raises(Refused, match=r"7А: журнал исправлен после печати \(01\.06\.2027 12:01\)"):
        take(seven, Step.PRINTED)
    run = a_print(seven.year, pages=3)
    (jobs.folder_of(run) / "01 7А.pdf").unlink()
    with pytest.raises(Refused, match="нет тома"):
        take(seven, Step.PRINTED)
    moment.shift(60)
    newest = a_print(seven.year, pages=3)
    assert take(seven, Step.PRINTED).run_id == newest.pk != old.pk


def test_a_step_is_given_back_with_a_remark_by_whose_turn_it_is(seven):
    take_until(seven, Step.ACCEPTED)
    back = {"class_id": seven.pk, "number": 2, "remark": "Нет тем за май"}
    with pytest.raises(NotVisible):
        give_back(make.nobody(seven.school, Role.STUDY_OFFICE), **back)
    dispatcher = make.nobody(seven.school, Role.DISPATCHER)
    with pytest.raises(Refused, match="Напишите, что исправить"):
        give_back(dispatcher, **back | {"remark": " "})
    with pytest.raises(Refused, match="уже отмечено «принят для сдачи в архив»"):
        give_back(dispatcher, **back | {"number": 1})
    give_back(dispatcher, **back)
    stand = journal(seven).stand
    assert (stand.next, stand.number) == (Step.ACCEPTED, 3)
    with pytest.raises(Refused, match="уже возвращён шаг"):
        give_back(make.nobody(seven.school, Role.DEPUTY), **back)
    take(seven, Step.ACCEPTED)
    assert [move.kind for move in CaseMove.objects.all()] == ["taken", "taken", "returned", "taken"]


def test_a_signature_or_an_act_that_lacks_something_changes_nothing(seven):
    a_print(seven.year)
    take_until(seven, Step.PRINTED)
    for said, field in (
        ({"certificate": None}, "signatory"),
        ({"certificate": Certificate("", SUMMER.date())}, "signatory"),
        ({"certificate": Certificate("Панова О. И.", make.date(2027, 6, 2))}, "signed_on"),
    ):
        with pytest.raises(Refused) as refused:
            take(seven, Step.CERTIFIED, **said)
        assert refused.value.field == field
    take(seven, Step.CERTIFIED)
    act = SAID[Step.HANDED]["act"]
    later = ActDraft(act.number, make.date(2027, 6, 2), *(["x"] * 6))
    for said, field in (({"act": None}, "number"), ({"act": later}, "date")):
        with pytest.raises(Refused) as refused:
            take(seven, Step.HANDED, **said)
        assert refused.value.field == field
    TransferAct.objects.create(
        school=seven.school, **{name: getattr(act, name) for name in ActDraft.__dataclass_fields__}
    )
    with pytest.raises(Refused, match="уже есть"):
        take(seven, Step.HANDED)
    assert CaseMove.objects.count() == 4


def test_a_college_has_a_check_of_programmes_and_a_case_keeps_its_plan():
    college = make.make_college()
    group = make.make_group(college)
    assert journal(group).stand.plan[:2] == (Step.PROGRAMMES, Step.CHECKED)
    Term.objects.filter(school=college).update(closed_at=SUMMER)
    take(group, Step.PROGRAMMES)
    college.settings = {"archive_checks": "none"}
    college.save()
    assert journal(group).stand.next == Step.CHECKED
    assert journal(make.make_group(college, "ИС-22")).stand.next == Step.ACCEPTED


@pytest.mark.parametrize("number", [1, 3, 30])
def test_the_year_takes_the_same_queries_for_any_number_of_classes(number, django_assert_num_queries):
    school, groups = a_year(tuple(f"{1 + at % 11}{'АБВ'[at // 11]}" for at in range(number)))
    deputy = make.nobody(school, Role.DEPUTY)
    take(groups[0], Step.CHECKED)
    with serving(school.kind, school.time_zone):
        with django_assert_num_queries(8):
            found = queries.board(deputy, groups[0].year)
        assert len(found.lines) == number + 1
        with django_assert_num_queries(4):
            assert queries.my_turn(deputy) == (groups[0].year, number + 1), "and the summary sheets"
        with django_assert_num_queries(8):
            queries.case_page(deputy, groups[0].pk)
        based_on = {group.pk: 0 for group in groups[1:]}
        if based_on:
            # PostgreSQL is asked for the turn.
            with django_assert_num_queries(12 + (connection.vendor == "postgresql")):
                take_step(deputy, year_id=groups[0].year_id, step=Step.CHECKED, based_on=based_on, taking=Taking())
    assert not Mark.objects.exists()


@pytest.mark.req("ARC-07")
def test_the_directors_electronic_signature_under_the_printed_file_certifies_it(seven):
    a_print(seven.year)
    take_until(seven, Step.PRINTED)
    electronic = {"certificate": Certificate("", SUMMER.date(), Signature.ELECTRONIC)}
    digest = CaseMove.objects.get(step=Step.PRINTED).digest
    made = {"digest": digest, "role": Role.DEPUTY}
    make.make_signature(make.make_staff(seven.school, "Белова Нина Кирилловна"), **made)
    make.make_signature(make.make_staff(seven.school), **made | {"role": Role.DIRECTOR, "digest": "0" * 64})
    with pytest.raises(Refused, match="7А: под напечатанным томом нет электронной подписи директора"):
        take(seven, Step.CERTIFIED, **electronic)
    make.make_signature(make.make_staff(seven.school, "Панова Ольга Ильинична"), **made | {"role": Role.DIRECTOR})
    move = take(seven, Step.CERTIFIED, **electronic)
    assert (move.signature, move.signatory, move.signed_on) == (
        "electronic",
        "Панова\u00a0О.\u00a0И., директор",
        SUMMER.date(),
    )


def test_whatever_is_tried_in_whatever_order_the_ledger_tells_the_same_moves(seven):
    """Steps out of turn, given back, corrected amid: what was written is in order, numbered without a gap, replayed."""
    chance, refused = random.Random(20270601), 0
    plan = journal(seven).stand.plan
    for _ in range(120):
        what, stand = chance.choice([*plan, *plan, "correct", "return", "twice"]), journal(seven).stand
        try:
            if what == "correct":
                correct(course_of(seven))
            elif what == "return":
                step = stand.next or plan[-1]
                give_back(
                    make.nobody(seven.school, WHO[step]), class_id=seven.pk, number=stand.number, remark="Ещё раз"
                )
            elif what == "twice" and stand.next:
                _try(seven, stand.next, stand.number - 1)
            elif what in plan:
                if what == Step.PRINTED:
                    a_print(seven.year)
                _try(seven, what, stand.number)
        except (Refused, NotVisible):
            refused += 1
    moves = list(CaseMove.objects.order_by("number"))
    assert [move.number for move in moves] == list(range(1, len(moves) + 1))
    told = Entry.objects.filter(kind="handover.casemove").order_by("id").values_list("after", flat=True)
    assert [(one["number"], one["step"], one["kind"]) for one in told] == [(m.number, m.step, m.kind) for m in moves]
    in_force = []
    for move in moves:
        if move.kind == "returned":
            assert in_force.pop() == move.step
        else:
            in_force = [one for one in in_force if plan.index(one) < plan.index(move.step)]
            assert plan[len(in_force)] == move.step, "nothing was skipped"
            in_force.append(move.step)
    assert (len(moves) > 20, refused > 20) == (True, True)


def _try(group, step, number):
    said = dict(SAID.get(step, {}))
    if step == Step.HANDED:
        said["act"] = replace(said["act"], number=str(CaseMove.objects.count()))
    actor = make.nobody(group.school, WHO[step])
    take_step(actor, year_id=group.year_id, step=step, based_on={group.pk: number}, taking=Taking(**said))


@pytest.mark.django_db(transaction=True)
def test_of_four_at_the_same_moment_one_takes_the_step(seven):
    together, codes = threading.Barrier(4), []

    def send(_: int) -> None:
        try:
            with serving(seven.school.kind, seven.school.time_zone):
                together.wait(timeout=120)
                _try(seven, Step.CHECKED, 0)
                codes.append("taken")
        except Refused as refused:
            codes.append(refused.code)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(send, range(4)))
    assert sorted(codes) == ["taken", "twice", "twice", "twice"]
    assert CaseMove.objects.count() == 1


# ── the year's volume of summary sheets ───────────────────────────────


def volume_of(year):
    return journals_of(year, [OF_YEAR])[0]


def take_volume(year, step, role=None, **said):
    taking = Taking(**{**SAID.get(step, {}), **said})
    actor = make.nobody(year.school, role or WHO[step])
    return take_step(actor, year_id=year.pk, step=step, based_on={OF_YEAR: volume_of(year).stand.number}, taking=taking)


@pytest.mark.req("ARC-03", "ARC-04")
def test_the_volume_of_summary_sheets_goes_the_same_steps(seven):
    year = seven.year
    for step in (Step.CHECKED, Step.ACCEPTED):
        take_volume(year, step)
    with pytest.raises(Refused, match="ещё не напечатан"):
        take_volume(year, Step.PRINTED)
    a_print(year)
    with pytest.raises(Refused, match="сейчас черёд шага «Напечатан»"):
        take_volume(year, Step.CERTIFIED)
    take_volume(year, Step.PRINTED)
    with pytest.raises(NotVisible):
        take_volume(year, Step.CERTIFIED, Role.DEPUTY)
    take_volume(year, Step.CERTIFIED)
    take_volume(year, Step.HANDED)
    volume = volume_of(year)
    assert volume.stand.is_over
    case = volume.case
    assert (case.kind, case.class_group, case.title, case.sheets, case.number) == (
        CaseKind.SUMMARY,
        None,
        "Сводные ведомости",
        2,
        1,
    )
    # Nobody's step of a class is taken with it; its journal is handed over by itself.
    assert journal(seven).stand.number == 0
    assert [one.title for one in journals_of(year)] == ["7А", "Сводные ведомости"]


@pytest.mark.req("ARC-03")
def test_the_volume_waits_for_classes_whose_year_is_not_whole_and_is_given_back(seven):
    year = seven.year
    Term.objects.filter(scheme=seven.scheme, number=4).update(closed_at=None)
    with pytest.raises(Refused, match="Сводные ведомости: Отметки за год не закончены: 7А"):
        take_volume(year, Step.CHECKED)
    take_volume(year, Step.CHECKED, even_so=True, remark="Закроют завтра")
    deputy = make.nobody(year.school, Role.DEPUTY)
    for other in (make.nobody(make.make_school(), Role.DEPUTY), make.nobody(year.school, Role.DISPATCHER)):
        with pytest.raises(NotVisible):
            give_back(other, year_id=year.pk, number=1, remark="Нет")
    give_back(deputy, year_id=year.pk, number=1, remark="Проверьте 7А")
    assert volume_of(year).stand.next == Step.CHECKED
    # What is corrected in any journal puts it out of date.
    take_volume(year, Step.CHECKED, even_so=True, remark="Закроют завтра")
    correct(seven.courses.get())
    assert volume_of(year).stand.stale == {Step.CHECKED}
