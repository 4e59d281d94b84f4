"""The act on the destruction of cases as PDF/A-2b: what went, what stays, who signed (Т7.6)."""

from pathlib import Path
from typing import Any

from letopis.documents.handover.act import cases_counted
from letopis.documents.keeping.doomed import Doomed
from letopis.documents.keeping.models import ActState
from letopis.documents.keeping.queries import DestructionPage
from letopis.documents.keeping.terms import stays
from letopis.documents.typesetting.composing import pdf_of
from letopis.documents.typesetting.lines import sheets_counted
from letopis.kernel.clock import local

SOURCE = Path(__file__).with_name("destruction.typ")


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
            ["В базе данных", _of_base(page, done)],
            ["Электронные копии", _of_copies(page, done)],
            *([["Резервные копии", page.backups]] if page.backups else []),
        ],
        "rows": [_row(at, one) for at, one in enumerate(page.doomed, start=1)],
        "total": went,
        "stays": [one.told for one in stays()],
        "signs": [*signs, *([["", ""]] * (2 - len(signs)))],
        "kept": f"Акт и выгрузку хранить до {page.keep_until:%d.%m.%Y}." if page.keep_until else "",
    }
    return {
        "title": title,
        "date": [act.date.year, act.date.month, act.date.day],
        "foot": {"where": f"{school.short_name} · {title} от {act.date:%d.%m.%Y}"},
        "parts": [part],
    }


def _of_base(page: DestructionPage, done: bool) -> str:
    if not page.entries and not page.rows:
        return "дела только на бумаге, в базе уничтожать нечего"
    verbs = ("стёрто содержание", "удалено") if done else ("будет стёрто содержание", "будет удалено")
    when = f" {local(page.act.done_at):%d.%m.%Y %H:%M}" if page.act.done_at else ""
    left = f"; строк журнала остаётся в базе: {page.left}" if page.left else ""
    files = f", файлов: {page.act.files}" if done and page.act.files else ""
    return f"{verbs[0]} записей истории: {page.entries}, {verbs[1]} строк: {page.rows}{files}{when}{left}"


def _of_copies(page: DestructionPage, done: bool) -> str:
    if not page.packages:
        return "архивных пакетов этих дел нет"
    told = f"архивных пакетов: {page.packages}, их копий на носителях: {page.copies}"
    if not done:
        return told
    named = "; ".join(
        f"«{one.carrier.name}» ({one.carrier.place}), отвечает {one.carrier.responsible.person.initials}"
        for one in page.waiting
    )
    return f"{told}; ещё не уничтожены: {named}" if named else f"{told}; уничтожены все"


def _row(at: int, one: Doomed) -> list[str]:
    case = one.case
    in_base = [str(number) if number else "–" for number in (one.entries, one.rows)]
    return [str(at), f"{case.index} / {case.number}", case.title, case.year_name, str(case.sheets or "–"), *in_base]
