"""Switches between periods and the like, as HTML for pages that are kept whole."""

from collections.abc import Iterable
from html import escape as esc

from django.utils.safestring import SafeString


def switch(label: str, name: str, places: Iterable[tuple[str, str]], here: str) -> SafeString:
    """Return a row of links `?name=…`; `places`: the value and the words of each, `here`: the value shown."""
    links = (
        f'<a class="switch__item" href="?{name}={esc(value)}"{_current(value == here)}>{esc(words)}</a>'
        for value, words in places
    )
    return SafeString(f'<nav class="switch no-print" aria-label="{esc(label)}">{"".join(links)}</nav>')


def _current(is_here: bool) -> str:
    return ' aria-current="page"' if is_here else ""
