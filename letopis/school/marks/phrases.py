"""A teacher's own phrases for comments, with the student's name and gender filled in; pure. The scripts do the same.

`{Имя}` is the first name; `(он|она)` are two forms, the first for a boy, the second for a girl: «{Имя} справил(ся|ась)
с работой». Where the card names no sex both forms stand: «справился(ась)».
"""

import re

from letopis.school.people.enums import Sex

_NAME = re.compile(r"\{имя\}", re.IGNORECASE)
_FORMS = re.compile(r"\(([^()|]*)\|([^()|]*)\)")


def filled(text: str, name: str, sex: str) -> str:
    """Return the phrase as it is said of one student."""
    named = _NAME.sub(lambda _: name, text)
    return _FORMS.sub(lambda found: _form(found[1], found[2], sex), named)


def _form(his: str, hers: str, sex: str) -> str:
    if sex == Sex.FEMALE:
        return hers
    return his if sex == Sex.MALE or not hers else f"{his}({hers})"
