"""What a recogniser is: something outside of this package that finds names, addresses and organisations, and what it may answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

import msgspec

from enclave.errors import EnclaveError


class Span(msgspec.Struct, frozen=True, order=True):
    """One value in a text that a recogniser was given. Offsets are code points; `confidence` is a whole number from 1 to 100."""

    start: int
    end: int
    entity: str
    confidence: int
    detector: str


class Said(NamedTuple):
    """One value in an engine's own words; `score` from 0 to 1, None: the engine gives none."""

    start: int
    end: int
    label: str
    score: float | None


class Engine(Protocol):
    """A loaded model, which knows nothing of entities."""

    def find(self, texts: Sequence[str]) -> Iterable[Sequence[Said]]:
        """What stands in each of the texts. May raise whatever it likes, and may never end."""


class Recogniser(Protocol):
    """Finds the values of some entities."""

    id: str
    """What the log calls it."""
    entities: tuple[str, ...]

    def find(self, texts: Sequence[str]) -> Sequence[Sequence[Span]]:
        """The values in each of the texts. Raises RecogniserFailed, and nothing else, within a bounded time."""


class RecogniserFailed(EnclaveError):
    """A recogniser did not answer, or not sensibly, so nobody knows what is in the texts."""

    def __init__(self, recogniser: str, why: str) -> None:
        super().__init__(f"the recogniser `{recogniser}` failed ({why})", hint="nothing passes that could not be looked at")


class Labelled:
    """A recogniser made of an engine and of what its labels mean here."""

    def __init__(self, id_: str, engine: Engine, labels: Mapping[str, str], confidence: int) -> None:
        """`labels`: the engine's label -> entity; what has another label is not looked for. `confidence`: where there is no score."""
        self.id = id_
        self.entities = tuple(dict.fromkeys(labels.values()))
        self._engine = engine
        self._labels = labels
        self._confidence = confidence

    def find(self, texts: Sequence[str]) -> Sequence[Sequence[Span]]:
        """See `Recogniser`; an engine's own errors come through, see `Limited`."""
        answers = list(self._engine.find(texts))
        if len(answers) != len(texts):
            raise RecogniserFailed(self.id, "another number of answers than of texts")
        return [[self._span(said, text) for said in answer if said[2] in self._labels] for text, answer in zip(texts, answers, strict=True)]

    def _span(self, said: Sequence[Any], text: str) -> Span:
        start, end, label, score = said
        if type(start) is not int or type(end) is not int or not 0 <= start < end <= len(text):
            raise RecogniserFailed(self.id, "a place that is not in the text")
        if score is not None and not 0 <= float(score) <= 1:
            raise RecogniserFailed(self.id, "a score that is not from 0 to 1")
        confidence = self._confidence if score is None else max(1, round(float(score) * 100))
        return Span(start, end, self._labels[label], confidence, self.id)
