"""Labels of information protection: the file's classifications, for the columns of SQL databases and where Defender looks for data.

Nothing else of Purview has an API that a deployment could use: labels on documents are made in its portal.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from enclave.compose.whole import Whole
from enclave.graph.model import Resource
from enclave.graph.resources import information_protection_policies
from enclave.graph.resources.information_protection_policies import InformationProtectionPolicy, InformationType, Label

STEP = 100
"""Between the places of two labels, so that one fits between."""
DATA: Final[Mapping[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "data" / "information_types.json").read_text(encoding="utf-8")
)


def information_protection(whole: Whole, _built: Sequence[Resource]) -> Iterator[Resource]:
    """The subscription's policy: labels, and the kinds of information that suggest them."""
    if not whole.spec.security.information_protection_labels:
        return
    policy = InformationProtectionPolicy(
        id=f"/providers/{information_protection_policies.TYPE}/custom",
        labels=tuple(
            Label(_guid(whole, row["name"]), row["name"], row["description"], row["rank"], index * STEP)
            for index, row in enumerate(DATA["labels"])
        ),
        types=tuple(
            InformationType(_guid(whole, row["name"]), row["name"], _guid(whole, row["label"]), tuple(row["patterns"]), index * STEP)
            for index, row in enumerate(DATA["types"])
        ),
    )
    yield from information_protection_policies.write(policy, whole.place("governance/information-protection", scope=""))


def _guid(whole: Whole, name: str) -> str:
    """Always the same for an enclave, so that a column keeps its label."""
    return str(uuid5(NAMESPACE_URL, "|".join((str(whole.spec.identity.tenant), whole.spec.name, "label", name))))
