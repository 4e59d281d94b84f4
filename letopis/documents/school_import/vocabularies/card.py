"""What the rows of the school's card are called: «what — value»."""

from letopis.documents.school_import.vocabularies.common import column
from letopis.documents.sheets.headers import IGNORE

CARD = (
    column("name", "Полное наименование", r"полное (наимен|назван)|^наименование( оо| организации| школы)?$"),
    column("short_name", "Краткое наименование", r"(кратк|сокращ)\w* (наимен|назван)"),
    column("region", "Субъект РФ", r"субъект|регион|область|край$"),
    column("city", "Город", r"город|населенн|муниципал|^нп$"),
    column("address", "Адрес", r"адрес(?!.*(эл|email|сайт|почт\w+ электр))"),
    column("phone", "Телефон", r"телефон|^тел\b"),
    column("email", "E-mail", r"email|почт"),
    column("website", "Сайт", r"сайт|интернет|www"),
    column("year", "Учебный год", r"учебный год"),
    column("study_days", "Учебная неделя", r"недел|режим (работы|обучения)"),
    column("shifts", "Количество смен", r"смен"),
    column("lesson_length", "Продолжительность {lesson.gen}", r"продолжит\w* урок"),
    column("scale", "Система оценивания", r"оценив|систем\w* (отмет|оцен)"),
    column("terms", "Учебные периоды", r"период|аттестац"),
    column("language", "Язык обучения", r"язык"),
    column("kind", "Тип организации", r"^(тип|вид)\b"),
    column(IGNORE, "не хранится", r"директор|руководител|инн|огрн|показатель"),
)
