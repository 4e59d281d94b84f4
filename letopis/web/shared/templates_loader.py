"""Templates as they are sent: line breaks and indents are for those who read them, no browser shows them.

A page of nested lists would carry a third of its bytes in blanks. A break beside a block is dropped, any other is one
space, as HTML reads it. A template with <pre> or <textarea>, where every blank is seen, and one that is not HTML stay
as they are written.
"""

import re
from typing import Any

from django.template import Origin
from django.template.loaders import app_directories

_BREAK = re.compile(r"\s*\n\s*")
_BLOCK = (
    "(?:html|head|body|title|meta|link|script|style|template|header|footer|main|nav|aside|section|article|div|p|hr|h[1-6]"
    "|ul|ol|li|dl|dt|dd|table|caption|thead|tbody|tfoot|tr|th|td|form|fieldset|legend|label|select|optgroup|option"
    r"|details|summary|dialog|figure|figcaption|noscript)\b"
)
_ATTRIBUTES = r"""(?:"[^"]*"|'[^']*'|\{%.*?%\}|\{\{.*?\}\}|[^>"'{])*"""
_BEFORE_BLOCK = re.compile(rf"\n(?=</?{_BLOCK})")
_AFTER_BLOCK = re.compile(rf"(</?{_BLOCK}{_ATTRIBUTES}>)\n")
_IN_TAG_END = re.compile(r"\n>")
_KEEPS_BLANKS = re.compile(r"<(?:pre|textarea)\b")


class Loader(app_directories.Loader):
    """Templates of the apps without the breaks that nobody sees."""

    def get_contents(self, origin: Origin) -> Any:
        """Return the template's text in as few lines as it needs."""
        text: str = super().get_contents(origin)
        if not str(origin.name).endswith(".html") or _KEEPS_BLANKS.search(text):
            return text
        text = _BREAK.sub("\n", text)
        text = _AFTER_BLOCK.sub(r"\1", _BEFORE_BLOCK.sub("", _IN_TAG_END.sub(">", text)))
        return text.replace("\n", " ")
