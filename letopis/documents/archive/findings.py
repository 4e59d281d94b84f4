"""What is wrong with a package."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """`code`: altered, missing, added … ; `what`: the file, or the entry; `message` in Russian."""

    code: str
    what: str
    message: str
