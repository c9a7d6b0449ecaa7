"""Van der Waerden's normal scores: whether the values of a chunk lie higher or lower than the reference's, in any unit.

As sharp as a comparison of means where values are normal, and sharper anywhere else (H. Chernoff and I. R. Savage, 1958).
"""

from __future__ import annotations

import numpy as np

from enclave.monitor.columns import Split
from enclave.monitor.detector import Detector, Null
from enclave.monitor.source import Floats


def measure(split: Split) -> Floats:
    """(chunks,) mean normal score less the reference's; a window's less that of the reference and the chunks before it."""
    own, before = split.means(split.scores)
    return np.asarray(own - before)


DETECTOR = Detector("van_der_waerden", "shift of normal scores", ("numeric",), measure, Null(side="both", is_before=True, alone=-0.25))
