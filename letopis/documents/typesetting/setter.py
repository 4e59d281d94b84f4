"""The process that sets one print: JSON on stdin, PDF on stdout; what typst says is wrong, on stderr with status 3.

Run as a file, with typst alone: what typst keeps of a class's year is half a gigabyte, and it is given back only when
the process ends.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import orjson
import typst

WRONG = 3
COMMON = Path(__file__).with_name("common.typ")


def main(template: str) -> int:
    """Set what stands on stdin; `attached`: a text that lies in the file, which PDF/A-2 does not know.

    No tags: PDF/A-2b does not ask for them, and those of a class's year would be nine tenths of the file.
    """
    data = sys.stdin.buffer.read()
    told = orjson.loads(data)
    standard: Literal["a-2b", "a-3b"] = "a-3b" if "attached" in told else "a-2b"
    try:
        made = typst.compile(
            COMMON.read_bytes() + Path(template).read_bytes(),
            format="pdf",
            sys_inputs={"data": data.decode()},
            pdf_standards=standard,
            timestamp=datetime(*told["date"]).replace(tzinfo=UTC),
            pdf_tags=False,
        )
    except typst.TypstError as error:
        sys.stderr.write(error.message)
        return WRONG
    sys.stdout.buffer.write(made)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
