"""Performance from files: with labels, without, and of regressions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from enclave.errors import InputError
from enclave.monitor.compare import Answer, Question, compare
from enclave.monitor.subjects import Roles

Files = Callable[..., tuple[Path, Path]]
NAMES = ("accuracy", "roc_auc", "estimated_accuracy", "mae", "rmse", "estimated_mae")


def classified(random: Any, rows: int, *, shift: float = 0.0, flip: float = 0.0) -> dict[str, Any]:
    x = random.normal(shift, 1, rows)
    chance = 1 / (1 + np.exp(-2 * x))
    truth = (random.random(rows) < chance).astype(int)
    truth = np.where(random.random(rows) < flip, 1 - truth, truth)
    return {"x": x, "p": chance, "said": (chance > 0.5).astype(int), "truth": truth}


def asked(paths: tuple[Path, Path], **roles: Any) -> Answer:
    return compare(Question(*paths, roles=Roles(**roles), detectors=NAMES))


def values(answer: Answer) -> dict[str, Any]:
    return {one.detector: one.value for one in answer.results}


def test_labels_that_went_wrong_are_seen_with_labels_only(files: Files) -> None:
    random = np.random.default_rng(0)
    paths = files(classified(random, 2000), classified(random, 800, flip=0.3))
    answer = asked(paths, prediction="said", target="truth", score="p")
    alerts = {one.detector for one in answer.results if one.alert}
    assert alerts == {"accuracy", "roc_auc"}


def test_inputs_that_moved_are_expected_to_be_harder(files: Files) -> None:
    random = np.random.default_rng(1)
    hard = classified(random, 1500)
    keep = np.abs(hard["x"]) < 0.4
    later = {name: column[keep] for name, column in hard.items() if name != "truth"}
    answer = asked(files(classified(random, 2000), later), prediction="said", target="truth", score="p")
    assert {one.detector for one in answer.results if one.alert} == {"estimated_accuracy"}
    assert values(answer)["estimated_accuracy"] == pytest.approx((hard["said"] == hard["truth"])[keep].mean(), abs=0.05)
    assert any("has no `truth` yet" in note for note in answer.notes)


def test_scores_alone_and_words_for_classes(files: Files) -> None:
    random = np.random.default_rng(2)
    reference, analysis = classified(random, 600), classified(random, 300)
    for table in (reference, analysis):
        table["truth"] = ["true" if one else "False" for one in table["truth"]]
        table["said"] = [f"{one}.0" for one in table["said"]]
    paths = files(reference, analysis)
    one, two = asked(paths, target="truth", score="p"), asked(paths, target="truth", score="p", prediction="said")
    assert values(one)["accuracy"] == values(two)["accuracy"]


def test_regressions(files: Files) -> None:
    random = np.random.default_rng(3)

    def rows(count: int, width: float, noise: float) -> dict[str, Any]:
        x = random.uniform(-width, width, count)
        return {"x": x, "said": 2 * x, "truth": 2 * x + np.abs(x) * noise * random.normal(size=count)}

    answer = asked(files(rows(1500, 1, 1), rows(600, 1, 2)), prediction="said", target="truth")
    assert {one.detector for one in answer.results if one.alert} == {"mae", "rmse"}
    later = rows(600, 1, 1)
    edge = np.abs(later["x"]) > 0.6
    answer = asked(files(rows(1500, 1, 1), {name: later[name][edge] for name in ("x", "said")}), prediction="said", target="truth")
    assert {one.detector for one in answer.results if one.alert} == {"estimated_mae"}


def test_errors_are_expected_of_numbers_alone(files: Files) -> None:
    random = np.random.default_rng(6)
    x = random.normal(size=400)
    table = {"x": x, "word": random.choice(["p", "q"], 400), "said": x, "truth": x + random.normal(size=400)}
    paths = files(table, {**table, "x": np.where(x > 1, np.inf, x), "word": ["p"] * 400})
    answer = compare(Question(*paths, roles=Roles(prediction="said", target="truth"), detectors=("jensen_shannon", "estimated_mae")))
    [estimated] = [one for one in answer.results if one.detector == "estimated_mae"]
    assert (estimated.value is not None and 0.6 < estimated.value < 1.0, estimated.alert) == (True, False)


def test_roles_that_do_not_go_together(files: Files) -> None:
    table = classified(np.random.default_rng(4), 50)
    with pytest.raises(InputError, match="performance needs"):
        asked(files(table, table), target="truth")
    with pytest.raises(InputError, match="regression needs"):
        asked(files(table, table), target="truth", score="p", problem="regression")
