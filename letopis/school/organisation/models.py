"""The school (ОО), its year, terms, days off, bells and rooms. Sources: П3.2.1, С3.1, Т4.2.1-3."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from letopis.kernel.dates import DateRange
from letopis.school.organisation.enums import DayKind, SchoolKind, TermKind, Weekday
from letopis.school.organisation.rules import room_sort_key


def zone_of_the_server() -> str:
    """Return the time zone that a school founded here is given (LETOPIS_TIME_ZONE)."""
    return str(settings.TIME_ZONE)


class School(models.Model):
    """An educational organisation. `settings` holds only what differs from settings.SchoolSettings' defaults."""

    kind = models.CharField(max_length=10, choices=SchoolKind, default=SchoolKind.GENERAL)
    name = models.CharField(max_length=300)
    short_name = models.CharField(max_length=120)
    region = models.CharField(max_length=120, blank=True)
    city = models.CharField(max_length=120, blank=True)
    address = models.CharField(max_length=300, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.CharField(max_length=120, blank=True)
    website = models.CharField(max_length=200, blank=True)
    time_zone = models.CharField(max_length=60, default=zone_of_the_server)
    settings = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.short_name


class SchoolOwned(models.Model):
    """Rule 1 of the design: every row of a school says whose it is."""

    # No index of its own: every index of a hot path starts with the school, and this one alone would mislead planners.
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        abstract = True


class Dated(models.Model):
    """Rule 2: valid from `starts_on` to `ends_on`, both days included; no end means still valid."""

    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def dates(self) -> DateRange | None:
        """The days the row is valid; None for one taken back before its first."""
        return DateRange.of(self.starts_on, self.ends_on)

    def is_on(self, day: date) -> bool:
        """Whether the row is valid on `day`."""
        return self.dates is not None and day in self.dates


def dated_on(day: object, prefix: str = "") -> Q:
    """Return the condition «valid on `day`» for Dated rows, reached through `prefix` (e.g. "memberships__")."""
    return Q(**{f"{prefix}starts_on__lte": day}) & lasting(day, prefix)


def lasting(day: object, prefix: str = "") -> Q:
    """Return the condition «not over before `day`»: valid on it or later."""
    return Q(**{f"{prefix}ends_on__isnull": True}) | Q(**{f"{prefix}ends_on__gte": day})


def overlapping(days: DateRange, prefix: str = "") -> Q:
    """Return the condition «valid on some of `days`»."""
    begun = Q() if days.ends_on is None else Q(**{f"{prefix}starts_on__lte": days.ends_on})
    return begun & lasting(days.starts_on, prefix)


def overlap(one: Dated, other: Dated) -> bool:
    """Return whether two rows are both valid on some day."""
    return bool(one.dates and other.dates and one.dates.overlaps(other.dates))


class AcademicYear(SchoolOwned):
    """Учебный год. `study_days` is the length of the week, 5 or 6."""

    name = models.CharField(max_length=20)
    starts_on = models.DateField()
    ends_on = models.DateField()
    study_days = models.PositiveSmallIntegerField(default=5)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "name"], name="year_once"),
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="year_ends_after_start"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def dates(self) -> DateRange:
        """From the first day of the year to the last."""
        return DateRange(self.starts_on, self.ends_on)


class TermScheme(SchoolOwned):
    """A division of the year that some classes follow: quarters for 1-9, half-years for 10-11."""

    year = models.ForeignKey(AcademicYear, on_delete=models.PROTECT, related_name="schemes")
    kind = models.CharField(max_length=10, choices=TermKind)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "year", "kind"], name="scheme_once")]


class Term(SchoolOwned):
    """Учебный период: I четверть. `closed_at`: closed for correction (JRN-05)."""

    scheme = models.ForeignKey(TermScheme, on_delete=models.PROTECT, related_name="terms")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=40)
    starts_on = models.DateField()
    ends_on = models.DateField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["school", "scheme", "number"], name="term_once"),
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="term_ends_after_start"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def dates(self) -> DateRange:
        """From the first day to the last."""
        return DateRange(self.starts_on, self.ends_on)


class Vacation(SchoolOwned):
    """Каникулы. `grades` lists the grades (1-11) they are for; empty: for all."""

    year = models.ForeignKey(AcademicYear, on_delete=models.PROTECT, related_name="vacations")
    name = models.CharField(max_length=80)
    starts_on = models.DateField()
    ends_on = models.DateField()
    grades = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["school", "year", "name", "starts_on"], name="vacation_once"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="vacation_ends_after_start"),
        ]

    @property
    def dates(self) -> DateRange:
        """From the first day to the last."""
        return DateRange(self.starts_on, self.ends_on)


class BellSchedule(SchoolOwned):
    """Расписание звонков of a shift. `grades` empty: for all; dates null: all year; `is_shortened`: сокращённые."""

    year = models.ForeignKey(AcademicYear, on_delete=models.PROTECT, related_name="bell_schedules")
    name = models.CharField(max_length=120)
    shift = models.PositiveSmallIntegerField(default=1)
    is_shortened = models.BooleanField(default=False)
    grades = models.JSONField(default=list, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["shift", "is_shortened", "name"]
        constraints = [models.UniqueConstraint(fields=["school", "year", "name"], name="bells_once")]

    def __str__(self) -> str:
        return self.name


class BellPeriod(SchoolOwned):
    """One lesson's bells: number (0-12), start and end, wall-clock time of the school."""

    schedule = models.ForeignKey(BellSchedule, on_delete=models.CASCADE, related_name="periods")
    number = models.PositiveSmallIntegerField()
    starts_at = models.TimeField()
    ends_at = models.TimeField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["school", "schedule", "number"], name="bell_once"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="bell_ends_after_start"),
        ]


class CalendarDay(SchoolOwned):
    """A date unlike its weekday: a holiday, a day off, a working day taught by `taught_as`, shortened lessons."""

    year = models.ForeignKey(AcademicYear, on_delete=models.PROTECT, related_name="days")
    date = models.DateField()
    kind = models.CharField(max_length=10, choices=DayKind)
    name = models.CharField(max_length=120, blank=True)
    taught_as = models.PositiveSmallIntegerField(choices=Weekday, null=True, blank=True)

    class Meta:
        ordering = ["date"]
        constraints = [models.UniqueConstraint(fields=["school", "date"], name="calendar_day_once")]


class Room(SchoolOwned):
    """Кабинет, аудитория. `number` is what the timetable says: «204», «С1», «АЗ»."""

    number = models.CharField(max_length=20)
    name = models.CharField(max_length=120, blank=True)
    capacity = models.PositiveSmallIntegerField(null=True, blank=True)
    kind = models.CharField(max_length=80, blank=True)
    responsible = models.CharField(max_length=120, blank=True)
    sort_key = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["sort_key"]
        constraints = [models.UniqueConstraint(fields=["school", "number"], name="room_once")]

    def __str__(self) -> str:
        return self.number

    def renew_keys(self) -> None:
        """Derive the stored key from the number."""
        self.sort_key = room_sort_key(self.number)
