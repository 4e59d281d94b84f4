"""What no answer may be, whoever asks for what: a crash, another's name, a personal page that a browser keeps."""

import io
import zipfile

from django.http import HttpResponse

from tests.crawl.scene import NAMED, Visitor

# Addresses that are nobody's: the same for all, and kept on purpose.
PUBLIC = frozenset({"/health", "/robots.txt", "/styleguide/", "/service-worker.js"})


def faults(visitor: Visitor, address: str, response: HttpResponse) -> list[str]:
    """Return what is wrong with an answer, in words; nothing where all is well."""
    found = []
    if response.status_code >= 500:
        found.append(f"{response.status_code}")
    text = body_of(response)
    if leaked := leaks(visitor, text):
        found.append(f"shows {', '.join(sorted(leaked)[:3])}")
    if visitor.account and response.status_code == 200 and address.partition("?")[0] not in PUBLIC:
        kept = response.headers.get("Cache-Control", "")
        if "no-store" not in kept or "private" not in kept:
            found.append(f"may be kept: Cache-Control «{kept}»")
    return found


def body_of(response: HttpResponse) -> str:
    """Return the answer as text; a workbook as the text of all its parts."""
    body = b"".join(response) if response.streaming else response.content
    if body[:2] != b"PK":
        return body.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(body)) as book:
        return "".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())


def leaks(visitor: Visitor, text: str) -> set[str]:
    """Return the surnames in a text that this visitor may not see."""
    shown = {found[0] for found in NAMED.finditer(text)}
    foreign = {name for name in shown if name.startswith("Чужой")}
    if visitor.may_see is None:
        return foreign
    people = {name for name in shown if not name.startswith("Педагог")}
    return (people - visitor.may_see) if visitor.account else shown
