"""Russian text as keys: SQLite and PostgreSQL disagree about Ё and case, stored keys do not."""

import unicodedata


def clean(text: str) -> str:
    """Return `text` in NFC with every run of white space (no-break ones too) as one space, trimmed."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def search_key(text: str) -> str:
    """Return the form names are compared and searched in: case folded, ё as е, single spaces."""
    return clean(text).casefold().replace("ё", "е")


def sort_key(*parts: str) -> str:
    """Return the key people are listed by: surname, name, patronymic; Ё stands with Е, a shorter part first."""
    return "\t".join(search_key(part) for part in parts)
