"""What pydantic finds is said in the words of the file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, get_args

import pytest
from pydantic import ValidationError
from pydantic_core import ErrorType

from enclave.spec.base import Unsafe
from enclave.spec.messages import LIMITS, SHAPES, explain, fields, model_at
from enclave.spec.models import Access, Budget, Deployment, Egress, HubBudget, Ingress, Network, Project, Region, Retention, Spec
from enclave.spec.source import Date, Problem, SourceMap

JARGON = r"pydantic|Input should|valid dict|tuple|\bstr\b|None|Decimal|[{]|\bctx\b"
EMPTY = SourceMap("a.yaml", {}, {}, {})


def explained(data: Any) -> Iterator[tuple[str, Problem]]:
    with pytest.raises(ValidationError) as caught:
        Spec.model_validate(data, by_alias=True, by_name=False)
    for detail in caught.value.errors():
        yield detail["type"], explain(detail, EMPTY)


NUMBERS: tuple[Any, ...] = (True, 0, -5, 10**9, Decimal("0.5"), Decimal("0.0000001"), Decimal("1e40"), Decimal("NaN"), Decimal("1234567.5"))
WRONG: tuple[Any, ...] = (*NUMBERS, None, "", "x" * 600, "a b", "1\n2", "10.0.0.1/8", "fd00::/8", Date("2024-01-01"), [], [1], {}, {"x": 1})


def everywhere(value: Any) -> Iterator[dict[str, Any]]:
    """Specs in which one value stands where each key of the format is."""
    for key in fields(Spec):
        yield {key: value}
    nested: tuple[tuple[type, tuple[str | int, ...]], ...] = (
        (Project, ("projects", "fraud")), (Access, ("projects", "fraud", "access", 0)), (Budget, ("hub", "budget")),
        (Network, ("network",)), (Egress, ("network", "egress", 0)), (Ingress, ("network", "ingress", 0)),
        (Retention, ("hub", "retention")), (Region, ("regions", "europe")), (Deployment, ("projects", "fraud", "deployments", "chat")),
        (Unsafe, ("projects", "fraud", "unsafe_allow_public_access")),
    )
    for model, keys in nested:
        for key in fields(model):
            data: Any = {key: value}
            for step in reversed(keys):
                data = [data] if step == 0 else {step: data}
            yield data


def test_every_kind_of_problem_that_the_models_can_have_has_its_words() -> None:
    special = {"missing", "extra_forbidden", "literal_error", "string_pattern_mismatch"}
    kinds = {kind for value in WRONG for data in everywhere(value) for kind, _ in explained(data)}
    assert kinds <= special | set(SHAPES) | set(LIMITS)
    assert special | {"int_type", "uuid_parsing", "ip_v4_network", "too_short", "decimal_max_places"} <= kinds
    assert set(SHAPES) | set(LIMITS) <= {*get_args(ErrorType), "ip_v4_network"}


def test_no_message_speaks_of_the_machinery() -> None:
    for value in WRONG:
        for data in everywhere(value):
            for _, problem in explained(data):
                text = re.sub(r"`[^`]*`", "", f"{problem.message} {problem.hint}")
                assert not re.search(JARGON, text), problem
                assert problem.message[0] in "`abcdefghijklmnopqrstuvwxyz"
                assert len(problem.message) < 400


def test_a_long_text_is_cut() -> None:
    problem = next(problem for kind, problem in explained({"name": "n" * 1000}) if kind == "string_pattern_mismatch")
    assert f"`{'n' * 80}...`" in problem.message


@pytest.mark.parametrize(
    ("keys", "model"),
    [
        ((), Spec), (("projects", "any"), Project), (("projects", "any", "access", 3), Access), (("hub", "budget"), HubBudget),
        (("projects", "any", "unsafe_allow_public_access"), Unsafe), (("projects", "any", "deployments", "x"), Deployment),
        (("hub", "models"), None), (("name",), None), (("nothing",), None), (("name", "below"), None), (("hub", "models", 0, "x"), None),
    ],
)
def test_the_part_of_the_file_at_a_place_is_known(keys: tuple[str | int, ...], model: type | None) -> None:
    assert model_at(keys) is model


def test_keys_are_those_of_the_file() -> None:
    ingress = model_at(("network", "ingress", 0))
    assert ingress is not None
    assert list(fields(ingress)) == ["through", "from", "why", "host", "unsafe_allow_edge_processing"]
