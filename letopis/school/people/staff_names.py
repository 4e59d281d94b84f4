"""Names of employees who stand on one page: surname and initials, more only where two of them would be called alike."""

from collections.abc import Sequence

from django.db.models.functions import JSONArray

from letopis.school.people.models import initials, initials_apart, names_of

# Surname, name, patronymic and position, as they are read.
Parts = Sequence[str | None]


def parts_of(to_staff: str) -> tuple[str, ...]:
    """Return the columns of a name and a position through `to_staff`: "staff", "lesson__staff"."""
    return *names_of(f"{to_staff}__person"), f"{to_staff}__position"


def parts_json(to_staff: str) -> JSONArray:
    """The same as one column, a list."""
    return JSONArray(*parts_of(to_staff))


class StaffNames:
    """Those named on one page. All are noted as the rows are read; what each is called is found with the first asked.

    Few of a page's lessons and marks say whose they are, and nearly nowhere two are called alike.
    """

    __slots__ = ("_noted", "_shown")

    def __init__(self) -> None:
        self._noted: dict[int, Parts] = {}
        self._shown: dict[int, str] | None = None

    def note(self, staff_id: int | None, parts: Parts) -> int | None:
        """Note somebody by id; return the id."""
        if staff_id is not None and staff_id not in self._noted:
            self._noted[staff_id] = parts
            self._shown = None
        return staff_id

    def __getitem__(self, staff_id: int | None) -> str:
        """«Иванова М. П.», in full where another of the page is called so, then with the position; "" for nobody."""
        if staff_id is None:
            return ""
        if self._shown is None:
            self._shown = self._told()
        return self._shown[staff_id]

    def _told(self) -> dict[int, str]:
        people = {pk: [part or "" for part in parts] for pk, parts in self._noted.items()}
        short = {pk: initials(*parts[:3]) for pk, parts in people.items()}
        return short if len(set(short.values())) == len(short) else initials_apart(people)
