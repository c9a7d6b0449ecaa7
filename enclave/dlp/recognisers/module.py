"""An engine of your own: `package.module:factory`, called with the language and the labels, gives something with `find`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from types import MappingProxyType
from typing import cast

from enclave.dlp.recognisers.interface import Engine

PACKAGES: tuple[str, ...] = ()
LABELS: Mapping[str, str] = MappingProxyType({"PERSON": "person_name", "ORG": "organization", "ADDRESS": "street_address"})
MODEL = ""


def load(model: str, language: str, labels: Sequence[str]) -> Engine:
    """The engine. Raises ImportError, AttributeError and ValueError for what is none."""
    package, _, factory = model.partition(":")
    if not package or not factory:
        raise ValueError("`model` must be `package.module:factory`")
    engine = getattr(import_module(package), factory)(language, tuple(labels))
    if not callable(getattr(engine, "find", None)):
        raise ValueError("the factory gives nothing with a method `find`")
    return cast(Engine, engine)
