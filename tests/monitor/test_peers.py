"""Values are NannyML's on the data of its own tutorials, and Evidently's where the method is the same; and the stated rate holds on
streams of many kinds.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from scipy.stats import ks_2samp

from bench import monitor as streams
from enclave.monitor.compare import Question, compare
from enclave.monitor.subjects import Roles

pytestmark = pytest.mark.long
PEER = """
import warnings; warnings.filterwarnings("ignore")
import os; os.environ["NML_DISABLE_USAGE_LOGGING"] = "1"
import json, sys
from pathlib import Path
import nannyml as nml, pandas as pd
folder = Path(sys.argv[1])
reference, analysis, labels = nml.load_synthetic_car_loan_dataset()
analysis = analysis.merge(labels, left_index=True, right_index=True) if "id" not in labels else analysis.merge(labels, on="id")
reference.to_parquet(folder / "reference.parquet"); analysis.to_parquet(folder / "analysis.parquet")
features = [n for n in reference.columns if n not in ("id", "timestamp", "repaid", "y_pred", "y_pred_proba")]
found = {}
drift = nml.UnivariateDriftCalculator(column_names=features, continuous_methods=["jensen_shannon", "hellinger"],
    categorical_methods=["chi2", "jensen_shannon", "l_infinity", "hellinger"], chunk_size=5000).fit(reference)
table = drift.calculate(analysis).filter(period="analysis").to_df()
for name in table.columns:
    if name[2] == "value":
        found[f"{name[0]}|{name[1].replace('chi2', 'chi_squared')}"] = list(table[name])
rows = nml.DataReconstructionDriftCalculator(column_names=features, chunk_size=5000).fit(reference)
found["*|reconstruction_error"] = list(rows.calculate(analysis).filter(period="analysis").to_df()[("reconstruction_error", "value")])
metrics = ["roc_auc", "accuracy", "f1", "precision", "recall", "specificity"]
about = dict(y_pred_proba="y_pred_proba", y_pred="y_pred", y_true="repaid", metrics=metrics, chunk_size=5000,
    problem_type="classification_binary")
table = nml.CBPE(**about).fit(reference).estimate(analysis).filter(period="analysis").to_df()
found |= {f"y_pred_proba|estimated_{m}": list(table[(m, "value")]) for m in metrics}
table = nml.PerformanceCalculator(**about).fit(reference).calculate(analysis).filter(period="analysis").to_df()
found |= {f"repaid|{m}": list(table[(m, "value")]) for m in metrics}
(folder / "found.json").write_text(json.dumps(found))
"""
EVIDENTLY = """
import os; os.environ["DO_NOT_TRACK"] = "1"
import warnings; warnings.filterwarnings("ignore")
import json, sys
from pathlib import Path
import pandas as pd
from evidently.legacy.calculations.stattests import get_stattest
from evidently.legacy.core import ColumnType
folder = Path(sys.argv[1])
reference, analysis = pd.read_parquet(folder / "reference.parquet"), pd.read_parquet(folder / "analysis.parquet")
asked = {"Numerical": ["ks", "wasserstein"], "Categorical": ["jensenshannon", "psi", "hellinger"]}
found = {}
for name in reference.columns:
    kind = "Numerical" if name.startswith("n") else "Categorical"
    for method in asked[kind]:
        for start in range(0, len(analysis), 500):
            pair = reference[name].copy(), analysis[name][start : start + 500].copy()
            result = get_stattest(*pair, ColumnType[kind], method)(*pair, ColumnType[kind], None)
            found.setdefault(f"{name}|{method}", []).append([float(result.drift_score), bool(result.drifted)])
(folder / "found.json").write_text(json.dumps(found))
"""


@pytest.fixture(scope="module")
def peer(root: Path) -> Path:
    """The interpreter of the environment of the monitor's peers."""
    python = root / ".venv-monitor" / "bin" / "python"
    if not python.exists():
        pytest.skip("not run: needs NannyML (`make monitor-peers`)")
    return python


def test_values_are_nannymls(peer: Path, tmp_path: Path) -> None:
    subprocess.run([str(peer), "-c", PEER, str(tmp_path)], check=True, capture_output=True, timeout=300)
    roles = Roles(prediction="y_pred", target="repaid", score="y_pred_proba")
    question = Question(
        tmp_path / "reference.parquet", tmp_path / "analysis.parquet", chunk="5000", roles=roles, detectors=("default", "hellinger")
    )
    ours: dict[str, list[float | None]] = {}
    for one in compare(question).results:
        ours.setdefault(f"{one.column}|{one.detector}", []).append(one.value)
    wanted = json.loads((tmp_path / "found.json").read_text(encoding="utf-8"))
    assert len(wanted) > 30
    for name, values in wanted.items():
        assert ours[name] == pytest.approx(values, rel=1e-6, abs=1e-8), name


def test_values_and_verdicts_are_evidentlys(peer: Path, tmp_path: Path) -> None:
    random = np.random.default_rng(5)
    names = np.array(list("abcdef"))

    def table(rows: int, moved: float, share: float) -> dict[str, Any]:
        even = np.full(5, (1 - share) / 5)
        return {
            "n_normal": random.normal(moved, 1 + moved, rows), "n_lognormal": random.lognormal(moved, 1.2, rows),
            "n_ties": random.poisson(30 + 3 * moved, rows).astype(float), "c_some": random.choice(names, rows, p=[share, *even]),
            "c_rare": random.choice(names, rows, p=[0.9 - share, 0.05, 0.03, 0.01, 0.01, share]),
        }  # fmt: skip

    parts = [table(500, moved, share) for moved, share in ((0.0, 0.2), (0.05, 0.25), (0.2, 0.3), (0.5, 0.4))]
    reference, analysis = table(2000, 0.0, 0.2), {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    for name, columns in (("reference", reference), ("analysis", analysis)):
        pq.write_table(pa.table(columns), tmp_path / f"{name}.parquet")
    subprocess.run([str(peer), "-c", EVIDENTLY, str(tmp_path)], check=True, capture_output=True, timeout=300)
    ids = {
        "ks": "kolmogorov_smirnov", "wasserstein": "normalized_wasserstein", "jensenshannon": "jensen_shannon",
        "psi": "population_stability", "hellinger": "hellinger",
    }  # fmt: skip
    question = Question(tmp_path / "reference.parquet", tmp_path / "analysis.parquet", chunk="500", detectors=tuple(ids.values()))
    ours: dict[str, list[float]] = {}
    for one in compare(question).results:
        if one.value is not None and one.detector in ids.values():
            ours.setdefault(f"{one.column}|{one.detector}", []).append(one.value)
    verdicts = set()
    wanted = json.loads((tmp_path / "found.json").read_text(encoding="utf-8"))
    for name, theirs in wanted.items():
        column, method = name.split("|")
        for chunk, (score, drifted) in enumerate(theirs):
            value = ours[f"{column}|{ids[method]}"][chunk]
            if method == "ks":
                exact = ks_2samp(reference[column], parts[chunk][column])
                assert (value, exact.pvalue) == pytest.approx((exact.statistic, score), rel=1e-9), name
            else:
                # theirs is of the natural logarithm, ours of base 2
                value *= np.sqrt(np.log(2)) if method == "jensenshannon" else 1.0
                assert value == pytest.approx(score, rel=1e-6, abs=1e-9), name
                assert (value >= 0.1) == drifted, name
            verdicts.add((method, drifted))
    assert {drifted for _, drifted in verdicts} == {True, False}
    assert {method for method, _ in verdicts} == set(ids)


def test_the_stated_rate_holds(tmp_path: Path) -> None:
    rate, runs, hits = 0.3, 60, 0
    for seed in range(runs):
        _, table, reference, chunk = streams.stream(seed)
        paths = streams.write(table, reference, tmp_path)
        hits += compare(Question(*paths, chunk=str(chunk), rate=rate, seed=seed)).drifted
    assert abs(hits / runs - rate) < 3.5 * np.sqrt(rate * (1 - rate) / runs)
