"""The mark of a signature on the page of inscriptions: whose place, what it says, nothing over anything (ARC-07)."""

import io
import re
import subprocess
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from pypdf import PdfReader

from letopis.documents.signatures import pades
from letopis.documents.signatures.certificates import Certificate, NotACertificate, certificate_of
from letopis.documents.signatures.places import Place, free_place
from letopis.kernel.clock import now
from letopis.kernel.errors import Refused
from letopis.kernel.roles import Role
from letopis.school.organisation.serving import serving
from tests.documents.paper.test_hostile import is_laid_well
from tests.documents.signatures.scene import DAY, LONG_NAME, OFFICE, issue, printed

pytestmark = pytest.mark.req("ARC-07")
Box = tuple[float, float, float, float]
SIGNERS = (
    ("Орлова Елена Викторовна", pades.As(Role.DIRECTOR, "Директор")),
    (LONG_NAME, pades.As(Role.DEPUTY, OFFICE)),
    ("Климов Андрей Петрович", pades.As(Role.METHODOLOGIST, "Методист")),
    ("Седова Ирина Ильинична", pades.As(Role.DEPUTY, "Заместитель директора")),
)


@pytest.fixture(scope="module")
def states() -> list[bytes]:
    """The sheet as each of the signers leaves it, itself first."""
    found = [printed()]
    with serving("general", "Europe/Moscow"):
        for owner, who in SIGNERS:
            found.append(pades.sign_pdf(found[-1], issue(owner).key, who))
    return found


def marks(content: bytes) -> list[Box]:
    """Where marks stand on the last page, from its upper left corner."""
    page = PdfReader(io.BytesIO(content)).pages[-1]
    height = float(page.mediabox.height)
    found = [one.get_object() for one in page["/Annots"]]
    boxes = [[float(side) for side in one["/Rect"]] for one in found if one.get("/FT") == "/Sig"]
    return [(left, height - top, right, height - bottom) for left, bottom, right, top in boxes]


def words(folder: Path, content: bytes) -> dict[str, Box]:
    """The words of the last page with their boxes, as poppler finds them."""
    (folder / "page.pdf").write_bytes(content)
    asked = ["pdftotext", "-bbox", "page.pdf", "page.html"]
    subprocess.run(asked, cwd=folder, check=True, capture_output=True)
    text = (folder / "page.html").read_text().split("<page ")[-1]
    pattern = r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>'
    return {word: (float(a), float(b), float(c), float(d)) for a, b, c, d, word in re.findall(pattern, text)}


def overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


@pytest.mark.parametrize("many", [1, 2, 3, 4])
def test_no_mark_lies_over_another_or_over_a_word(tmp_path: Path, states: list[bytes], many: int) -> None:
    found = marks(states[many])
    assert len(found) == many
    pairs = [(a, b) for at, a in enumerate(found) for b in found[at + 1 :]]
    assert not any(overlap(a, b) for a, b in pairs)
    printed_words = words(tmp_path, states[0])
    assert {"Прошито,", "Директор"} <= printed_words.keys()
    assert [word for word, box in printed_words.items() if any(overlap(box, one) for one in found)] == []


def test_each_stands_in_the_place_of_the_own_hand_signature(tmp_path: Path, states: list[bytes]) -> None:
    director, deputy, methodologist, second = marks(states[-1])
    found = words(tmp_path, states[0])
    (_, _, right, line), (_, _, _, first_line) = found["Директор"], found["Прошито,"]
    assert director[1] < line < director[3] + 12
    assert director[0] > right
    assert first_line < deputy[1] < director[1]
    assert second[1] > found["архив."][3]
    assert methodologist[1] > second[3], "others sign below"


def test_it_says_what_the_rules_ask_for_in_letters_that_go_in(tmp_path: Path) -> None:
    one = issue(LONG_NAME)
    for width in (280, 245):
        with serving("general", "Europe/Moscow"):
            mark = pades.mark_pdf(one.certificate, SIGNERS[1][1], Place(0, (0, 0, width, 57)), now())
        page = PdfReader(io.BytesIO(mark)).pages[0]
        text = "".join(page.extract_text().split())
        assert len(PdfReader(io.BytesIO(mark)).pages) == 1
        for told in (
            *("ДОКУМЕНТ ПОДПИСАН ЭЛЕКТРОННОЙ ПОДПИСЬЮ", one.certificate.serial, "неквалифицированная"),
            f"с {one.certificate.valid_from:%d.%m.%Y} по {one.certificate.valid_until:%d.%m.%Y}",
            *LONG_NAME.split(),
        ):
            assert told.replace(" ", "") in text
        boxes = words(tmp_path, mark).values()
        assert all(a > 0 and b > 0 and c < width and d < 57 for a, b, c, d in boxes)


# Anybody makes a certificate of any name.
HOSTILE = {
    "markup": "#panic() $a^2$ *b* _i_ `r` @label <l> // c \\u{41} = Г",
    "one word": "Щ" * 2000,
    "many words": "слово и " * 250,
    "a line of its own": "Орлова\nДействителен\tс 01.01.2001 по 01.01.2099",
    "letters turned round": "Иван \u202eавосреп\u202c",
    "a bell": "Ор\x07лова",
}


def named_as(name: str) -> Certificate:
    """A certificate of that surname, past what the library lets through."""
    key = ec.generate_private_key(ec.SECP256R1())
    owner = x509.Name([x509.NameAttribute(NameOID.SURNAME, name, _validate=False)])
    made = x509.CertificateBuilder().subject_name(owner).issuer_name(owner).public_key(key.public_key())
    made = made.serial_number(5).not_valid_before(now()).not_valid_after(now() + DAY)
    return certificate_of(made.sign(key, hashes.SHA256()).public_bytes(Encoding.DER))


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("width", [280, 220])
def test_whatever_an_owner_is_called_the_mark_says_all_and_stays_in_its_place(
    tmp_path: Path, name: str, width: int
) -> None:
    certificate = named_as(name)
    with serving("general", "Europe/Moscow"):
        mark = pades.mark_pdf(certificate, SIGNERS[1][1], Place(0, (0, 0, width, 57)), now())
    assert is_laid_well(mark)
    text = PdfReader(io.BytesIO(mark)).pages[0].extract_text()
    told = "".join(text.split()).replace("\u200b", "")
    assert "".join(name.split())[:100].translate({0x202E: "·", 0x202C: "·", 7: "·"}) in told
    assert OFFICE.replace(" ", "") in told
    assert f"с{certificate.valid_from:%d.%m.%Y}по{certificate.valid_until:%d.%m.%Y}" in told
    assert sum(line.strip().startswith("Действителен") for line in text.splitlines()) == 1
    assert "неквалифицированная" in told


def test_a_name_that_no_rule_can_compare_is_no_certificate() -> None:
    with pytest.raises(NotACertificate):
        named_as("Орлова 😀")


def test_a_sign_that_no_font_has_is_named_before_anything_is_signed() -> None:
    with serving("general", "Europe/Moscow"), pytest.raises(Refused, match="Знака «漢» нет в шрифтах"):
        pades.mark_pdf(named_as("漢"), SIGNERS[0][1], Place(0, (0, 0, 245, 57)), now())


def test_when_the_places_are_taken_it_is_said(states: list[bytes]) -> None:
    content, who = states[-1], SIGNERS[2][1]
    with serving("general", "Europe/Moscow"):
        for at in range(3):
            content = pades.sign_pdf(content, issue(f"Климов {at}").key, who)
        assert free_place(content, Role.DIRECTOR) is None
        with pytest.raises(Refused, match="Мест для отметок"):
            pades.sign_pdf(content, issue().key, who)


def test_the_file_stays_pdf_a_with_its_fonts_inside(states: list[bytes]) -> None:
    assert not re.search(rb"%%EOF(?![\r\n]|$)", states[-1]), "an object begins on a line of its own"
    reader = PdfReader(io.BytesIO(states[-1]))
    metadata = reader.trailer["/Root"]["/Metadata"].get_data().decode()
    assert 'pdfaid:part="2"' in metadata
    assert 'pdfaid:conformance="B"' in metadata
    for one in reader.pages[-1]["/Annots"]:
        annotation = one.get_object()
        if annotation.get("/FT") != "/Sig":
            continue
        assert int(annotation["/F"]) & 4, "it is printed"
        assert int(annotation["/F"]) & 0b100011 == 0, "it is not hidden"
        fonts = list(_fonts(annotation["/AP"]["/N"]))
        assert fonts
        assert all("/FontFile3" in font or "/FontFile2" in font for font in fonts)


def _fonts(form: object) -> object:
    """The descriptors of the fonts of a form and of those in it."""
    resources = form.get_object()["/Resources"].get_object()  # type: ignore[attr-defined]
    for font in resources.get("/Font", {}).values():
        for below in font.get_object().get("/DescendantFonts", [font]):
            yield below.get_object()["/FontDescriptor"].get_object()
    for inner in resources.get("/XObject", {}).values():
        if "/Resources" in inner.get_object():
            yield from _fonts(inner)  # type: ignore[misc]
