"""How long what is in the archive is kept: terms, calendar, holds, summary sheets, destruction by an act (ARC-08)."""

import io
from datetime import date

import pytest
from django.db.models import Q
from django.test import override_settings
from pypdf import PdfReader

from letopis.documents.extracts import checking
from letopis.documents.extracts.making import Kept, make_extract
from letopis.documents.handover.enums import CaseKind, Step
from letopis.documents.handover.models import ArchiveCase
from letopis.documents.keeping import queries
from letopis.documents.keeping.actions import CaseDraft, add_case, lift_hold, place_hold, set_term, take_out
from letopis.documents.keeping.carrying_out import carry_out
from letopis.documents.keeping.destroying import DestructionDraft, draw_up, sign_act, withdraw_act
from letopis.documents.keeping.doomed import PARTS
from letopis.documents.keeping.models import ActState, KeepingAct
from letopis.documents.keeping.paper import destruction_pdf
from letopis.documents.keeping.terms import counted_from, free_on, start, terms
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.roles import ROLES_OF_PEOPLE, Role
from letopis.school.history.log.checkpoints import make_checkpoint
from letopis.school.history.log.keys import keys_of
from letopis.school.history.models import DestructionAct, Entry
from letopis.school.history.verification import verify
from letopis.school.organisation.serving import serving
from tests import factories as make
from tests.documents.handover.scene import SUMMER, a_print, a_year, take_until

pytestmark = [pytest.mark.django_db, pytest.mark.req("ARC-08")]
AFTER = date(2033, 2, 1)  # six winters after the summer of the frozen year


@pytest.fixture
def deputy(school):
    return make.actor_of(make.make_officer(school, Role.DEPUTY), Role.DEPUTY)


@pytest.fixture
def director(school):
    return make.actor_of(make.make_officer(school, Role.DIRECTOR), Role.DIRECTOR)


@pytest.fixture
def kept(school, moment, tmp_path):
    """The journal of 7А handed over in the summer, years ago; the school works on."""
    moment.move_to(SUMMER)
    with override_settings(MEDIA_ROOT=tmp_path / "media"):
        (group,) = a_year(school=school)[1]
        a_print(group.year)
        take_until(group, Step.HANDED)
        moment.move_to(make.moment_on(AFTER))
        yield ArchiveCase.objects.get(class_group=group)


def draft(**columns):
    told = {"kind": CaseKind.JOURNAL, "title": "Классный журнал 7А", "year_name": "2019/2020", "number": 1}
    told |= {"ended_on": date(2020, 5, 26), "index": "03-12", "sheets": 40, "place": "Архив"}
    return CaseDraft(**{**told, **columns})


ACT = DestructionDraft("5", AFTER, "Истёк срок хранения", "Измельчение")


def test_terms_stand_in_a_data_file_with_source_and_the_day_they_were_checked():
    assert {key: term.years for key, term in terms().items()} == {"journal": 5, "summary": 75, "destruction": 3}
    assert all(term.source and term.checked >= date(2026, 11, 1) for term in terms().values())
    assert start().source
    # A year that ends in May 2027: from 1 January 2028 for five years.
    assert counted_from(date(2027, 5, 26)) == date(2028, 1, 1)
    assert free_on(date(2027, 5, 26), 5) == date(2033, 1, 1)


def test_a_school_keeps_longer_as_it_likes_and_shorter_for_a_reason_alone(school, deputy):
    assert set_term(deputy, key="journal", years=10).years == 10
    with pytest.raises(Refused, match=r"меньше, чем в источнике \(5: Т7\.6, П5\.3\)") as refused:
        set_term(deputy, key="journal", years=3)
    assert refused.value.field == "reason"
    set_term(deputy, key="journal", years=3, reason="Номенклатура дел 2026 года")
    assert queries.keeping_page(deputy).terms["journal"].years == 3
    for years in (0, 101):
        with pytest.raises(Refused, match="от 1 до 100"):
            set_term(deputy, key="summary", years=years)
    with pytest.raises(NotVisible):
        set_term(deputy, key="nothing", years=5)
    with pytest.raises(NotVisible):
        set_term(make.nobody(school, Role.DIRECTOR), key="journal", years=6)
    assert Entry.objects.filter(kind="keeping.schoolterm").count() == 2


def test_cases_that_were_on_paper_are_entered_and_stand_in_the_calendar(deputy, moment):
    moment.move_to(make.moment_on(date(2026, 6, 1)))
    old = add_case(deputy, draft=draft())
    add_case(deputy, draft=draft(number=2, ended_on=date(2024, 5, 26), year_name="2023/2024"))
    add_case(deputy, draft=draft(number=1, index="03-13", kind=CaseKind.SUMMARY))
    page = queries.keeping_page(deputy)
    assert [(one.year, dict(one.counts)) for one in page.years] == [
        (2026, {"journal": 1}),
        (2030, {"journal": 1}),
        (2096, {"summary": 1}),
    ]
    assert (page.free, [one.case for one in page.cases]) == (1, [old])
    assert [one.case.year_name for one in queries.keeping_page(deputy, due=2030).cases] == ["2023/2024"]
    for wrong, field in (
        ({"number": 2}, "number"),
        ({"number": 3, "title": ""}, "title"),
        ({"number": 3, "ended_on": date(2026, 6, 2)}, "ended_on"),
        ({"number": 3, "kind": "x"}, "kind"),
        ({"number": 3, "sheets": 0}, "sheets"),
        ({"number": None}, "number"),
    ):
        with pytest.raises(Refused) as refused:
            add_case(deputy, draft=draft(**wrong))
        assert refused.value.field == field, wrong
    assert ArchiveCase.objects.count() == 3


@pytest.mark.parametrize("number", [1, 3, 30])
def test_the_calendar_takes_the_same_queries_for_any_number(deputy, number, django_assert_num_queries):
    for at in range(number):
        add_case(deputy, draft=draft(number=at + 1))
    act = draw(deputy)
    with django_assert_num_queries(7):
        assert len(queries.keeping_page(deputy).cases) == number
    with django_assert_num_queries(8):
        queries.kept_page(deputy, ArchiveCase.objects.first().pk)
    with django_assert_num_queries(4):  # of cases on paper alone
        queries.destruction_page(deputy, act.pk)


def draw(actor):
    """An act over all cases, their sheets taken out."""
    cases = list(ArchiveCase.objects.filter(kind=CaseKind.JOURNAL))
    for case in cases:
        take_out(actor, case_id=case.pk, index="03-13", place="Архив", sheets=2)
    day = make.date(2026, 11, 1)
    (act,) = draw_up(actor, draft=DestructionDraft("5", day, "Срок", "Измельчение"), case_ids=[one.pk for one in cases])
    return act


def test_nothing_goes_before_its_term_nor_while_it_is_held_nor_with_its_summary_sheets(kept, deputy, moment):
    moment.move_to(make.moment_on(date(2032, 12, 31)))
    with pytest.raises(Refused, match=r"Срок хранения журнала ещё идёт: до 01\.01\.2033"):
        take_out(deputy, case_id=kept.pk, index="03-13", place="Архив", sheets=2)
    early = DestructionDraft("5", date(2032, 12, 31), "Срок", "Измельчение")
    with pytest.raises(Refused, match="раньше уничтожать нельзя"):
        draw_up(deputy, draft=early, case_ids=[kept.pk])
    moment.move_to(make.moment_on(AFTER))
    with pytest.raises(Refused, match="сначала изымите сводные ведомости"):
        draw_up(deputy, draft=ACT, case_ids=[kept.pk])
    with pytest.raises(Refused, match="Помещается 40 знаков"):
        take_out(deputy, case_id=kept.pk, index="3" * 41, place="Архив", sheets=2)
    taken = take_out(deputy, case_id=kept.pk, index="03-13", place="Архив", sheets=2)
    assert (taken.summary.number, taken.summary.kind, taken.summary.ended_on) == (1, "summary", kept.ended_on)
    assert [one.year for one in queries.keeping_page(deputy).years] == [2033, 2103]
    with pytest.raises(Refused, match="уже изъяты"):
        take_out(deputy, case_id=kept.pk, index="03-13", place="Архив", sheets=2)
    with pytest.raises(Refused, match="Укажите причину"):
        place_hold(deputy, case_id=kept.pk, reason=" ")
    place_hold(deputy, case_id=kept.pk, reason="Спор об отметке: заявление № 7")
    with pytest.raises(Refused, match="уже запрещено"):
        place_hold(deputy, case_id=kept.pk, reason="Ещё")
    with pytest.raises(Refused, match="уничтожать запрещено"):
        draw_up(deputy, draft=ACT, case_ids=[kept.pk])
    lift_hold(deputy, case_id=kept.pk, reason="Спор закончен")
    with pytest.raises(Refused, match="Запрета уже нет"):
        lift_hold(deputy, case_id=kept.pk, reason="Ещё")
    (act,) = draw_up(deputy, draft=ACT, case_ids=[kept.pk])
    with pytest.raises(Refused, match="уже в другом акте"):
        draw_up(deputy, draft=DestructionDraft("6", AFTER, "Срок", "Печь"), case_ids=[kept.pk])
    withdraw_act(deputy, act_id=act.pk)
    draw_up(deputy, draft=DestructionDraft("6", AFTER, "Срок", "Печь"), case_ids=[kept.pk])


def ready(kept, deputy, director):
    """An act over the kept journal, signed by two."""
    take_out(deputy, case_id=kept.pk, index="03-13", place="Архив", sheets=2)
    (act,) = draw_up(deputy, draft=ACT, case_ids=[kept.pk])
    sign_act(deputy, act_id=act.pk, position="заместитель директора")
    sign_act(director, act_id=act.pk, position="директор")
    return act


def test_two_people_sign_and_the_director_carries_out(kept, deputy, director):
    take_out(deputy, case_id=kept.pk, index="03-13", place="Архив", sheets=2)
    (act,) = draw_up(deputy, draft=ACT, case_ids=[kept.pk])
    with pytest.raises(Refused, match="подписать двое"):
        carry_out(director, act_id=act.pk, expected=1)
    sign_act(deputy, act_id=act.pk, position="заместитель директора")
    with pytest.raises(Refused, match="подписывает другой человек"):
        sign_act(deputy, act_id=act.pk, position="заместитель директора")
    with pytest.raises(Refused, match="подписать двое"):
        carry_out(director, act_id=act.pk, expected=1)
    with pytest.raises(NotVisible):
        sign_act(make.nobody(kept.school, Role.DIRECTOR), act_id=act.pk, position="директор")
    sign_act(director, act_id=act.pk, position="директор")
    third = make.actor_of(make.make_officer(kept.school, Role.STUDY_OFFICE), Role.STUDY_OFFICE)
    with pytest.raises(Refused, match="уже подписан двумя"):
        sign_act(third, act_id=act.pk, position="секретарь")
    with pytest.raises(NotVisible):
        carry_out(deputy, act_id=act.pk, expected=1)
    with pytest.raises(Refused, match="Теперь под акт попадает записей истории: 1, а было 9"):
        carry_out(director, act_id=act.pk, expected=9)
    place_hold(deputy, case_id=kept.pk, reason="Запрос суда")
    with pytest.raises(Refused, match="уничтожать запрещено"):
        carry_out(director, act_id=act.pk, expected=1)
    assert not DestructionAct.objects.exists()


def test_what_goes_is_the_content_of_the_ledger_and_the_rest_stays_provable(kept, deputy, director):
    course = kept.class_group.courses.get()
    act = ready(kept, deputy, director)
    before = {one.pk: bytes(one.digest) for one in Entry.objects.filter(kind="timetable.lesson")}
    page = queries.destruction_page(director, act.pk)
    assert (page.entries, page.rows, page.may_carry_out) == (1, 1, True)
    carry_out(director, act_id=act.pk, expected=1)
    gone = Entry.objects.get(kind="timetable.lesson")
    assert (gone.before, gone.after, gone.salt, gone.act_id) == ({}, {}, None, DestructionAct.objects.get().pk)
    assert bytes(gone.digest) == before[gone.pk]
    assert course.lessons.count() == 0
    report = verify(kept.school_id)
    ours = [one for one in report.findings if one.code != "row_unrecorded"]
    assert ours == []
    assert report.destroyed == 1
    page = queries.destruction_page(deputy, act.pk)
    assert (page.act.state, page.entries, page.rows, page.keep_until) == (ActState.DONE, 1, 1, date(2036, 2, 1))
    with serving(kept.school.kind, kept.school.time_zone):
        text = " ".join(
            " ".join(one.extract_text().split()) for one in PdfReader(io.BytesIO(destruction_pdf(page))).pages
        )
    for told in (
        "Акт об уничтожении дел № 5",
        "03-12 / 1",
        "Уничтожено: 1 (одно) дело, 4 (четыре) листа.",
        "стёрто содержание записей истории: 1, удалено строк: 1, файлов: 1",
        "архивных пакетов этих дел нет",
        "Не уничтожается: • Отметки за периоды",
        "хранить до 01.02.2036",
        director.name.split("\u00a0")[0],
    ):
        assert told in text
    assert [one.year for one in queries.keeping_page(deputy).years] == [2103]
    with pytest.raises(Refused, match="исполнен, изменить его нельзя"):
        carry_out(director, act_id=act.pk, expected=0)
    with pytest.raises(Refused, match="уничтожено по акту"):
        place_hold(deputy, case_id=kept.pk, reason="Поздно")


@pytest.mark.req("ARC-06")
def test_an_extract_given_out_before_is_proved_as_before(kept, deputy, director):
    act = ready(kept, deputy, director)
    make_checkpoint(kept.school_id)
    old = make_extract(kept.school, Q(kind="timetable.lesson"), title="Тема")
    carry_out(director, act_id=act.pk, expected=1)
    make_checkpoint(kept.school_id)
    verifier = keys_of(kept.school_id)[-1].verifier
    checked = checking.check(old, keys=[verifier])
    assert (checked.faults, checked.trusted) == ((), True)
    assert old.entries[0].entry.after["topic"] == "Степени", "the paper at home still says what the base no more does"
    # And the school's tree goes on from the head that stands in it.
    acts = Q(kind="history.destructionact")
    fresh = make_extract(kept.school, acts, title="Акт", since=[Kept("старая выписка", old.checkpoint)])
    assert checking.check(fresh, keys=[verifier], checkpoints=[("старая выписка", old.checkpoint)]).faults == ()


def test_marks_of_periods_stay_for_the_summary_sheets(kept):
    of_journal, of_summary = ({part.kind for part in PARTS[kind]} for kind in (CaseKind.JOURNAL, CaseKind.SUMMARY))
    assert "grading.periodmark" in of_summary - of_journal
    assert {"journal.mark", "journal.absence", "timetable.lesson"} <= of_journal


def test_who_keeps_signs_and_destroys(kept, deputy, director):
    act = ready(kept, deputy, director)
    other = make.make_school()
    for role in ROLES_OF_PEOPLE:
        actor = make.actor_of(make.make_staff(kept.school), role)
        if role not in (Role.DEPUTY, Role.STUDY_OFFICE):
            for deed in (
                lambda a: add_case(a, draft=draft(number=9)),
                lambda a: place_hold(a, case_id=kept.pk, reason="Спор"),
                lambda a: draw_up(a, draft=ACT, case_ids=[kept.pk]),
                lambda a: withdraw_act(a, act_id=act.pk),
            ):
                with pytest.raises(NotVisible):
                    deed(actor)
        if role not in (Role.DEPUTY, Role.STUDY_OFFICE, Role.DIRECTOR):
            with pytest.raises(NotVisible):
                sign_act(actor, act_id=act.pk, position="кто-то")
        if role != Role.DIRECTOR:
            with pytest.raises(NotVisible):
                carry_out(actor, act_id=act.pk, expected=1)
    stranger = make.actor_of(make.make_officer(other, Role.DIRECTOR), Role.DIRECTOR)
    for deed in (
        lambda: queries.kept_page(stranger, kept.pk),
        lambda: queries.destruction_page(stranger, act.pk),
        lambda: carry_out(stranger, act_id=act.pk, expected=1),
        lambda: sign_act(stranger, act_id=act.pk, position="директор"),
    ):
        with pytest.raises(NotVisible):
            deed()
    assert not any(one.case for one in queries.keeping_page(stranger).cases)
    assert KeepingAct.objects.get().state == ActState.DRAFT
