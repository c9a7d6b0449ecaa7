"""What a model said against what came true, and what its scores and inputs let expect: subjects of the performance detectors."""

from __future__ import annotations

import numpy as np

from enclave.errors import InputError
from enclave.monitor.boosting import Stumps
from enclave.monitor.calibrate_scores import calibrated
from enclave.monitor.outcomes import Errors, Outcomes
from enclave.monitor.source import Floats, Table
from enclave.monitor.subjects import Reader, Roles

FEW_CLASSES = 20
"""Whole numbers with at most so many different values are classes, when nobody says what the problem is."""
LEAST = 100
"""Rows of the reference with labels, below which nothing is estimated."""
MODEL_ROWS = 20_000


def add(reader: Reader, roles: Roles) -> None:
    """Performance, where there are labels, and estimates of it. Raises InputError when the roles do not go together."""
    reference, analysis = reader.files
    if roles.target is None:
        return
    has_labels = roles.target in analysis.types
    said = roles.prediction if roles.prediction in analysis.types else None
    score = roles.score if roles.score in analysis.types else None
    if said is None and score is None:
        raise InputError("performance needs what the model said", hint="name the column with `--prediction`, or with `--score`")
    known = reference.facts(roles.target)
    is_number = known.numbers == known.present
    problem = roles.problem or (
        "regression" if is_number and score is None and (known.whole < known.present or known.distinct > FEW_CLASSES) else "classification"
    )
    if problem == "regression":
        _regression(reader, roles.target, said, has_labels=has_labels)
    else:
        _classification(reader, roles.target, said, score, has_labels=has_labels)


def _regression(reader: Reader, target: str, said: str | None, *, has_labels: bool) -> None:
    if said is None:
        raise InputError("the performance of a regression needs `--prediction`")
    truth = _both(reader, target, has_labels)
    predicted = reader.floats(said)
    errors = predicted - truth
    few, kept = reader.subjects.sample, reader.kept
    if has_labels:
        reader.add_rows(Errors(target, errors[few]), Errors(target, errors[kept]), reader.on("losses"))
    estimates = (*reader.on("absolute"), *reader.on("squared"))
    known = np.flatnonzero(np.isfinite(errors[: reader.files[0].rows]))
    if not estimates or len(known) < LEAST:
        return
    columns = [predicted, *(reader.floats(name) for name in _numbers(reader, {target, said}))]
    table = np.stack([np.where(np.isfinite(column), column, np.nan) for column in columns if np.isfinite(column).any()], axis=1)
    table = np.where(np.isnan(table), np.nanmedian(table, axis=0), table)
    rows = known if len(known) <= MODEL_ROWS else np.sort(np.random.default_rng(0).choice(known, MODEL_ROWS, replace=False))
    for what, power in (("absolute", 1), ("squared", 2)):
        detectors = reader.on("absolute" if what == "absolute" else "squared")
        expected = np.maximum(Stumps(table[rows], np.abs(errors[rows]) ** power)(table), 0.0) ** (1 / power)
        expected = np.where(np.isfinite(predicted), expected, np.nan)
        reader.add_rows(Errors(said, expected[few]), Errors(said, expected[kept]), detectors)


def _numbers(reader: Reader, without: set[str]) -> list[str]:
    names = {group.subject.name for group in reader.subjects.groups if any("numeric" in detector.on for detector in group.detectors)}
    return [name for name in reader.files[0].types if name in names - without]


def _both(reader: Reader, name: str, is_in_analysis: bool) -> Floats:
    reference, analysis = reader.files
    return np.concatenate([reference.floats(name), analysis.floats(name) if is_in_analysis else np.full(analysis.rows, np.nan)])


def _classification(reader: Reader, target: str, said: str | None, score: str | None, *, has_labels: bool) -> None:
    reference, analysis = reader.files
    truths = _words(reference, target) + (_words(analysis, target) if has_labels else [None] * analysis.rows)
    probabilities = reader.floats(score) if score is not None else None
    if said is not None:
        words = _words(reference, said) + _words(analysis, said)
    else:
        assert probabilities is not None
        names = sorted({word for word in truths if word is not None}, key=_order)[-2:]
        words = [None if np.isnan(p) else names[-1 if p >= 0.5 else 0] for p in probabilities]
    classes = sorted({word for word in (*truths, *words) if word is not None}, key=_order)
    number = {word: i for i, word in enumerate(classes)}
    truth, codes = (
        np.array([number.get(word, -1) if word is not None else -1 for word in column], dtype=np.int32) for column in (truths, words)
    )
    few, kept = reader.subjects.sample, reader.kept
    size = max(len(classes), 2)
    if has_labels:
        outcomes = Outcomes(target, truth, codes, probabilities, size)
        reader.add_rows(outcomes.part(few), outcomes.part(kept), reader.on("outcomes"))
    labelled = truth[: reference.rows] >= 0
    if probabilities is None or size != 2 or not reader.on("scores"):
        return
    usable = labelled & np.isfinite(probabilities[: reference.rows])
    if int(usable.sum()) < LEAST or np.nanmin(probabilities) < 0 or np.nanmax(probabilities) > 1:
        reader.subjects.notes.append("performance is not estimated: it needs scores from 0 to 1, and 100 labelled rows of the reference")
        return
    chances = calibrated(probabilities, truth[: reference.rows][usable].astype(np.float64), probabilities[: reference.rows][usable])
    chances = np.where(np.isnan(chances), -1.0, chances)
    assert score is not None
    expected = Outcomes(score, chances, codes, probabilities, size)
    reader.add_rows(expected.part(few), expected.part(kept), reader.on("scores"))


def _words(table: Table, name: str) -> list[str | None]:
    """Classes as text: `1`, `1.0` and `true` are the same."""
    return [None if word is None else _word(word) for word in table.texts(name)]


def _word(word: str) -> str:
    lower = word.strip().lower()
    if lower in ("true", "false"):
        return "1" if lower == "true" else "0"
    try:
        value = float(word)
    except ValueError:
        return word
    return str(int(value)) if value.is_integer() else word


def _order(word: str) -> tuple[int, float, str]:
    """Numbers in their order, before other text."""
    try:
        return 0, float(word), word
    except ValueError:
        return 1, 0.0, word
