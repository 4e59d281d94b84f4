"""What a template says to a script in an attribute, some script, style or program reads: nothing is said to nobody."""

import re
from pathlib import Path

from letopis import web

ROOT = Path(web.__file__).parent


def texts(*patterns: str) -> str:
    return "\n".join(
        path.read_text() for pattern in patterns for path in sorted(ROOT.rglob(pattern)) if "bundles" not in path.parts
    )


def as_dataset(name: str) -> str:
    return re.sub("-(.)", lambda found: found[1].upper(), name)


def is_read(name: str, scripts: str) -> bool:
    own = as_dataset(name)
    taken_apart = rf"\{{[^}}]*\b{own}\b[^}}]*\}} = [^\n]*dataset"
    return bool(re.search(rf"\[data-{name}\b(?!-)|dataset\.{own}\b|data-{name}[\"'`]|{taken_apart}", scripts))


def test_every_attribute_for_a_script_is_read_by_one() -> None:
    """A question that stood in such an attribute was asked by nobody once its script was gone."""
    said = set(re.findall(r"\bdata-([a-z][a-z-]*)(?=[=\s>])", texts("templates/**/*.html", "fragments/*.py")))
    read = texts("client/**/*.js", "static/**/*.css")
    assert {name for name in said if not is_read(name, read)} == set()
    assert len(said) > 20
