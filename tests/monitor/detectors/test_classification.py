"""Metrics of classifiers by their definitions."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from enclave.monitor.detectors.classification import METRICS

BY_NAME = {name: metric for name, _, metric in METRICS}


def test_two_classes(outcomes: Any) -> None:
    truth, said = np.array([1, 1, 1, 0, 0, 0, 0, 0]), np.array([1, 1, 0, 1, 0, 0, 0, 0])
    score = np.array([0.9, 0.8, 0.3, 0.6, 0.3, 0.2, 0.1, 0.0])
    split = outcomes(np.tile(truth, 2), np.tile(said, 2), np.tile(score, 2))
    found = {name: metric(split)[0] for name, metric in BY_NAME.items()}
    pairs = [(s > t) + (s == t) / 2 for s in score[truth == 1] for t in score[truth == 0]]
    wanted = {"accuracy": 6 / 8, "precision": 2 / 3, "recall": 2 / 3, "f1": 2 / 3, "specificity": 4 / 5, "roc_auc": np.mean(pairs)}
    assert found == pytest.approx(wanted)


def test_more_classes_are_averaged(outcomes: Any) -> None:
    truth, said = np.array([0, 0, 1, 1, 2, 2]), np.array([0, 1, 1, 1, 2, 0])
    split = outcomes(np.tile(truth, 2), np.tile(said, 2), classes=4)
    assert BY_NAME["accuracy"](split)[0] == pytest.approx(4 / 6)
    assert BY_NAME["recall"](split)[0] == pytest.approx((1 / 2 + 1 + 1 / 2) / 3)
    assert BY_NAME["precision"](split)[0] == pytest.approx((1 / 2 + 2 / 3 + 1) / 3)
    assert np.isnan(BY_NAME["roc_auc"](split)[0])


def test_rows_without_a_label_do_not_count(outcomes: Any) -> None:
    split = outcomes([1, 0, 1, -1], [1, 0, 1, 0], np.array([0.9, 0.1, 0.9, 0.1]))
    assert BY_NAME["accuracy"](split) == pytest.approx([1])
    assert np.isnan(BY_NAME["roc_auc"](split)[0])
