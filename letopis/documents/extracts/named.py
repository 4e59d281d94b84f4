"""Keys and checkpoints as somebody names them at a command: a text, or a file that mail and editors have been at."""

from pathlib import Path

from letopis.kernel.errors import Refused
from letopis.kernel.os_errors import reason_of
from letopis.school.witnessing.mailing import BEGINS, ENDS

LARGEST = 1 << 20  # bytes


def key_named(text: str) -> str:
    """Return a verifier key: the text itself, or what the file of that name holds. Raises Refused."""
    return text if "+" in text else text_of(Path(text)).strip()


def text_of(path: Path) -> str:
    """Return the text of a small file. Raises Refused."""
    try:
        with path.open("rb") as file:
            return file.read(LARGEST).decode("utf-8-sig")
    except OSError as error:
        raise Refused(f"Файл «{path.name}» не прочесть: {reason_of(error)}.") from None
    except UnicodeDecodeError:
        raise Refused(f"Файл «{path.name}» — не текст.") from None


def as_signed(text: str) -> str:
    """Return a checkpoint as it was signed, whatever was done to its line ends; of a whole mail, what it holds."""
    plain = text.replace("\r\n", "\n")
    begins, _, rest = plain.partition(f"{BEGINS}\n")
    held = rest.partition(f"\n{ENDS}")[0] if rest else begins
    return held.strip("\ufeff\n") + "\n"
