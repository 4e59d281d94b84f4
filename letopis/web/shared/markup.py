"""Text as it stands in markup, for whatever writes markup without a template: lists, their cells, their pages."""

from datetime import date
from html import escape
from typing import Any

from django.utils.formats import localize
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString


def shown(value: Any) -> str:
    """Return a value as a page shows it, escaped unless it is markup: text, a day, a figure, "" for nothing."""
    if type(value) is str:
        return escape(value)
    if type(value) is SafeString:
        return value
    if value is None:
        return ""
    return f"{value:%d.%m.%Y}" if isinstance(value, date) else conditional_escape(localize(value))
