"""What script and style of a page weigh as they are sent: compressed, every module that the page's own ones import."""

import re
from collections.abc import Callable
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

IMPORT = re.compile(rb"""(?:\bfrom|\bimport)\s*\(?\s*["'](\.{0,2}/[^"']+)["']""")
# Types named in JSDoc («import("./grid.js").Grid») load nothing.
JSDOC = re.compile(rb"/\*\*.*?\*/", re.DOTALL)
IMPORT_CSS = re.compile(rb"""@import\s+(?:url\()?["']?([^"')]+)""")
# What an address answers: the bytes as sent, and the bytes they stand for.
Fetch = Callable[[str], tuple[bytes, bytes]]


class _Assets(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        address = given.get("src") if tag == "script" else None
        if tag == "link" and (given.get("rel") or "") in ("stylesheet", "modulepreload"):
            address = given.get("href")
        if address:
            self.found.append(address)


def weigh(path: str, html: str, fetch: Fetch) -> dict[str, int]:
    """Return the compressed size of each script and sheet of the page at `path`, by address."""
    parser = _Assets()
    parser.feed(html)
    waiting = [urljoin(path, address) for address in parser.found]
    sizes: dict[str, int] = {}
    while waiting:
        address = urlsplit(waiting.pop()).path
        if address in sizes:
            continue
        sent, text = fetch(address)
        sizes[address] = len(sent)
        pattern = IMPORT_CSS if address.endswith(".css") else IMPORT
        waiting += [urljoin(address, found.decode()) for found in pattern.findall(JSDOC.sub(b"", text))]
    return sizes
