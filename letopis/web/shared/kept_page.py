"""Hot pages: the template of a whole page is rendered once for each look, and filled in for who asks.

A template of Django's asks for every value by its name, and of a page's two hundred places nearly all are the same for
everybody in a role. So the template is rendered with holes (`frame.hole`) for what is not: `values` may be put out
there, and nothing else be done with them. What it branches on is its `form`, of few values. It knows neither request
nor reader but the rights of the role and the words of the school, so that nothing of a person can be kept.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from letopis.kernel.actor import Actor
from letopis.kernel.rights import Right
from letopis.kernel.roles import Role
from letopis.school.access.held import HeldRole
from letopis.school.organisation.words import in_words_of
from letopis.web.shared import frame
from letopis.web.shared.context import theme_of


def kept_page(request: HttpRequest, template: str, values: Mapping[str, Any], **form: Hashable) -> HttpResponse:
    """Answer with the page: `values` escaped unless they are markup, or UTF-8 that is safe where it stands.

    For who is signed in with a role. Raises KeyError for a value that the template has and `values` have not.
    """
    held: HeldRole = request.held  # type: ignore[attr-defined]
    look = _Look(template, held.place.kind, held.actor.rights, theme_of(request), tuple(form.items()), tuple(values))
    page = _page(look)
    parts = {name: frame.PARTS[name](request) for name in page.parts}
    return HttpResponse(page.filled({**values, **parts}))


@dataclass(frozen=True, slots=True)
class _Look:
    """What the text of a page depends on, but for its holes."""

    template: str
    kind: str
    rights: frozenset[Right]
    theme: str
    form: tuple[tuple[str, Hashable], ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Page:
    """A page with holes, as it is sent; `parts`: those of the frame among them."""

    texts: tuple[bytes, ...]
    names: tuple[str, ...]
    parts: tuple[str, ...]

    def filled(self, values: Mapping[str, Any]) -> bytes:
        """Return the page with the values in it."""
        told = {name: _sent(values[name]) for name in set(self.names)}
        pieces = [b""] * (2 * len(self.names) + 1)
        pieces[::2] = self.texts
        pieces[1::2] = [told[name] for name in self.names]
        return b"".join(pieces)


def _sent(value: Any) -> bytes:
    if type(value) is bytes:
        return value
    return (value if isinstance(value, SafeString) else escape(str(value))).encode()


@lru_cache(maxsize=512)
def _page(look: _Look) -> _Page:
    with in_words_of(look.kind) as words:
        context = {name: frame.hole(name) for name in look.names} | dict(look.form)
        context |= {"actor": Actor(school_id=0, role=Role.EXTERNAL, rights=look.rights), "words": words}
        context |= {"theme": look.theme, "is_kept": True, "csrf_token": frame.hole("csrf_token")}
        part = frame.Part.of(render_to_string(look.template, context))
    parts = tuple(name for name in dict.fromkeys(part.names) if name in frame.PARTS)
    return _Page(tuple(text.encode() for text in part.texts), part.names, parts)
