"""The collector of circular garbage in a server that answers pages."""

import gc

# Before the youngest objects are looked through; Python's own 700 are a tenth of what one page makes.
YOUNG, MIDDLE, OLD = 20_000, 20, 50


def steady() -> None:
    """Leave alone what the program consists of, and look through what a page made less often.

    A page makes thousands of rows and hardly a circle: they are gone as soon as it is sent, without the collector,
    which took a tenth of the largest page's time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, OLD)
