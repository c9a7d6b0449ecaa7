from __future__ import annotations

import sys

import pytest

from enclave.dlp.recognisers import module


class Nothing:
    def __init__(self, language: str, labels: tuple[str, ...]) -> None:
        pass


class Mine(Nothing):
    def find(self, texts: list[str]) -> list[list[object]]:
        return [[] for _ in texts]


def test_a_factory_of_ones_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "module_fixture", sys.modules[__name__])
    assert list(module.load("module_fixture:Mine", "en", ("PERSON",)).find(("a", "b"))) == [[], []]
    for model in ("", "module_fixture", ":Mine", "module_fixture:Nothing"):
        with pytest.raises(ValueError, match=r"factory|find"):
            module.load(model, "en", ())
