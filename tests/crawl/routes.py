"""Every address of the product, read from the resolver: a new one is crawled without anybody having to list it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RegexPattern

_PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True, slots=True)
class Route:
    """An address: `office/students/<student_id>/`; `name` as `reverse()` knows it."""

    name: str
    path: str

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of its parameters, in order."""
        return tuple(_PARAMETER.findall(self.path))

    def filled(self, values: dict[str, object]) -> str:
        """Return the address with its parameters given, as typed into a browser."""
        return "/" + _PARAMETER.sub(lambda found: str(values[found[1]]), self.path)


def routes() -> list[Route]:
    """Return all addresses of the product, allauth's among them, in the order of the resolver."""
    return list(_walk(get_resolver().url_patterns, ""))


def _walk(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[Route]:
    for one in patterns:
        if isinstance(one.pattern, RegexPattern):
            # allauth's few, and those it offers and a school does not: reached through samples, see `CLOSED`.
            continue
        here = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _walk(one.url_patterns, here)
        else:
            yield Route(one.name or "", here)


# Addresses behind regular expressions.
CLOSED = tuple(
    Route("closed", f"account/{path}")
    for path in (
        *("signup/", "email/", "confirm-email/x:y/", "password/reset/", "password/reset/key/1-x/"),
        *("login/code/", "social/x/"),
    )
)
