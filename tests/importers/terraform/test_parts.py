from __future__ import annotations

from typing import Any

import pytest

from enclave.importers.terraform.parts import at_path, is_unknown, within
from enclave.importers.terraform.plan import parse_plan

HEAD: dict[str, Any] = {"address": "azurerm_x.x", "mode": "managed", "type": "azurerm_x", "name": "x"}
WHOLE: dict[str, Any] = {"a": {"id": 1}, "b": {"id": None}, "list": ["x", "y"]}


def test_parts_that_are_not_known() -> None:
    plan = parse_plan(
        {
            "planned_values": {"root_module": {"resources": [{**HEAD, "values": {"id": "1", "rules": [{"a": 1}]}}]}},
            "resource_changes": [{"address": "azurerm_x.x", "change": {"after_unknown": {"rules": [{"b": True}], "all": True}}}],
        },
        "plan.json",
    )
    (each,) = plan.resources
    paths: tuple[list[str | int], ...] = (["id"], ["rules", 0, "b"], ["rules", 0, "a"], ["rules"], ["all", "x"], ["gone"], [])
    assert [is_unknown(each, path) for path in paths] == [
        False,
        True,
        False,
        True,
        True,
        True,
        True,
    ]


@pytest.mark.parametrize(
    ("path", "found"),
    [
        (("a", "id"), 1),
        (("b", "id"), None),  # a part that is there and has nothing
        (("c", "id"), WHOLE),  # a loop may have made other keys
        (("list", 1), "y"),
        (("list", "y"), "y"),  # an element of a set
        ((), WHOLE),
    ],
)
def test_the_part_at_a_path_or_all_of_it(path: tuple[str | int, ...], found: Any) -> None:
    assert within(WHOLE, path) == found


def test_the_object_of_a_list_that_a_loop_calls_by_one_of_its_properties() -> None:
    rows = [{"name": "a", "to": "b"}, {"name": "b", "to": "c"}]
    assert at_path(rows, ("a", "to")) == "b"
    assert at_path(rows, ("b", "to")) is None  # two of them have it
