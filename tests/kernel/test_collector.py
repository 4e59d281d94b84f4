"""The collector of a server: it looks through less, and circles are still gone."""

import subprocess
import sys

CIRCLES = """
import gc, weakref
from letopis.kernel.collector import YOUNG, steady

class Circle:
    def __init__(self):
        self.itself = self

program = [Circle() for _ in range(10)]
steady()
assert gc.get_freeze_count() >= len(program)
lost = weakref.ref(Circle())
assert lost() is not None
kept = [[] for _ in range(YOUNG + 1)]
assert lost() is None
"""


def test_what_a_page_left_behind_in_circles_is_collected() -> None:
    subprocess.run([sys.executable, "-c", CIRCLES], check=True)
