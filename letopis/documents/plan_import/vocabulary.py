"""The names teachers give to the columns of a lesson plan (КТП). Add a synonym here, nowhere else."""

import re

from letopis.documents.sheets.headers import HeaderColumn, Lexicon, Vocabulary

_column = HeaderColumn.of
# The likeliest meaning of a name comes first; what stands in the column decides between two.
_COLUMNS = (
    _column("fact", "Дата по факту", r"\bфакт|^проведен[оа]\b"),
    _column("planned", "Дата по плану", r"\bдат[аы]\b|^(по )?план\w?\b|\bплановы\w+|\bсрок|календарн|^месяц|^неделя\b"),
    _column("homework", "Домашнее задание", r"\bдом\w*.*задан|^задани\w+ на дом|^д ?/? ?з\b|^дом зад"),
    _column("control_hours", "Контрольных", r"^контрольны[ех]|^контр ?раб|^к ?/? ?р\b"),
    _column("practical_hours", "Практических", r"^практически[ех]|^практ ?раб|^лабораторны[ех]"),
    _column("section_hours", "Часов на раздел", r"\bчас.* на (раздел|глав|модуль|блок)"),
    _column("hours", "Часы", r"^(кол|общ|число|объем)\w*\b\D*\bч(ас\w*)?\b|^час[аоы]?в?\b|^всего|^ч$"),
    _column("number", "№", r"^№|^n\b|^номер|^п ?/? ?п|^урок$"),
    _column("kind", "Вид", r"^вид\b|^тип\b|^форма\b"),
    _column("topic", "Тема", r"\bтем[аыу]?\b|\bтематик|^содержание|^наименовани|^названи"),
    _column("section", "Раздел", r"\bраздел|^глав[аы]|^модул|^блок"),
    _column("note", "Примечание", r"^примеч|^коррект|^причин|^комментар"),
)
_VALUES = {
    "fact": ("date", "number"),
    "planned": ("date", "number"),
    **dict.fromkeys(("control_hours", "practical_hours", "section_hours", "hours"), ("number",)),
    "topic": ("text",),
    "section": ("text",),
    "homework": ("text",),
    "kind": ("text",),
}
PLAN = Vocabulary(
    "plan",
    re.compile(r"план|ктп"),
    _COLUMNS,
    # A topic and anything else: a title over the table names a topic, too.
    needs=(("topic",), tuple(dict.fromkeys(one.field for one in _COLUMNS if one.field != "topic"))),
    under=("planned", "fact", "hours", "control_hours", "practical_hours"),
    values=_VALUES,
)
LEXICON = Lexicon([PLAN])
# What a column of a plan may be said to be, by field.
MEANINGS = {one.field: one.label for one in PLAN.columns}
# What else problems are about.
FIELDS = {**MEANINGS, "subject": "Предмет", "class": "{Group.nom}", "": ""}
