"""The recognisers that a file asks for: those of the hub and of each project, loaded once, and what nobody looks for without any."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from enclave.dlp.recognisers import load
from enclave.dlp.recognisers.interface import Recogniser
from enclave.dlp.recognisers.load import Asked
from enclave.errors import EnclaveError, InputError, InputErrors
from enclave.spec.dlp import Dlp
from enclave.spec.load import Document
from enclave.spec.source import Keys

NAMED_BY_RECOGNISERS = ("person_name", "street_address", "organization")
WITHOUT = (
    "no recogniser is configured: names of people and organisations, and addresses, are found only where words beside them say so"
    " (`recognisers` in docs/dlp.md)"
)
"""What is not looked for then."""


def recognisers(document: Document) -> Mapping[str, tuple[Recogniser, ...]]:
    """Project -> recognisers of the hub and of its own; `""`: of the hub alone. Raises InputErrors for what is not installed, and
    EnclaveError for what cannot be loaded."""
    if problems := missing(document):
        raise InputErrors(problems)
    loaded: list[tuple[Asked, Recogniser]] = []

    def one(asked: Asked, keys: Keys) -> Recogniser:
        for known, recogniser in loaded:
            if known == asked:
                return recogniser
        try:
            loaded.append((asked, load.load(asked)))
        except EnclaveError as error:
            raise EnclaveError(error.message, document.where(*keys), error.hint) from None
        return loaded[-1][1]

    hub = tuple(one(asked, keys) for asked, keys in _asked(document.spec.hub.dlp, ("hub", "dlp")))
    return {"": hub} | {
        name: (*hub, *(one(asked, keys) for asked, keys in _asked(project.dlp, ("projects", name, "dlp"))))
        for name, project in document.spec.projects.items()
    }


def missing(document: Document) -> list[InputError]:
    """What is not installed. Loads nothing."""
    asked = [*_asked(document.spec.hub.dlp, ("hub", "dlp"))]
    for name, project in document.spec.projects.items():
        asked += _asked(project.dlp, ("projects", name, "dlp"))
    errors = ((load.missing(one), keys) for one, keys in asked)
    return [InputError(error.message, document.where(*keys, "engine"), error.hint) for error, keys in errors if error]


def _asked(dlp: Dlp, keys: Keys) -> Iterator[tuple[Asked, Keys]]:
    for index, one in enumerate(dlp.recognisers):
        asked = Asked(one.engine, one.model or "", one.language, dict(one.labels), one.confidence, one.seconds)
        yield asked, (*keys, "recognisers", index)
