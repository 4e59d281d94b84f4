"""What an address and a form may name by number: one converter for paths, one reader for everything else."""

import re
from functools import cache
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import register_converter, reverse

# Stands for an id where an address is taken apart.
_SOME_ID = 987_654_321_987_654_321
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


def seen_version(request: HttpRequest) -> int:
    """Return which version of a row a form without fields was shown with; -1, which no row has, where it says none."""
    version = whole_number(request.POST.get("version", ""))
    return -1 if version is None else version


@cache
def page(name: str) -> str:
    """Return reverse(name), asked once."""
    return reverse(name)


def asked_but(request: HttpRequest, *names: str) -> str:
    """Return what the address asks for but `names`, with «&» where something may follow: «kind=staff&»."""
    if not request.META.get("QUERY_STRING"):
        return ""
    pairs = [(name, value) for name, values in request.GET.lists() if name not in names for value in values]
    return f"{urlencode(pairs)}&" if pairs else ""


def address(name: str, pk: int) -> str:
    """Return reverse(name, args=[pk]), taken apart once a name: hot pages have many links that differ in an id only."""
    before, after = _around(name)
    return f"{before}{pk}{after}"


@cache
def _around(name: str) -> tuple[str, str]:
    before, _, after = reverse(name, args=[_SOME_ID]).partition(str(_SOME_ID))
    return before, after
