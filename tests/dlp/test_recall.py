"""The labelled texts of `labelled/`: values in prose of six languages, in data, in logs, in tables and in code are found.

A line is `{"text", "spans": [{"start", "end", "entity"}], "lang"}`. The values are made up and pass their check, where there is one.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from types import MappingProxyType
from typing import Any

from enclave.dlp.detector import LOW, MEDIUM
from enclave.dlp.scan import Scanner

LEAST = 0.95
UNSURE = MappingProxyType({"organization": LOW})
"""What is found, but never surely: a firm's name is no secret."""
FILES = sorted((Path(__file__).parent / "labelled").glob("*.jsonl"))


def rows() -> Iterator[tuple[str, dict[str, Any]]]:
    for file in FILES:
        for line in file.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            for span in row["spans"]:
                yield row["text"], span


ENTITIES = sorted({span["entity"] for _, span in rows()})


def test_values_are_found_at_block_confidence(scanner: Scanner) -> None:
    asked, found = Counter[str](), Counter[str]()
    for text, group in groupby(rows(), key=lambda row: row[0]):
        matches = scanner.scan(text)
        for _, span in group:
            asked[span["entity"]] += 1
            found[span["entity"]] += any(
                match.start <= span["start"] and match.end >= span["end"] and match.entity == span["entity"]
                and match.confidence >= UNSURE.get(span["entity"], MEDIUM)
                for match in matches
            )
    missed = {entity: f"{found[entity]} of {count}" for entity, count in asked.items() if found[entity] < LEAST * count}
    assert missed == {}


def test_the_set_is_large_and_its_spans_are_right() -> None:
    spans = list(rows())
    assert len(spans) > 700
    assert len(ENTITIES) > 20
    assert all(text[span["start"] : span["end"]].strip() for text, span in spans)
