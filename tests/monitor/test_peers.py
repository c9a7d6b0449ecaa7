"""Values are NannyML's, on the data of its own tutorials; and the stated rate holds on streams of many kinds."""

from __future__ import annotations

import importlib.util
import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

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


def test_the_stated_rate_holds(root: Path, tmp_path: Path) -> None:
    spec = importlib.util.spec_from_file_location("bench_monitor", root / "bench" / "monitor.py")
    assert spec
    assert spec.loader
    bench: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(bench)
    stream: Callable[[int], Any] = bench.stream
    rate, runs, hits = 0.3, 60, 0
    for seed in range(runs):
        _, table, reference, chunk = stream(seed)
        paths = bench.write(table, reference, tmp_path)
        hits += compare(Question(*paths, chunk=str(chunk), rate=rate, seed=seed)).drifted
    assert abs(hits / runs - rate) < 3.5 * np.sqrt(rate * (1 - rate) / runs)
