"""The act on the destruction of cases as PDF/A-2b: what went, what stays, who signed (Т7.6)."""

from pathlib import Path
from typing import Any

from letopis.documents.handover.act import cases_counted
from letopis.documents.journal_paper.lines import sheets_counted
from letopis.documents.keeping.destroying import Doomed
from letopis.documents.keeping.models import ActState
from letopis.documents.keeping.queries import DestructionPage
from letopis.documents.typesetting.composing import pdf_of
from letopis.kernel.clock import local

SOURCE = Path(__file__).with_name("destruction.typ")
STAYS = (
    "Не уничтожается: строки журнала в таблицах базы данных, отметки за периоды и сводные ведомости, записи о том, "
    "кто и когда что сделал, их отпечатки, файлы к заданиям, архивные пакеты и их копии, резервные копии до конца их "
    "срока."
)


def destruction_pdf(page: DestructionPage) -> bytes:
    """Return the act; of one that was not carried out a draft. Raises Refused for a sign that no font has."""
    return pdf_of(destruction_data(page), SOURCE)


def destruction_data(page: DestructionPage) -> dict[str, Any]:
    """Return what the act says, as plain values."""
    act, school = page.act, page.act.school
    title = f"Акт об уничтожении дел № {act.number}"
    done = act.state == ActState.DONE
    went = f"Уничтожено: {cases_counted(len(page.doomed))}, {sheets_counted(page.sheets)}."
    if not done:
        went = went.replace("Уничтожено", "Подлежит уничтожению")
    signs = [[one.position, one.person.full_name] for one in page.signed]
    part = {
        "head": title,
        "draft": "" if done else "Проект: акт не исполнен",
        "school": ", ".join(filter(None, (school.name, school.city, school.address))),
        "day": f"{act.date:%d.%m.%Y}",
        "facts": [
            ["Основание", act.reason],
            ["Способ уничтожения бумаги", act.method],
            ["Записи истории", _of_ledger(page, done)],
        ],
        "rows": [_row(at, one) for at, one in enumerate(page.doomed, start=1)],
        "total": went,
        "stays": STAYS,
        "signs": [*signs, *([["", ""]] * (2 - len(signs)))],
        "kept": f"Акт и выгрузку хранить до {page.keep_until:%d.%m.%Y}." if page.keep_until else "",
    }
    return {
        "title": title,
        "date": [act.date.year, act.date.month, act.date.day],
        "foot": {"where": f"{school.short_name} · {title} от {act.date:%d.%m.%Y}"},
        "parts": [part],
    }


def _of_ledger(page: DestructionPage, done: bool) -> str:
    if not page.entries:
        return "дела только на бумаге, в истории изменений уничтожать нечего"
    verb = "стёрто содержание" if done else "будет стёрто содержание"
    when = f" {local(page.act.done_at):%d.%m.%Y %H:%M}" if page.act.done_at else ""
    return f"{verb} записей: {page.entries}{when}; строк журнала остаётся в базе: {page.left}"


def _row(at: int, one: Doomed) -> list[str]:
    case = one.case
    entries = str(one.entries) if one.entries else "–"
    return [str(at), f"{case.index} / {case.number}", case.title, case.year_name, str(case.sheets or "–"), entries]
