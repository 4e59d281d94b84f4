"""The names teachers give to the columns of a lesson plan (КТП). Add a synonym here, nowhere else."""

import re

from letopis.documents.sheets.headers import HeaderColumn, Lexicon, Vocabulary

_column = HeaderColumn.of
_COLUMNS = (
    _column("fact", "Дата по факту", r"^(по )?факт|^дата.*факт|^проведен[оа]\b"),
    _column("planned", "Дата по плану", r"^дат[аы]\b|^(по )?план\w?\b|^срок|^календарн"),
    _column("homework", "Домашнее задание", r"^дом.*задан|^задание на дом|^д ?/? ?з\b|^дом зад"),
    _column("control_hours", "Контрольных", r"^контрольны[ех]|^контр ?раб|^к ?/? ?р\b"),
    _column("practical_hours", "Практических", r"^практически[ех]|^практ ?раб|^лабораторны[ех]"),
    _column("section_hours", "Часов на раздел", r"час.* на (раздел|глав|модуль|блок)"),
    _column("hours", "Часы", r"^(кол|общ).*час|^час[аоы]?в?\b|^всего|^ч$"),
    _column("number", "№", r"^№|^n\b|^номер|^п ?/? ?п|^урок$"),
    _column("kind", "Вид", r"^вид\b|^тип\b|^форма\b"),
    _column("topic", "Тема", r"\bтем[аыу]\b|^содержание|^наименование|^название"),
    _column("section", "Раздел", r"^раздел|^глава|^модуль|^блок\b"),
    _column("note", "Примечание", r"^примеч|^коррект|^причин|^комментар"),
)
PLAN = Vocabulary(
    "plan",
    re.compile(r"план|ктп"),
    _COLUMNS,
    # A topic and anything else: a title over the table names a topic, too.
    needs=(("topic",), tuple(dict.fromkeys(one.field for one in _COLUMNS if one.field != "topic"))),
    under=("planned", "fact", "hours", "control_hours", "practical_hours"),
)
LEXICON = Lexicon([PLAN])
