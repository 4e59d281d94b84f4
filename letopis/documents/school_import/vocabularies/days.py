"""What the columns of bells, the calendar and the timetable are called."""

import re

from letopis.documents.school_import.vocabularies.common import CLASS, GRADE, LETTER, NOTE, column
from letopis.documents.sheets.headers import IGNORE, ROW_NUMBERS, Vocabulary

BELLS = Vocabulary(
    "bells",
    re.compile(r"звон|режим"),
    (
        column("number", "№ {lesson.gen}", r"^(№|номер)? ?(урок\w*|пар[аы]|занят\w*)( №)?$|^№$|^№ п п$"),
        column("start", "Начало", r"^начал|^с$|^старт|^от$|^время начал"),
        column("end", "Конец", r"^кон|^оконч|^по$|^до$|^время (оконч|конц)"),
        column(IGNORE, "Перемена", r"перемен|отдых"),
        column("span", "Время", r"^время|^часы|^урок \(время|продолжит"),
        column("shift", "Смена", r"^смен"),
        column(
            "schedule",
            "Вид расписания",
            r"^(вид|тип|название|наименование)( расписания)?( звонков)?$|^расписание( звонков)?$",
        ),
        NOTE,
    ),
    needs=(("number",), ("start+end", "span")),
    never=("class", "subject", "day"),
    fills_down=("schedule", "shift"),
)

CALENDAR = Vocabulary(
    "calendar",
    re.compile(r"период|каникул|празд|выходн|график|четверт|календар"),
    (
        column("start", "Начало", r"^(дата )?(начал|с$|от$)"),
        column("end", "Окончание", r"^(дата )?(оконч|кон[её]?ц|конч|по$|до$|заверш)"),
        column("span", "Сроки", r"^срок|^даты|^период проведения|^время проведения"),
        column("taught_as", "По расписанию", r"по расписанию|за какой день|день недели"),
        column("date", "Дата", r"^дат[аы]?\b|^день$|^число"),
        column("grades", "{Group.noms}", r"класс|параллел|^курсы?$|для кого|кому"),
        column(
            "name",
            "Период",
            r"период|каникул|наимен|назван|четверт|празд|событ|семестр|триместр|полугод|^вид|выходн",
        ),
        column("kind", "Вид", r"^(тип|вид)( дня| дней| периода| события)?$"),
        column(IGNORE, "Продолжительность", r"недел|дней|продолж|кол"),
        NOTE,
        ROW_NUMBERS,
    ),
    needs=(("name",), ("start+end", "span", "date")),
    never=("number", "subject"),
)

TIMETABLE = Vocabulary(
    "timetable",
    re.compile(r"расписан(?!.*звон)"),
    (
        column("number", "№ {lesson.gen}", r"^(№|номер)? ?(урок\w*|пар[аы]|занят\w*)( №)?$|^№$"),
        ROW_NUMBERS,
        column("day", "День", r"^(день|дни|дн|д н)\b"),
        column("parity", "Неделя", r"^(?!.*(ден|дни|дн\b|час|урок|ч\b)).*недел|^(не)?чет(?!в)|знамен|чередов"),
        column("subgroup", "Подгруппа", r"подгрупп|^гр$|^группа$|^часть класса"),
        CLASS,
        GRADE,
        LETTER,
        column("subject", "Предмет", r"предмет|дисципл|^урок$|^занятие$|наименование"),
        column("teacher", "{Teacher.nom}", r"учител|преподав|педагог|^фио|сотрудник"),
        column("room", "Кабинет", r"каб|ауд|помещ|место"),
        column(IGNORE, "Время", r"время|начало|конец|окончание|смена"),
        NOTE,
    ),
    needs=(("class", "grade+letter", "+"), ("day", "+"), ("number",), ("subject",)),
    fills_down=("class", "grade", "letter", "day", "number"),
    resets=("class", "day"),
)
