"""A year that is closed is read and no longer changed: the one check, where rows are written (А3.2.2, Т4.1.4).

Each table of a year says in its ledger.py by which relations its year is found: `track(…, of_year="plan__year")`.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from django.db import connection

from letopis.kernel.errors import Refused
from letopis.school.history.turns import write_in_turn
from letopis.school.organisation.models import AcademicYear, Dated

if TYPE_CHECKING:
    from letopis.school.history.intake import Put


def refuse_closed(years: Iterable[AcademicYear]) -> None:
    """Raise Refused where a year is closed; what is open stays so until the transaction ends."""
    found = list({id(year): year for year in years}.values())
    keep_open(found)
    for year in found:
        if year.closed_at:
            raise Refused(
                f"{year.name} учебный год закрыт и больше не меняется. Снова его открывает оператор, с причиной.",
                code="closed",
            )


def keep_open(years: Collection[AcademicYear]) -> None:
    """Let none of the years be closed until the transaction ends; one closed since it was read says so from now on.

    Two statements on PostgreSQL, none on SQLite, where nobody else writes meanwhile.
    """
    there = {year.pk for year in years if year.pk and not year.closed_at}
    if not there or connection.vendor != "postgresql":
        return
    for school_id in {year.school_id for year in years}:
        write_in_turn(school_id)
    closed = AcademicYear.objects.filter(pk__in=there, closed_at__isnull=False)
    since = dict(closed.values_list("pk", "closed_at"))
    for year in years:
        year.closed_at = since.get(year.pk, year.closed_at)


def years_changed(puts: Sequence["Put[Any]"], path: str) -> Iterator[AcademicYear]:
    """Yield the years of which rows would change something; what `path` names is fetched already."""
    for put in puts:
        year: Any = put.row
        for name in path.split("__"):
            year = getattr(year, name)
        if _changes(put, year):
            yield year


def _changes(put: "Put[Any]", year: AcademicYear) -> bool:
    """Whether the year gets or loses something: a dated row that ends after it takes no day away."""
    if put.is_new or put.removed or not isinstance(put.row, Dated):
        return put.is_touched
    others = [name for name in put.before or {} if name != "ends_on"]
    last = put.row.ends_on
    ends_in_it = put.touches("ends_on") and last is not None and last < year.ends_on
    return ends_in_it or any(put.touches(name) for name in others)
