"""Maximum mean discrepancy with a Gaussian kernel: the distance between the means of reference and chunk in its feature space.

By random Fourier features (A. Rahimi and B. Recht, 2007), so that means merge; the width is the median distance of reference rows.
"""

from __future__ import annotations

import numpy as np

from enclave.monitor.detector import Detector, Null, plain
from enclave.monitor.rows import RowSplit
from enclave.monitor.source import Floats

FEATURES = 128
PAIRS = 1_000


def measure(split: RowSplit) -> Floats:
    """(chunks,) squared discrepancies."""
    table = split.scaled
    random = np.random.default_rng(0)
    pairs = random.integers(0, len(table), size=(2, PAIRS))
    width = float(np.median(np.linalg.norm(table[pairs[0]] - table[pairs[1]], axis=1))) or 1.0
    turned = table @ random.normal(scale=1 / width, size=(table.shape[1], FEATURES // 2))
    features = np.concatenate([np.cos(turned), np.sin(turned)], axis=1) / np.sqrt(FEATURES / 2)
    reference = features[split.labels == 0].mean(axis=0) if (split.labels == 0).any() else np.full(FEATURES, np.nan)
    means = np.stack([split.means(features[:, i]) for i in range(features.shape[1])], axis=1)
    return np.asarray(((means - reference) ** 2).sum(axis=1))


DETECTOR = Detector("maximum_mean_discrepancy", "maximum mean discrepancy", ("rows",), measure, Null(scale=plain), default=False)
