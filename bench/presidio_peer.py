"""Presidio's side of `bench/dlp.py`, run in an environment of its own: kinds of text in, microseconds per text out.

Its pattern recognisers alone, without a language model and without its engine around them: everything that it predefines for English,
and everything that it predefines for any country.
"""

from __future__ import annotations

import inspect
import json
import sys
from time import process_time

import presidio_analyzer.predefined_recognizers as predefined
from presidio_analyzer import EntityRecognizer, PatternRecognizer, RecognizerRegistry

SECONDS = 1.0
"""CPU time per measurement."""


def english() -> list[EntityRecognizer]:
    """What a registry loads when nothing is said."""
    registry = RecognizerRegistry()
    registry.load_predefined_recognizers(languages=["en"])
    return [one for one in registry.recognizers if one.name != "SpacyRecognizer"]


def all_countries() -> list[EntityRecognizer]:
    """Every predefined recogniser that works by patterns, and that for phone numbers."""
    named = inspect.getmembers(predefined, inspect.isclass)
    return [kind() for name, kind in named if issubclass(kind, PatternRecognizer) or name == "PhoneRecognizer"]


def microseconds(recognizers: list[EntityRecognizer], texts: list[str]) -> float:
    """CPU time for one text: the mean of the least of each, over enough rounds to fill `SECONDS`, two at least."""

    def analyze(text: str) -> float:
        start = process_time()
        for one in recognizers:
            one.analyze(text, one.supported_entities, None)
        return process_time() - start

    least, end = [analyze(text) for text in texts], process_time() + SECONDS
    while True:
        least = [min(before, analyze(text)) for before, text in zip(least, texts, strict=True)]
        if process_time() > end:
            return sum(least) / len(least) * 1e6


def main() -> None:
    """Answers with `{"english": {kind: µs}, "all": {kind: µs}, "counts": [n, n]}`."""
    kinds: dict[str, list[str]] = json.load(sys.stdin)
    small, large = english(), all_countries()
    answer = {
        "english": {kind: microseconds(small, texts) for kind, texts in kinds.items()},
        "all": {kind: microseconds(large, texts) for kind, texts in kinds.items()},
        "counts": [len(small), len(large)],
    }
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
