"""Hands that are quicker than the page's script: what was changed before it came is not lost."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from playwright.sync_api import Page, Route, expect

from letopis.documents.school_import import jobs, runs
from letopis.documents.school_import.models import ImportRun
from letopis.kernel import background
from letopis.kernel.actor import Actor
from letopis.school.people.models import Staff
from tests import factories as make
from tests.documents.school_import.school import Book

OpenPage = Callable[..., Page]
Opened = Callable[[Staff, str], tuple[Page, Callable[[], None]]]


@pytest.fixture
def operator(transactional_db: None) -> Staff:
    return make.make_officer(make.make_school())


@pytest.fixture
def run(operator: Staff, tmp_path: Path) -> ImportRun:
    """A checked book with a column of its own, a birthday to come and a class that is none."""
    book = Book(folder=tmp_path)
    book["Ученики", 3, 13], book["Ученики", 4, 13] = "Штрихкод", "777"
    book["Ученики", 4, 4] = "01.03.2035"
    book["Ученики", 7, 5] = "5Д"
    actor = Actor.system(operator.person.school_id)
    path = book.xlsx()
    made = runs.start(actor, uploads=[SimpleUploadedFile(path.name, path.read_bytes())])
    jobs.begin_check(actor, made)
    background.wait()
    return made


@pytest.fixture
def held(open_page: OpenPage) -> Opened:
    """`held(card, "/…/")`: a page whose script is still on its way, and what lets it come."""

    def opened(card: Staff, address: str) -> tuple[Page, Callable[[], None]]:
        page = open_page(card, "/account/", has_worker=False)
        waiting: list[Route] = []
        is_held = True
        page.route("**/screens/*.js", lambda route: waiting.append(route) if is_held else route.continue_())
        page.goto(address, wait_until="commit")

        def come() -> None:
            nonlocal is_held
            is_held = False
            for route in waiting:
                route.continue_()

        return page, come

    return opened


@pytest.mark.req("ORG-02")
def test_answers_given_before_the_script_are_kept(held: Opened, operator: Staff, run: ImportRun) -> None:
    page, come = held(operator, f"/office/import/{run.pk}/")
    wrong = page.locator(".problems tbody tr", has_text="01.03.2035")
    wrong.get_by_role("textbox").fill("01.03.2015")
    wrong.get_by_role("textbox").press("Tab")
    left_out = page.get_by_label("Решение: Ученики, строка 7, Класс")
    left_out.select_option(label=next(t for t in left_out.locator("option").all_inner_texts() if "Пропустить" in t))
    come()

    expect(page.get_by_text("Все вопросы решены")).to_be_visible()
    expect(wrong).to_contain_text("Решено")
    page.reload()
    expect(page.get_by_text("Все вопросы решены")).to_be_visible()


@pytest.mark.req("ORG-02")
def test_what_is_being_typed_when_the_script_comes_is_kept_whole(held: Opened, operator: Staff, run: ImportRun) -> None:
    page, come = held(operator, f"/office/import/{run.pk}/")
    said: list[str] = []
    page.on("request", lambda one: said.append(one.post_data or "") if one.url.endswith("/answers/") else None)
    wrong = page.locator(".problems tbody tr", has_text="01.03.2035")
    wrong.get_by_role("textbox").press_sequentially("01.03.")
    come()
    page.wait_for_load_state("load")
    wrong.get_by_role("textbox").press_sequentially("2015")
    page.keyboard.press("Tab")

    expect(wrong).to_contain_text("Решено")
    assert ["01.03.2015" in one for one in said] == [True]


@pytest.mark.req("ORG-02")
def test_a_column_said_before_the_script_is_read_so(held: Opened, operator: Staff, run: ImportRun) -> None:
    place = [one["sheet"] for one in ImportRun.objects.get().preview["sheets"]].index("Ученики") + 1
    page, come = held(operator, f"/office/import/{run.pk}/sheets/{place}/")
    page.get_by_label("Столбец M, «Штрихкод»: что в нём").select_option(label="Примечание")
    come()

    expect(page.get_by_text("Прочитано иначе: пересчитайте")).to_be_visible()
    assert "note" in ImportRun.objects.get().answers["columns"].values()


@pytest.mark.req("ORG-02")
def test_a_file_chosen_before_the_script_replaces_the_other(
    held: Opened, operator: Staff, run: ImportRun, tmp_path: Path
) -> None:
    page, come = held(operator, f"/office/import/{run.pk}/")
    page.get_by_label("Заменить файл").set_input_files(Book(folder=tmp_path).xlsx())
    come()

    expect(page.get_by_text("Вопросов нет")).to_be_visible()
    background.wait()
