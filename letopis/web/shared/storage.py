"""Static files as served: without comments, scripts without indents too, named by their content, compressed."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import tree_sitter_javascript
from tree_sitter import Language, Node, Parser
from whitenoise.storage import CompressedManifestStaticFilesStorage

_JAVASCRIPT = Language(tree_sitter_javascript.language())
_INDENT = re.compile(rb"(?<=\n)\s+")
_CSS_COMMENT = re.compile(rb"""(?P<text>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|url\([^"')]*\))|/\*.*?\*/""", re.DOTALL)
# A blank in these is part of what they say.
_TEXTS = ("string", "template_string", "regex")


class StaticStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise has no types
    """Scripts import each other by hashed names: a page never mixes two versions."""

    support_js_module_import_aggregation = True

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        """Strip the scripts that were collected, then hash and compress everything."""
        if not dry_run:
            for name in paths:
                file = Path(self.path(name))
                if name.endswith(".js"):
                    file.write_bytes(unindented(without_comments(file.read_bytes())))
                elif name.endswith(".css"):
                    file.write_bytes(without_css_comments(file.read_bytes()))
        # From here on the collected copies are the source, no more the files of the apps.
        yield from super().post_process({name: (self, name) for name in paths}, dry_run, **options)


def without_comments(script: bytes) -> bytes:
    """Return a script (UTF-8) without its comments, a quarter of its weight.

    Nothing is squeezed or renamed: minifiers that do were seen to break nested templates and arrow functions.
    """
    kept, position = [], 0
    for comment in _found(Parser(_JAVASCRIPT).parse(script).root_node, ("comment",)):
        # A line break may end a statement.
        gap = b"\n" if b"\n" in script[comment.start_byte : comment.end_byte] else b" "
        kept += [script[position : comment.start_byte], gap]
        position = comment.end_byte
    return b"".join([*kept, script[position:]])


def unindented(script: bytes) -> bytes:
    """Return a script (UTF-8) without the blanks its lines begin with and without empty lines; texts keep theirs."""
    kept, position = [], 0
    for text in _found(Parser(_JAVASCRIPT).parse(script).root_node, _TEXTS):
        kept += [_INDENT.sub(b"", script[position : text.start_byte]), script[text.start_byte : text.end_byte]]
        position = text.end_byte
    return b"".join([*kept, _INDENT.sub(b"", script[position:])])


def without_css_comments(sheet: bytes) -> bytes:
    """Return a sheet (UTF-8) without its comments; what only looks like one in a string or an address stays."""
    return _CSS_COMMENT.sub(lambda found: found["text"] or b"", sheet)


def _found(node: Node, types: tuple[str, ...]) -> Iterator[Node]:
    """The outermost nodes of these types, in their order."""
    if node.type in types:
        yield node
        return
    for child in node.children:
        yield from _found(child, types)
