"""Performance of classifiers when the labels are there; worse than the reference is an alert, better is not.

With two classes these are those of the positive one; with more, means over the classes that occur (macro averages).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from enclave.monitor.detector import Detector, Null
from enclave.monitor.outcomes import OutcomeSplit
from enclave.monitor.source import Floats

Metric = Callable[[OutcomeSplit], Floats]


def _of_classes(split: OutcomeSplit, each: Floats, occurs: Floats) -> Floats:
    """(1 + chunks, classes) values -> (chunks,)."""
    if split.column.classes == 2:
        return each[1:, 1]
    counted = np.where(occurs[1:] > 0, np.nan_to_num(each[1:]), 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(counted.sum(axis=1) / (occurs[1:] > 0).sum(axis=1))


def _ratio(split: OutcomeSplit, above: Floats, below: Floats) -> Floats:
    _, said, true = split.confusion
    with np.errstate(divide="ignore", invalid="ignore"):
        return _of_classes(split, above / below, said + true)


def accuracy(split: OutcomeSplit) -> Floats:
    """(chunks,) shares of rows that are right."""
    hits, said, _ = split.confusion
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(hits[1:].sum(axis=1) / said[1:].sum(axis=1))


def precision(split: OutcomeSplit) -> Floats:
    """(chunks,) of what was said to be of a class, the share that is."""
    return _ratio(split, split.confusion[0], split.confusion[1])


def recall(split: OutcomeSplit) -> Floats:
    """(chunks,) of what is of a class, the share that was said to be."""
    return _ratio(split, split.confusion[0], split.confusion[2])


def f1(split: OutcomeSplit) -> Floats:
    """(chunks,) harmonic means of precision and recall."""
    hits, said, true = split.confusion
    return _ratio(split, 2 * hits, said + true)


def specificity(split: OutcomeSplit) -> Floats:
    """(chunks,) of what is not of a class, the share that was not said to be."""
    hits, said, true = split.confusion
    rows = split.sizes[:, None]
    return _ratio(split, rows - said - true + hits, rows - true)


def roc_auc(split: OutcomeSplit) -> Floats:
    """(chunks,) areas under the receiver operating characteristic."""
    return split.roc_auc()


METRICS: tuple[tuple[str, str, Metric], ...] = (
    ("accuracy", "accuracy", accuracy),
    ("precision", "precision", precision),
    ("recall", "recall", recall),
    ("f1", "F1", f1),
    ("specificity", "specificity", specificity),
    ("roc_auc", "ROC AUC", roc_auc),
)
DETECTORS = tuple(
    Detector(
        id,
        title,
        ("outcomes",),
        metric,
        Null(side="low", is_mean=True, is_level=True),
        azure=id.capitalize() if id in ("accuracy", "precision", "recall") else "",
    )
    for id, title, metric in METRICS
)
