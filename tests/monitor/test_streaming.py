"""Streaming detectors over files, and river's answers on the same streams."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from enclave.errors import InputError
from enclave.monitor.streaming import STREAMING, signals, stream

Files = Callable[..., tuple[Path, Path]]
RIVER = """
import json, sys
import numpy as np
from river.drift import ADWIN, KSWIN, PageHinkley
from river.drift.binary import DDM
streams = np.load(sys.argv[1])
makes = {"adwin": ADWIN, "page_hinkley": PageHinkley, "ddm": DDM, "kswin": lambda: KSWIN(seed=0)}
found = {}
for key in streams:
    detector, rows = makes[key.split("|")[0]](), []
    for i, value in enumerate(streams[key]):
        detector.update(float(value))
        if detector.drift_detected:
            rows.append(i)
    found[key] = rows
print(json.dumps(found))
"""


def moved(random: Any, rows: int, size: float) -> Any:
    return np.where(np.arange(rows) < rows // 2, 0.0, size) + random.normal(size=rows)


def test_a_change_is_signalled_after_it_happened(files: Files) -> None:
    random = np.random.default_rng(0)
    wrong = random.random(4000) < np.where(np.arange(4000) < 2000, 0.1, 0.4)
    values = moved(random, 4000, 3.0)
    columns: dict[str, Any] = {"x": [None if i % 100 == 0 else x for i, x in enumerate(values)], "wrong": wrong}
    path = files(columns, columns, "parquet")[0]
    for column, name in (("x", "ADWIN"), ("wrong", "page-hinkley"), ("wrong", "ddm")):
        found = stream(path, column, name)
        assert found, name
        assert min(found) >= 2000, name
    assert stream(path, "x", "adwin")[0] < 2100


def test_rows_are_in_the_order_of_time(files: Files) -> None:
    values = moved(np.random.default_rng(1), 600, 4.0)
    columns = {"x": values[::-1], "t": [f"2026-01-01T{i // 60:02}:{i % 60:02}:00" for i in range(600)][::-1]}
    found = stream(files(columns, columns)[0], "x", "adwin", "t")
    assert found
    assert max(found) < 300, "rows of the file, whose newest time comes first"


def test_what_is_no_stream(files: Files) -> None:
    columns = {"x": [1, 2, 3], "word": ["a", "b", "c"]}
    path = files(columns, columns)[0]
    cases = (("y", "adwin", "no column `y`"), ("x", "magic", "no streaming"), ("word", "adwin", "no numbers"), ("x", "ddm", "0 or 1"))
    for column, name, said in cases:
        with pytest.raises(InputError, match=said):
            stream(path, column, name)


@pytest.mark.long
def test_answers_are_rivers(root: Path, tmp_path: Path) -> None:
    python = root / ".venv-monitor" / "bin" / "python"
    if not python.exists():
        pytest.skip("not run: needs river (`make monitor-peers`)")
    streams = {}
    for seed in range(12):
        random = np.random.default_rng(seed)
        kinds = {
            "normal": moved(random, 4000, seed * 0.2), "large": moved(random, 4000, 1.0) * 100, "heavy": random.standard_cauchy(4000),
            "errors": (random.random(4000) < np.where(np.arange(4000) < 2000, 0.2, 0.2 + 0.03 * seed)).astype(float),
        }  # fmt: skip
        for kind, values in kinds.items():
            for name in ("adwin", "page_hinkley"):
                streams[f"{name}|{kind}|{seed}"] = values
        streams[f"ddm|errors|{seed}"] = kinds["errors"]
        if seed < 3:
            streams[f"kswin|normal|{seed}"] = kinds["normal"][1700:2400]
    np.savez(tmp_path / "streams.npz", **streams)
    ran = subprocess.run([str(python), "-c", RIVER, str(tmp_path / "streams.npz")], check=True, capture_output=True, timeout=300)
    wanted = json.loads(ran.stdout)
    assert sum(map(bool, wanted.values())) > 20
    for key, values in streams.items():
        assert signals(values.tolist(), STREAMING[key.split("|")[0]]()) == wanted[key], key
