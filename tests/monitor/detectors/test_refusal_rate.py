"""The share of marked rows."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from enclave.monitor.detectors.refusal_rate import DETECTOR


def test_it_is_the_share_of_marked_rows(flags: Any) -> None:
    assert DETECTOR.measure(flags([0, 0, 1], [1, 1, 0, 0], [])) == pytest.approx([0.5, np.nan], nan_ok=True)


def test_what_is_a_refusal() -> None:
    import duckdb

    from enclave.monitor.detectors.refusal_rate import PATTERN

    yes = (
        "I'm sorry, but that is not possible.",
        "I cannot help with that request.",
        "As an AI model, I am unable to do so.",
        "Es tut mir leid.",
    )
    no = ("The answer is 42.", "She said she cannot come.", "You can help yourself.", "The customer was sorry that it was late.")
    found = [duckdb.execute("SELECT regexp_matches(?, ?)", [text, PATTERN]).fetchall()[0][0] for text in yes + no]
    assert found == [True] * len(yes) + [False] * len(no)
