"""The table of a class's forecast as HTML: five hundred cells that a template would take long for."""

from weakref import WeakKeyDictionary

from django.utils.html import escape as esc
from django.utils.safestring import SafeString

from letopis.school.forecast.queries import ClassPage, OfStudent, Subject
from letopis.school.organisation.words import current
from letopis.web.shared import outlooks
from letopis.web.shared.addresses import address
from letopis.web.shared.templatetags.letopis import state
from letopis.web.shared.wording import capital

# The table of a page for as long as the page itself is kept (forecast/kept.py).
_TABLES: WeakKeyDictionary[ClassPage, SafeString] = WeakKeyDictionary()


def table(page: ClassPage) -> SafeString:
    """Students × subjects, who is at risk first."""
    if page not in _TABLES:
        _TABLES[page] = _table(page)
    return _TABLES[page]


def _table(page: ClassPage) -> SafeString:
    heads = "".join(f'<th scope="col">{esc(name)}</th>' for name in page.subjects)
    pages: dict[int, str] = {}
    lines = "".join([_line(one, pages) for one in page.students])
    return SafeString(
        '<table class="table table--keep outlooks"><thead><tr><th scope="col" class="outlooks__name">'
        f"{capital(current().student.nom)}</th>{heads}</tr></thead><tbody>{lines}</tbody></table>"
    )


def _line(one: OfStudent, pages: dict[int, str]) -> str:
    cells = "".join([f"<td>{_cell(subject, pages) if subject else ''}</td>" for subject in one.subjects])
    return f'<tr><th scope="row" class="outlooks__name">{esc(one.name)}</th>{cells}</tr>'


def _cell(subject: Subject, pages: dict[int, str]) -> str:
    """`pages`: the addresses of the courses' forecasts."""
    course, outlook = subject.course_id, subject.outlook
    page = pages.get(course) or pages.setdefault(course, address("journal_forecast", course))
    warning = ""
    if outlooks.is_at_risk(outlook):
        warning = state("warn", "риск двойки")
    elif outlooks.is_unrated(outlook):
        warning = '<span class="note">мало отметок</span>'
    return f'<a class="outlooks__cell" href="{page}">{outlooks.short(outlook)}</a> {warning}'
