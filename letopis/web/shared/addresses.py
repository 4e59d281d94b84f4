"""What an address and a form may name by number: one converter for paths, one reader for everything else."""

import re

from django.urls import register_converter

# No database of ours counts further than 18 digits; «٣» is a digit as well, but nobody's.
_DIGITS = re.compile(r"[0-9]{1,18}", re.ASCII)


class IdConverter:
    """`<id:student_id>`: a whole number that a row may have. Anything else is an address that does not exist."""

    regex = "[0-9]{1,18}"

    def to_python(self, value: str) -> int:
        """Return the number."""
        return int(value)

    def to_url(self, value: int) -> str:
        """Return it as it is written."""
        return str(value)


register_converter(IdConverter, "id")


def whole_number(text: str) -> int | None:
    """Return the number written in `text` in up to 18 plain digits, None for anything else."""
    return int(text) if _DIGITS.fullmatch(text) else None
