"""Advice on topics (CUR-05): Т3.1.8, А3.2.4, С3.5."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letopis.school.curriculum.enums import LessonKind
from letopis.school.curriculum.rules import expand, kind_named, kind_of, topic_advice

pytestmark = pytest.mark.req("CUR-05")


def codes(text, kind=LessonKind.LESSON):
    return [advice.code for advice in topic_advice(text, kind)]


@pytest.mark.parametrize(
    "text",
    [
        "Понятие рационального числа",
        "Слог. Ударение. Свойства русского ударения",
        "Орфография как система правил. Буквенные орфограммы",
        "Тематические группы слов. Родовые и видовые понятия",
        "Россия в XVIII в. Реформы Петра I",
        "Л.Н. Толстой и др. писатели",
        "А. С. Пушкин. Лирика",
        "Битва при Фермопилах, 480 г. до н. э.",
        "Скорость в м/с и км/ч",
        "Функция y = x² и её график",
        "Температура 20 °С. Кипение",
        "Past Simple в рассказе о каникулах",
        "Present Perfect и Past Simple: сравнение",
        "Повторение: линейные уравнения",
        "Решение задач на пропорциональные величины",
        "Анализ контрольной работы. Уравнение и его корни",
        "Контрольная работа № 2 «Рациональные числа»",
        "Контрольный диктант № 3 по теме «Глагол»",
        "Лабораторная работа № 4 «Измерение силы тока»",
        "Экскурсия № 1 «Осенние явления в природе»",
        "Практическая работа № 1 «Проценты в семейном бюджете»",
    ],
)
def test_a_good_topic_needs_no_advice(text):
    assert codes(text) == []


@pytest.mark.parametrize(
    ("text", "full"),
    [
        ("К/р № 2 «Фонетика»", "Контрольная работа № 2 «Фонетика»"),
        ("к.р. № 2 «Фонетика»", "Контрольная работа № 2 «Фонетика»"),
        ("КР № 2 «Фонетика»", "Контрольная работа № 2 «Фонетика»"),
        ("сам. раб. № 1 по теме «Дроби»", "Самостоятельная работа № 1 по теме «Дроби»"),
        ("Р.р. Сжатое изложение", "Развитие речи. Сжатое изложение"),
        ("Л/р № 3 «Сила»", "Лабораторная работа № 3 «Сила»"),
        ("Пр.р. № 3 «Графики»", "Практическая работа № 3 «Графики»"),
        ("повт. тем «Дроби» и «Проценты»", "Повторение тем «Дроби» и «Проценты»"),
    ],
)
def test_cut_words_are_named_and_written_in_full(text, full):
    (advice,) = topic_advice(text)
    assert advice.code == "cut"
    assert advice.suggestion == full == expand(text)
    assert "Т3.1.8" in advice.clause
    assert codes(full) == []


@pytest.mark.parametrize("text", ["Изуч. нового материала о дробях", "Упр. на дроби", "Действия с десят. дробями"])
def test_unknown_cuts_are_named_without_a_guess(text):
    (advice,) = topic_advice(text)
    assert (advice.code, advice.suggestion) == ("cut", "")


@pytest.mark.parametrize(
    "text",
    ["Повторение", "повторение.", "Решение задач", "Повторение. Решение задач", "«Повторение»", "Резерв", "Урок 5"],
)
def test_bare_words_need_a_topic(text):
    assert codes(text) == ["bare"]


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("Контрольная работа", "номер и тему"),
        ("Контрольная работа № 2", "тему"),
        ("Контрольная работа «Дроби»", "номер"),
        ("Итоговая контрольная работа № 7", "тему"),
        ("Лабораторная работа по теме «Сила»", "номер"),
        ("Самостоятельная работа 3", "тему"),
        ("Экскурсия в музей", "номер экскурсии"),
    ],
)
def test_works_carry_number_and_topic(text, missing):
    (advice,) = topic_advice(text)
    assert advice.code == "work"
    assert missing in advice.message


def test_the_kind_chosen_asks_for_its_words():
    assert codes("Дроби", LessonKind.CONTROL) == ["work"]
    assert "вид и номер" in topic_advice("Дроби", LessonKind.CONTROL)[0].message
    assert codes("Контрольная работа № 1 «Дроби»", LessonKind.CONTROL) == []
    assert codes("Понятие дроби", "no such kind") == []


@pytest.mark.parametrize("text", ["Past Simple", "My family and friends. Семья", "Unit 5. Animals", "家庭和朋友们"])
def test_foreign_topics_are_to_be_in_russian(text):
    assert codes(text) == ["foreign"]


def test_empty_wordless_odd_long():
    assert codes(" \u00a0 ") == ["empty"]
    assert codes("№ 5") == ["wordless"]
    (odd,) = topic_advice("Дроби 😀\u200b")
    assert (odd.code, odd.suggestion) == ("odd", "Дроби")
    assert codes("Дроби " * 100) == ["long"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("К/р № 9. Итоговый диктант за курс 5 класса", LessonKind.CONTROL),
        ("Входная контрольная работа № 1", LessonKind.CONTROL),
        ("Р.р. Сочинение по сюжетной картине", LessonKind.SPEECH),
        ("Сочинение «Моя улица»", LessonKind.ESSAY),
        ("Словарный диктант № 2", LessonKind.DICTATION),
        ("Урок-экскурсия в парк", LessonKind.EXCURSION),
        ("Анализ контрольной работы. Степень", LessonKind.LESSON),
        ("Подготовка к контрольной работе", LessonKind.LESSON),
        ("Самостоятельные и служебные части речи", LessonKind.LESSON),
        ("Повторение: глагол", LessonKind.REVIEW),
        ("Текст и его признаки", LessonKind.LESSON),
        ("Зачёт № 1 по теме «Сила»", LessonKind.CREDIT),
    ],
)
def test_kind_of_a_topic(text, kind):
    assert kind_of(text) == kind


def test_kind_named_in_a_column():
    assert kind_named("Контрольная") == LessonKind.CONTROL
    assert kind_named("практическая") == LessonKind.PRACTICAL
    assert kind_named("урок") == LessonKind.LESSON
    assert kind_named("разное") is None


@given(st.text(max_size=700), st.sampled_from([*LessonKind.values, "", "?"]))
def test_advice_never_fails_and_is_short_and_russian(text, kind):
    for advice in topic_advice(text, kind):
        assert advice.message.endswith((".", "»."))
        assert advice.clause
        assert "!" not in advice.message.split(":")[0]


@given(st.text(alphabet="абвгксрл/. №1\u00a0«»КСРЛ-", max_size=60))
def test_writing_in_full_twice_changes_nothing(text):
    assert expand(expand(text)) == expand(text)
