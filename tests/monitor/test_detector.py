"""What a detector's values do with the number of rows."""

from __future__ import annotations

import numpy as np

from enclave.monitor.detector import constant, plain, root, stephens
from enclave.monitor.detectors import DETECTORS


def test_scales() -> None:
    n, m = np.array([100.0]), np.array([25.0])
    assert plain(n, m)[0] == 0.05
    assert np.isclose(root(n, m)[0] ** 2, 0.05)
    assert constant(n, m)[0] == 1
    assert abs(stephens(n * 1e6, m * 1e6)[0] / root(n * 1e6, m * 1e6)[0] - 1) < 1e-3


def test_ids_are_unique_and_azures_metrics_are_there() -> None:
    ids = [detector.id for detector in DETECTORS]
    assert len(set(ids)) == len(ids)
    wanted = {
        "JensenShannonDistance", "PopulationStabilityIndex", "NormalizedWassersteinDistance", "TwoSampleKolmogorovSmirnovTest",
        "PearsonsChiSquaredTest", "NullValueRate", "DataTypeErrorRate", "OutOfBoundsRate",
    }  # fmt: skip
    assert wanted <= {detector.azure for detector in DETECTORS}
