"""Engines by name, and recognisers made of them: what is not installed or cannot be loaded is an error with what to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from types import MappingProxyType, ModuleType

from enclave.dlp.recognisers import gliner, module, presidio, spacy_pipeline, transformers
from enclave.dlp.recognisers.interface import Labelled, Recogniser
from enclave.dlp.recognisers.limited import Limited
from enclave.errors import EnclaveError, InputError

ENGINES: Mapping[str, ModuleType] = MappingProxyType({
    "presidio": presidio, "spacy": spacy_pipeline, "gliner": gliner, "transformers": transformers, "module": module,
})
"""What a recogniser can be."""

_BROKEN = (ArithmeticError, AttributeError, ImportError, LookupError, OSError, RuntimeError, SyntaxError, TypeError, ValueError)
"""What libraries raise that cannot load a model."""


@dataclass(frozen=True)
class Asked:
    """One recogniser as a file asks for it."""

    engine: str
    model: str = ""
    """Empty: the engine's usual one."""
    language: str = "en"
    labels: Mapping[str, str] = field(default_factory=dict)
    """The engine's label -> entity; empty: the usual ones."""
    confidence: int = 75
    """Of what has no score."""
    seconds: float = 5.0
    """That an answer may take."""

    @property
    def entities(self) -> tuple[str, ...]:
        """What it finds."""
        return tuple(dict.fromkeys((self.labels or ENGINES[self.engine].LABELS).values()))


def missing(asked: Asked) -> InputError | None:
    """What to install for it, if anything is not."""
    if all(find_spec(package) for package in ENGINES[asked.engine].PACKAGES):
        return None
    return InputError(f"the recogniser `{asked.engine}` is not installed", hint=f"pip install 'secure-ai-enclave[{asked.engine}]'")


def load(asked: Asked) -> Recogniser:
    """Raises InputError for what is not installed, and EnclaveError for what cannot be loaded."""
    if error := missing(asked):
        raise error
    engine = ENGINES[asked.engine]
    model, labels = asked.model or engine.MODEL, dict(asked.labels or engine.LABELS)
    try:
        loaded = engine.load(model, asked.language, tuple(labels))
    except _BROKEN as error:
        why = str(error).partition("\n")[0][:200] or type(error).__name__
        hint = "install the model on this machine; nothing is fetched at the start"
        raise EnclaveError(f"the recogniser `{asked.engine}` cannot load `{model}`: {why}", hint=hint) from None
    return Limited(Labelled(asked.engine, loaded, labels, asked.confidence), asked.seconds)
