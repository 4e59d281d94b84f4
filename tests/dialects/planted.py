"""Mistakes that schools make, put into the lists of a dialect on purpose: each has to be told at its row."""

from random import Random

from tests.dialects.sheets import Page, Planted
from tests.dialects.truth import Truth, draw_snils

NEWCOMER = {"m": ("Приблудов", "Игнат", "Савельевич"), "f": ("Приблудова", "Инна", "Савельевна")}


def plant(truth: Truth, chance: Random, pages: list[Page]) -> list[Planted]:
    """Put mistakes into some lists, rows that are to be left out or told; returns them."""
    found = []
    for page in pages:
        if page.table in {"students", "guardians"} and page.fields and chance.random() < 0.5:
            ways = [way for way, needs in WAYS[page.table] if needs <= set(page.fields)]
            if ways and (kind := chance.choice(ways)(truth, chance, page)):
                found.append(Planted(page.name, page.end, kind))
    return found


def _added(chance: Random, page: Page, **told: object) -> None:
    """One more row like another, with other values of what `told` says; hidden rows stay the last but it."""
    like = chance.randrange(page.first, page.end - len(page.hidden))
    row = list(page.rows[like])
    row += [""] * (len(page.fields) - len(row))
    names = [at for at, name in enumerate(page.fields) if name == "name"]
    for at, name in enumerate(page.fields):
        if name in told:
            row[at] = told[name]
        elif not name and at == 0:
            row[at] = page.end - page.first + 1
    if "person" in told:
        whole = told["person"]
        assert isinstance(whole, tuple)
        parts = {1: [" ".join(whole)], 2: [whole[0], " ".join(whole[1:])], 3: list(whole)}[len(names)]
        for at, part in zip(names, parts, strict=True):
            row[at] = part
    page.rows.insert(page.end, row)
    page.end += 1


def _unknown_class(truth: Truth, chance: Random, page: Page) -> str:
    """A child of a class that there is not."""
    own = {"snils": draw_snils(chance), "file_number": "П-901"} | {"email": ""}
    _added(chance, page, person=NEWCOMER["m"], group="11Ю", sex="", **own)
    return "unknown class"


def _twice(truth: Truth, chance: Random, page: Page) -> str:
    """A child that stands in the list a second time."""
    _added(chance, page)
    return "twice"


def _bad_date(truth: Truth, chance: Random, page: Page) -> str:
    """A date that no calendar has."""
    own = {"snils": draw_snils(chance), "file_number": "П-902"} | {"email": ""}
    _added(chance, page, person=NEWCOMER["f"], birth_date="31.02.2015", sex="", **own)
    return "no such day"


def _of_nobody(truth: Truth, chance: Random, page: Page) -> str:
    """A parent of a child that there is not."""
    _added(
        chance, page, person=("Приходько", "Вера", "Савельевна"), child="Нездешний Антон Савельевич", phone="", email=""
    )
    return "unknown child"


WAYS = {
    "students": [
        (_unknown_class, {"group", "name"}),
        (_twice, {"name", "birth_date"}),
        (_bad_date, {"name", "birth_date"}),
    ],
    "guardians": [(_of_nobody, {"name", "child"})],
}
