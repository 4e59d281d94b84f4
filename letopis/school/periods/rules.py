"""When a page of the journal is closed for correction. Pure. Source: А3.2.2."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Closing:
    """What has been decided of a page in a period: the year closed, the period, the page by itself; the page reopened
    until. A reopened page is still of a closed year."""

    year: datetime | None = None
    term: datetime | None = None
    page: datetime | None = None
    open_until: datetime | None = None

    def since(self, at: datetime) -> datetime | None:
        """Return since when the page is closed at a moment, None where it is open.

        What is closed later does not count yet; one reopened closes again by itself, after `open_until`.
        """
        is_reopened = self.open_until is not None and at <= self.open_until
        closed = (self.year,) if is_reopened else (self.year, self.term, self.page)
        return min((one for one in closed if one is not None and one <= at), default=None)

    def reopened_until(self, at: datetime) -> datetime | None:
        """Return until when a page is open that would be closed at a moment, None of any other."""
        if self.open_until is None or at > self.open_until:
            return None
        decided = (self.term, self.page)
        return self.open_until if any(one is not None and one <= at for one in decided) else None


OPEN = Closing()
