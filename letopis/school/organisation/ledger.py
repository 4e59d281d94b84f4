"""What the ledger holds of the school and its year."""

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
    "{School.noms}",
    kind="вид",
    name="название",
    short_name="краткое название",
    region="регион",
    city="город",
    address="адрес",
    phone="телефон",
    email="электронная почта",
    website="сайт",
    time_zone="часовой пояс",
    settings="настройки",
)
track(
    AcademicYear,
    "Учебные годы",
    name="название",
    starts_on="с какого дня",
    ends_on="по какой день",
    study_days="учебных дней в неделю",
    closed_at="закрыт",
)
track(TermScheme, "Деление года", of_year="year", year_id="учебный год", kind="вид")
track(
    Term,
    "Учебные периоды",
    of_year="scheme__year",
    scheme_id="деление года",
    number="номер",
    name="название",
    starts_on="с какого дня",
    ends_on="по какой день",
    closed_at="закрыт",
)
track(
    Vacation,
    "Каникулы",
    of_year="year",
    year_id="учебный год",
    name="название",
    starts_on="с какого дня",
    ends_on="по какой день",
    grades="{grade.noms}",
)
track(
    BellSchedule,
    "Расписания звонков",
    of_year="year",
    year_id="учебный год",
    name="название",
    shift="смена",
    is_shortened="сокращённое",
    grades="{grade.noms}",
    starts_on="с какого дня",
    ends_on="по какой день",
)
track(
    BellPeriod,
    "Звонки",
    of_year="schedule__year",
    schedule_id="расписание звонков",
    number="номер",
    starts_at="начало",
    ends_at="конец",
)
track(
    CalendarDay,
    "Особые дни календаря",
    of_year="year",
    year_id="учебный год",
    date="дата",
    kind="вид",
    name="название",
    taught_as="по расписанию какого дня",
)
track(
    Room,
    "Кабинеты",
    number="номер",
    name="название",
    capacity="мест",
    kind="вид",
    responsible="ответственный",
)
