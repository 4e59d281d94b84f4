"""Codes of clauses stand where a clause is told as such (settings, rights), never in the middle of a sentence."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import letopis

ROOT = Path(letopis.__file__).parent
IN_BRACKETS = re.compile(r"\((?:[АПДСТ]\d+\.[\d.]+(?:-\d+)?(?:, )?)+\)")
COMMENT = re.compile(r"\{%\s*comment.*?endcomment\s*%\}|\{#.*?#\}", re.S)


def sentences(path: Path) -> Iterator[str]:
    """The texts of a module that are no docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    own = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in own:
            yield node.value


def test_no_sentence_ends_in_a_code() -> None:
    found = [
        (path.name, text)
        for path in ROOT.rglob("*.py")
        if "migrations" not in path.parts
        for text in sentences(path)
        if IN_BRACKETS.search(text)
    ]
    found += [
        (path.name, told[0])
        for path in ROOT.rglob("*.html")
        if (told := IN_BRACKETS.search(COMMENT.sub("", path.read_text(encoding="utf-8"))))
    ]
    assert not found
