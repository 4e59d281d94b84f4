"""What the ledger holds of the school and its year, which stands below the ledger and cannot register itself."""

from letopis.school.history.tracking import track
from letopis.school.organisation.models import (
    AcademicYear,
    BellPeriod,
    BellSchedule,
    CalendarDay,
    Room,
    School,
    Term,
    TermScheme,
    Vacation,
)

track(
    School,
    "kind",
    "name",
    "short_name",
    "region",
    "city",
    "address",
    "phone",
    "email",
    "website",
    "time_zone",
    "settings",
)
track(AcademicYear, "name", "starts_on", "ends_on", "study_days", "closed_at")
track(TermScheme, "year_id", "kind")
track(Term, "scheme_id", "number", "name", "starts_on", "ends_on", "closed_at")
track(Vacation, "year_id", "name", "starts_on", "ends_on", "grades")
track(BellSchedule, "year_id", "name", "shift", "is_shortened", "grades", "starts_on", "ends_on")
track(BellPeriod, "schedule_id", "number", "starts_at", "ends_at")
track(CalendarDay, "year_id", "date", "kind", "name", "taught_as")
track(Room, "number", "name", "capacity", "kind", "responsible")
