"""Averages beside the week, and the table of all marks."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from html import escape as esc

from letopis.school.diary.children import Child, Term
from letopis.school.diary.marks import Average, MarksPage, SubjectMarks
from letopis.school.diary.period_marks import Put, in_order
from letopis.school.diary.pieces import Mark
from letopis.school.diary.week import DiaryWeek
from letopis.school.forecast.rules import marks_of
from letopis.web.family.fragments.lessons import NOT_COUNTED, mark_figure, state_told, weight
from letopis.web.shared.addresses import address
from letopis.web.shared.outlooks import what_if
from letopis.web.shared.templatetags.letopis import spark
from letopis.web.shared.wording import capital, day_month, decimal_comma, lower_first, nbsp

NONE = "–"


def subject_averages(page: DiaryWeek) -> str:
    """The lines of the side: a subject, its last marks as a line, its average in the term."""
    week = page.week
    marks_url = address("diary_marks", week.child.id) + (f"?period={week.term.id}" if week.term else "")
    return "".join(
        f'<tr><th scope="row"><a href="{marks_url}">{esc(one.subject)}</a></th><td>{spark(one.points, one.marks)}</td>'
        f'<td class="average">{_either(one.weighted, one.plain, "")}</td></tr>'
        for one in page.averages
    )


def _either(weighted: Decimal | None, plain: Decimal | None, none: str = NONE) -> str:
    return decimal_comma(plain if weighted is None else weighted) or none


# ── all marks ─────────────────────────────────────────────────────────


def marks_rows(page: MarksPage) -> str:
    """A subject a line, which opens to a table of its marks."""
    return "".join(_subject(one, page.child, page.term, page.terms) for one in page.subjects)


def conduct_line(page: MarksPage) -> str:
    """Conduct by period, "" where it is not marked."""
    told = ", ".join(f"{esc(name)}: {esc(one.value)}" for name, one in in_order(page.conduct, page.terms))
    return f'<p class="note marks__rule">Поведение. {told}</p>' if told else ""


def owed_works(page: MarksPage) -> str:
    """What the child still has to hand in, write or rewrite, "" where there is nothing."""
    if not page.owed:
        return ""
    lines = "".join(
        f"<li><b>{esc(mark.subject)}</b>, {esc(nbsp(lower_first(mark.work)))} {day_month(mark.date)}: "
        f"{esc(state_told(mark))}{f' {esc(mark.shown)}' if mark.value else ''}"
        + (f'<br><span class="note">{esc(mark.comment)}</span>' if mark.comment else "")
        + "</li>"
        for mark in page.owed
    )
    return f'<section class="part owed"><h2>Несданные работы</h2><ul class="list">{lines}</ul></section>'


def _subject(one: SubjectMarks, child: Child, term: Term | None, terms: Sequence[Term]) -> str:
    figures = [mark_figure(mark, child) for mark in one.marks]
    if term:
        line = ("".join(figures) or '<span class="note">нет</span>') + _of_term(one.put, term)
    else:
        line = _of_terms(one.terms, terms, one.put)
    return (
        f'<li class="marks__row"><details><summary><span class="marks__subject">{esc(one.subject)}</span> '
        f'<span class="marks__line">{line}</span> '
        '<span class="marks__average"><span class="marks__word">средний </span>'
        f"{decimal_comma(one.average.plain) or NONE}</span>"
        '<span class="marks__average"><span class="marks__word">с весом </span>'
        f"<b>{decimal_comma(one.average.weighted) or NONE}</b></span></summary>"
        f"{_put(one.put, terms)}{_table(one.marks, figures)}{_what_if(one, child) if term else ''}</details></li>"
    )


def _what_if(one: SubjectMarks, child: Child) -> str:
    """Of a term only: the average of the year makes no mark."""
    marks = marks_of((mark for mark in one.marks if mark.counts), child.settings)
    return what_if(marks, child.settings, [mark.weight for mark in marks], one.subject)


def _of_terms(averages: Iterable[Average], terms: Sequence[Term], put: Sequence[Put]) -> str:
    """The mark of each term, where there is none yet its average; then the year, examination, final mark."""
    of_term = {one.term_id: one.value for one in put if one.term_id}
    lines = [
        f'<span class="marks__term"><small>{number}</small>{_put_or(of_term.get(term.id), one)}</span>'
        for number, (term, one) in enumerate(zip(terms, averages, strict=True), 1)
    ]
    longer = in_order([one for one in put if not one.term_id], ())
    lines += [
        f'<span class="marks__term"><small>{name.lower()}</small><b>{one.value}</b></span>' for name, one in longer
    ]
    return "".join(lines)


def _put_or(value: str | None, average: Average) -> str:
    return f"<b>{value}</b>" if value else _either(average.weighted, average.plain)


def _of_term(put: Iterable[Put], term: Term) -> str:
    """The mark of the term chosen, at the end of its marks."""
    value = next((one.value for one in put if one.term_id == term.id), "")
    return f'<span class="marks__put"><small>за период</small> <b>{value}</b></span>' if value else ""


def _put(put: Sequence[Put], terms: Sequence[Term]) -> str:
    """Every mark that was put, with how it follows."""
    lines = "".join(f"<li>{esc(name)}: <b>{one.value}</b>{_follows(one)}</li>" for name, one in in_order(put, terms))
    return f'<ul class="note marks__puts">{lines}</ul>' if lines else ""


def _follows(one: Put) -> str:
    if one.average is None:
        return ""
    rule = f", по правилу выходило {one.proposed}" if one.differs else ""
    return f", средний {decimal_comma(one.average)}{rule}"


def _table(marks: tuple[Mark, ...], figures: list[str]) -> str:
    if not marks:
        return '<p class="note marks__none">Отметок за этот период нет.</p>'
    return (
        '<table class="table table--keep marks__table"><thead><tr><th scope="col">Дата</th><th scope="col">За что</th>'
        '<th scope="col" class="number desktop-only">Вес</th><th scope="col">Отметка</th></tr></thead>'
        f"<tbody>{''.join(map(_mark, marks, figures))}</tbody></table>"
    )


def _mark(mark: Mark, figure: str) -> str:
    heavy = f'<span class="phone-only">, вес&nbsp;{weight(mark)}</span>' if mark.is_heavy else ""
    comment = f'<p class="note">{esc(mark.comment)}</p>' if mark.comment else ""
    new = ' <span class="new">новая</span>' if mark.is_new else ""
    return (
        f'<tr><td class="nowrap">{day_month(mark.date)}</td><td>{esc(nbsp(capital(mark.work)))}{heavy}{_state(mark)}'
        f'{_out(mark)} {comment}</td><td class="number desktop-only">{weight(mark)}</td><td>{figure}{new}</td>'
        "</tr>"
    )


def _out(mark: Mark) -> str:
    return "" if mark.counts else f' <span class="note">{lower_first(NOT_COUNTED)}</span>'


def _state(mark: Mark) -> str:
    told = state_told(mark)
    return f" · {esc(told)}" if told else ""
