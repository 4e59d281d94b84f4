"""What a foreign file may ask for. A school of 3,000: 2 MB, 15 MB unpacked, 150,000 cells, 3 million characters."""

from dataclasses import dataclass

MEGABYTE = 1024 * 1024
# How files of tables are called; what one is, its first bytes say.
EXTENSIONS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".docx", ".csv", ".tsv", ".txt")
ARCHIVE = ".zip"
MAX_FILE = 25 * MEGABYTE
# Files this small, together no bigger, are read by one process in turn: to start one costs more than to read them.
SMALL_FILE = 512 * 1024
MOST_TOGETHER = 16
# A million empty rows, which Excel writes when a column is coloured to its end, unpack to about 60 MB.
MAX_UNPACKED = 200 * MEGABYTE
MAX_PARTS = 2000
MAX_SHEETS = 200
MAX_COLUMNS = 300
MAX_ROWS = 100_000
# Cells (of all sheets, the empty ones between filled ones included) and their characters.
MAX_CELLS = 3_000_000
MAX_TEXT = 20_000_000
# A homework of a plan has a thousand characters; what follows a cell of many more is a pattern's worst hour.
MAX_CELL = 5000
MAX_MERGES = 20_000
# Errors and formulas without a value that are looked after.
MAX_BROKEN = 5000


@dataclass(frozen=True, slots=True)
class Allowance:
    """What the reading process may use: memory in bytes, seconds of a core, seconds of the clock."""

    memory: int = 768 * MEGABYTE
    cpu: int = 30
    wall: int = 60


# Read by the worker; read while a page waits.
LOADING = Allowance()
PAGE = Allowance(cpu=10, wall=20)
