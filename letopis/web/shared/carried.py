"""A table that is read but not kept: its sheets and the answers travel with the form, signed."""

from dataclasses import replace

from django.core import signing

from letopis.documents.sheets.problems import Answers
from letopis.documents.sheets.sheet import Sheet, packed, unpacked

_SALT = "sheets of a form"
_DAY = 24 * 60 * 60
# Half of what a form may hold; a table that is larger is mended in its file.
MOST = 2 * 1024 * 1024


def signed_sheets(sheets: list[Sheet], answers: Answers) -> str:
    """Return the sheets with the answers for a hidden field; "" where they are too large for one."""
    names = [one.file for one in sheets]
    form = [packed([replace(one, file="") for one in sheets]).decode(), names, answers.as_json()]
    text = signing.dumps(form, salt=_SALT, compress=True)
    return text if len(text) <= MOST else ""


def open_sheets(text: str) -> tuple[list[Sheet], Answers]:
    """Return what signed_sheets() wrote. Raises signing.BadSignature for what was not signed here, or too long ago."""
    form, names, answers = signing.loads(text, salt=_SALT, max_age=_DAY)
    sheets = unpacked(form.encode(), "")
    return [replace(one, file=name) for one, name in zip(sheets, names, strict=True)], Answers.from_json(answers)
