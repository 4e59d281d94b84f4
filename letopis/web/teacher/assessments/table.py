"""The schedule as a table: classes down, weeks or the days of a week across. Written as text: there are many."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from html import escape as esc

from django.urls import reverse
from django.utils.safestring import SafeString

from letopis.kernel.dates import DateRange, week_of
from letopis.school.workload.queries import CoursePage, Schedule, Scheduled
from letopis.web.shared.templatetags.letopis import icon
from letopis.web.shared.wording import days_between, weekday_date


@dataclass(frozen=True)
class Look:
    """What of the schedule is shown: a parallel, a class, a week. None: all."""

    schedule: Schedule
    grade: int | None = None
    class_id: int | None = None
    week: date | None = None

    @cached_property
    def works(self) -> list[Scheduled]:
        """The works shown."""
        return [work for work in self.schedule.works if self.shows(work.page)]

    @cached_property
    def classes(self) -> list[tuple[int, str]]:
        """The classes shown, in order."""
        shown = {page.class_id for page in self.schedule.pages.values() if self.shows(page)}
        return [(pk, name) for pk, (name, _) in self.schedule.classes.items() if pk in shown]

    @property
    def grades(self) -> list[int]:
        """The parallels to choose from."""
        return sorted({grade for _, grade in self.schedule.classes.values()})

    @property
    def siblings(self) -> list[tuple[int, str]]:
        """The classes to choose from: of the parallel chosen, all where there are few."""
        found = [(pk, name) for pk, (name, grade) in self.schedule.classes.items() if self.grade in {None, grade}]
        return found if self.grade or len(found) <= 8 else []

    @cached_property
    def columns(self) -> list[DateRange]:
        """Weeks of the half, or the days of the week chosen."""
        if self.week:
            return [DateRange(day, day) for day in week_of(self.week).each_day()][:6]
        first, last = self.schedule.half.dates.bounds
        days = DateRange(week_of(first).starts_on, last).each_day()
        return [week_of(day) for day in days if day.weekday() == 0]

    def shows(self, page: CoursePage) -> bool:
        """Whether the works of a page are shown."""
        return self.grade in {None, page.grade} and self.class_id in {None, page.class_id}


def table(look: Look, today: date) -> SafeString:
    """Return the table; a header of a week leads to its days."""
    cells: dict[tuple[int, int], list[Scheduled]] = defaultdict(list)
    index = {day: at for at, column in enumerate(look.columns) for day in column.each_day()}
    for work in look.works:
        if work.date in index:
            cells[work.page.class_id, index[work.date]].append(work)
    heads = "".join(_head(look, column, today) for column in look.columns)
    rows = "".join(
        f'<tr><th scope="row">{esc(name)}</th>'
        + "".join(_cell(look, cells.get((pk, at), ())) for at in range(len(look.columns)))
        + "</tr>"
        for pk, name in look.classes
    )
    return SafeString(
        '<table class="table table--keep matrix works"><thead><tr><th scope="col">'
        f'<span class="hidden-visually">Где</span></th>{heads}</tr></thead><tbody>{rows}</tbody></table>'
    )


def _head(look: Look, column: DateRange, today: date) -> str:
    current = ' aria-current="date"' if today in column else ""
    if look.week:
        return f'<th scope="col"{current}>{weekday_date(column.starts_on)}</th>'
    label = f"{column.starts_on:%d.%m}"
    whole = days_between(column.starts_on, column.last)
    chosen = f"&amp;grade={look.grade}" if look.grade else ""
    chosen += f"&amp;class={look.class_id}" if look.class_id else ""
    address = f"?half={look.schedule.half.number}&amp;week={column.starts_on}{chosen}"
    return f'<th scope="col"{current}><a href="{address}" title="{whole}">{label}</a></th>'


def _cell(look: Look, works: Sequence[Scheduled]) -> str:
    return f"<td>{''.join(_work(look, work) for work in works)}</td>"


def _work(look: Look, work: Scheduled) -> str:
    found = look.schedule.hits_of.get(work.id, ())
    said = [work.label, *(["предложена, не опубликована"] if work.is_draft else []), *(hit.text for hit in found)]
    css = "work" + (" work--draft" if work.is_draft else "") + (" work--hit" if found else "")
    mark = icon("alert", "icon--warn", "спорит с нормой") if found else ""
    day = "" if look.week else f"{work.date:%d.%m} "
    number = f" ({work.number})" if look.week and work.number else ""
    address = reverse("assessments_work", args=(work.id,))
    kind = f'<span class="work__kind">{work.short_kind}{number}</span>'
    text = f"{mark}{day}{esc(work.page.short)} {kind}"
    return f'<a class="{css}" href="{address}" title="{esc("; ".join(said))}">{text}</a>'
