"""A page's own form, opened and sent as a browser would: with its version, and with what stood in it."""

from typing import Any

from django.http import HttpResponse
from django.test import Client

from tests.crawl.forms import forms_of


def opened(browser: Client, address: str, number: int = 0) -> dict[str, str]:
    """Return the fields of a page's form that is sent to the page itself, the first unless `number` says another."""
    return fields(browser.get(address).content.decode(), address, number)


def fields(page: str, address: str, number: int = 0) -> dict[str, str]:
    """Return the fields of a form in the text of a page."""
    path = address.partition("?")[0]
    own = [one for one in forms_of(page, address) if one.method == "post" and one.action.partition("?")[0] == path]
    form = own[number]
    return {name: values[0] for name, values in form.fields.items() if values and name not in form.buttons}


def send(browser: Client, address: str, change: dict[str, Any], *, number: int = 0, **options: Any) -> HttpResponse:
    """Send a page's form with `change` typed into it; a field that is None there is cleared, as a box unticked is."""
    typed = {**opened(browser, address, number), **change}
    sent = {name: value for name, value in typed.items() if value is not None}
    return browser.post(address, sent, **options)
