"""How often one address may ask what needs no sign-in: a bucket of tokens an address, in the memory of the process.

Of several processes each has its own: the limit is against being worn out, not against guessing.
"""

import threading
import time
from collections import OrderedDict

MOST_ADDRESSES = 4096


class Pace:
    """At most `burst` at once, `rate` a second in the long run."""

    def __init__(self, *, burst: float, rate: float) -> None:
        self._burst, self._rate = burst, rate
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def admits(self, address: str) -> bool:
        """Take a token of the address; False where there is none left."""
        moment = time.monotonic()
        with self._lock:
            left, since = self._buckets.pop(address, (self._burst, moment))
            left = min(self._burst, left + (moment - since) * self._rate)
            is_admitted = left >= 1
            self._buckets[address] = (left - is_admitted, moment)
            while len(self._buckets) > MOST_ADDRESSES:
                self._buckets.popitem(last=False)
        return is_admitted
