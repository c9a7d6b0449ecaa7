"""Scores into probabilities: isotonic regression on the reference, where it helps."""

from __future__ import annotations

import numpy as np
from scipy.optimize import isotonic_regression

from enclave.monitor.source import Floats

FOLDS = 10
BINS = 10


class Isotonic:
    """A rising step function from scores to probabilities, linear between the scores that were seen, flat beyond them."""

    def __init__(self, score: Floats, truth: Floats) -> None:
        self._scores, place = np.unique(score, return_inverse=True)
        weights = np.bincount(place)
        means = np.bincount(place, weights=truth) / weights
        self._values = np.asarray(isotonic_regression(means, weights=weights).x, dtype=np.float64)

    def __call__(self, score: Floats) -> Floats:
        """Probabilities of scores; NaN stays."""
        found = np.interp(score, self._scores, self._values)
        return np.where(np.isnan(score), np.nan, found)


def calibrated(score: Floats, truth: Floats, reference: Floats) -> Floats:
    """All scores as probabilities, by the reference's (score, truth); as they are when calibration does not bring them nearer.

    `reference` is the reference's part of `score`, `truth` its labels 0 and 1.
    """
    if needs_calibration(reference, truth):
        return Isotonic(reference, truth)(score)
    return score


def needs_calibration(score: Floats, truth: Floats) -> bool:
    """Whether held-out tenths of the reference are nearer to the truth after calibration (expected calibration error)."""
    if len(np.unique(truth)) < 2 or len(score) < 10 * BINS:
        return False
    fold = np.random.default_rng(42).permutation(len(score)) % FOLDS
    after = np.empty(len(score))
    for k in range(FOLDS):
        after[fold == k] = Isotonic(score[fold != k], truth[fold != k])(score[fold == k])
    return _error(score, truth) > _error(after, truth)


def _error(probability: Floats, truth: Floats) -> float:
    order = np.argsort(probability, kind="stable")
    parts = np.array_split(order, BINS)
    return float(sum(len(part) * abs(probability[part].mean() - truth[part].mean()) for part in parts) / len(order))
