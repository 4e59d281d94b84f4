"""The forms of a page as a browser would send them, and what somebody might put into a field of theirs."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

# No case of one field: numbers no database holds, days no calendar has, text nobody reads, what a keyboard cannot type.
NASTY = (
    "",
    " ",
    "\0",
    "9" * 5000,
    "9" * 19,
    "-1",
    "1e400",
    "NaN",
    "Infinity",
    "٣",
    "1-8000000",
    "1-4, 99999999999999999999",
    "0001-01-01",
    "9999-12-31",
    "2026-02-30",
    "25:61",
    "я" * 100_000,
    "<script>alert(1)</script>",
    "'; DROP TABLE x; --",
    "\u202e\ufeff\u200b",
    "\ud800",
    "=1+1",
    "{{ 7 }}{% x %}",
    "%s%d",
)


@dataclass(slots=True)
class Form:
    """One form: where it goes, how, and with which fields as the page has filled them."""

    action: str
    method: str = "get"
    fields: dict[str, list[str]] = field(default_factory=dict)
    buttons: set[str] = field(default_factory=set)  # names among the fields: a browser sends only the one pressed
    kinds: dict[str, str] = field(default_factory=dict)  # «date», «text», «select» … of each field
    choices: dict[str, list[str]] = field(default_factory=dict)  # of lists, boxes and buttons, in order


class _Reader(HTMLParser):
    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._select = ""
        self._first: str | None = None
        self._area: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            action = told.get("action") or self.address
            self._form = Form(action.partition("#")[0], told.get("method", "get").lower())
            self.forms.append(self._form)
        elif self._form is not None:
            self._field(tag, told)

    def _field(self, tag: str, told: dict[str, str]) -> None:
        assert self._form is not None
        fields, name = self._form.fields, told.get("name", "")
        if tag == "button" and name:
            self._form.buttons.add(name)
        if name:
            self._form.kinds[name] = told.get("type", "text") if tag == "input" else tag
        if tag == "button" or told.get("type") in ("checkbox", "radio"):
            self._form.choices.setdefault(name, []).append(told.get("value", "on"))
        if tag == "select":
            self._select, self._first = name, None
            fields.setdefault(name, [])
        elif tag == "option" and self._select:
            if self._first is None:
                self._first = told.get("value", "")
            self._form.choices.setdefault(self._select, []).append(told.get("value", ""))
            if "selected" in told:
                fields[self._select].append(told.get("value", ""))
        elif tag in ("input", "textarea", "button") and name and told.get("type") != "file":
            if told.get("type") in ("checkbox", "radio") and "checked" not in told:
                fields.setdefault(name, [])
            else:
                usual = "on" if told.get("type") == "checkbox" else ""
                fields.setdefault(name, []).append(told.get("value", usual))
            if tag == "textarea":
                self._area = fields[name]

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            # The line end after the tag is none of the text.
            self._area[-1] += data if self._area[-1] else data.removeprefix("\r").removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "textarea":
            self._area = None
        elif tag == "select":
            # The first choice of a list stands there where none is chosen.
            if self._form is not None and self._select and self._first is not None:
                self._form.fields[self._select] = self._form.fields[self._select] or [self._first]
            self._select = ""


def forms_of(page: str, address: str) -> list[Form]:
    """Return the forms of a page at `address`, in order."""
    reader = _Reader(address)
    reader.feed(page)
    return reader.forms
