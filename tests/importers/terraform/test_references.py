from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from enclave.graph.model import Unresolved
from enclave.importers.terraform.expressions import longest, parse_reference
from enclave.importers.terraform.plan import parse_plan
from enclave.importers.terraform.read import read_plan
from enclave.importers.terraform.references import References

SUBSCRIPTION = "00000000-0000-0000-0000-000000000001"


def resource(address: str, index: Any = None, **values: Any) -> dict[str, Any]:
    *_, kind, name = address.partition("[")[0].split(".")
    found = {"address": address, "mode": "managed", "type": kind, "name": name, "values": values}
    return found if index is None else {**found, "index": index}


def written(kind: str, name: str, expressions: Any = None, **more: Any) -> dict[str, Any]:
    return {"mode": "managed", "type": kind, "name": name, "expressions": expressions or {}, **more}


MODULES = {
    "planned_values": {
        "root_module": {
            "resources": [
                resource("azurerm_subnet.a", name="a"),
                resource("azurerm_subnet.b", id="/known", name="b"),
                resource('azurerm_subnet.each["x"]', "x"),
                resource('azurerm_subnet.each["y"]', "y"),
                resource('azurerm_nic.n["x"]', "x"),
            ],
            "child_modules": [
                {"address": "module.net", "resources": [resource("module.net.azurerm_subnet.in")]},
                {"address": 'module.pe["x"]', "resources": [resource('module.pe["x"].azurerm_pe.p')]},
            ],
        }
    },
    "configuration": {
        "root_module": {
            "resources": [written("azurerm_nic", "n", for_each_expression={"references": ["azurerm_subnet.each"]})],
            "module_calls": {
                "net": {
                    "module": {
                        "resources": [written("azurerm_subnet", "in")],
                        "outputs": {
                            "subnet_id": {"expression": {"references": ["azurerm_subnet.in.id", "azurerm_subnet.in"]}},
                            "fixed": {"expression": {"constant_value": 1}},
                        },
                    }
                },
                "pe": {
                    "expressions": {"subnet": {"references": ["module.net.subnet_id", "module.net"]}, "other": {"references": ["local.x"]}},
                    "for_each_expression": {"references": ["azurerm_subnet.each"]},
                    "module": {"resources": [written("azurerm_pe", "p")], "variables": {"subnet": {}}},
                },
            },
        }
    },
}


def found(references: list[str], address: str = 'azurerm_nic.n["x"]') -> tuple[set[tuple[str, tuple[Any, ...]]], tuple[str, ...]]:
    plan = parse_plan(MODULES, "plan.json")
    start = next(each for each in plan.resources if each.address == address)
    sources = References(plan).sources({"references": references}, start)
    return {(source.resource.address, source.attribute) for source in sources.found}, sources.lost


@pytest.mark.parametrize(
    ("references", "sources"),
    [
        (["azurerm_subnet.a.id", "azurerm_subnet.a"], {("azurerm_subnet.a", ("id",))}),
        (["azurerm_subnet.b.id", "azurerm_subnet.b"], set()),
        (
            ["var.create", "azurerm_subnet.a.id", "azurerm_subnet.a", "azurerm_subnet.b.id", "azurerm_subnet.b"],
            {("azurerm_subnet.a", ("id",))},
        ),
        (['azurerm_subnet.each["y"].id', 'azurerm_subnet.each["y"]', "azurerm_subnet.each"], {('azurerm_subnet.each["y"]', ("id",))}),
        (["azurerm_subnet.each"], {('azurerm_subnet.each["x"]', ()), ('azurerm_subnet.each["y"]', ())}),
        (["azurerm_subnet.each", "each.key"], {('azurerm_subnet.each["x"]', ())}),
        (["each.value"], {('azurerm_subnet.each["x"]', ())}),
        (["module.net.subnet_id", "module.net"], {("module.net.azurerm_subnet.in", ("id",))}),
        (["module.net.fixed", "module.net"], set()),
        (["path.module", "terraform.workspace", "count.index"], set()),
    ],
)
def test_where_a_value_comes_from(references: list[str], sources: Any) -> None:
    assert found(references) == (sources, ())


@pytest.mark.parametrize(
    ("references", "lost"),
    [
        (["local.x"], ("local.x",)),
        (["azurerm_gone.x.id", "azurerm_gone.x"], ("azurerm_gone.x.id",)),
        (["module.gone.id", "module.gone"], ("module.gone.id",)),
        (["module.net.gone", "module.net"], ("module.net.gone",)),
        (["data.azurerm_subnet.s.id", "data.azurerm_subnet.s"], ("azurerm_subnet.s.id",)),
    ],
)
def test_what_the_plan_does_not_say_is_lost(references: list[str], lost: tuple[str, ...]) -> None:
    assert found(references) == (set(), lost)


def test_variables_of_modules_lead_to_their_call() -> None:
    assert found(["var.subnet"], 'module.pe["x"].azurerm_pe.p') == ({("module.net.azurerm_subnet.in", ("id",))}, ())
    assert found(["var.other"], 'module.pe["x"].azurerm_pe.p') == (set(), ("local.x",))
    assert found(["var.subnet"]) == (set(), ())


def test_references_that_go_in_a_circle_end() -> None:
    document = {
        "planned_values": {"root_module": {"child_modules": [{"address": "module.a", "resources": [resource("module.a.azurerm_x.x")]}]}},
        "configuration": {
            "root_module": {
                "module_calls": {
                    "a": {
                        "expressions": {"v": {"references": ["module.a.o", "module.a"]}},
                        "module": {"resources": [written("azurerm_x", "x")], "outputs": {"o": {"expression": {"references": ["var.v"]}}}},
                    }
                }
            }
        },
    }
    plan = parse_plan(document, "plan.json")
    assert References(plan).sources({"references": ["var.v"]}, plan.resources[0]).found == ()


def test_the_longest_of_each_reference() -> None:
    assert longest(["a.b[0].id", "a.b[0]", "a.b", "a.bc", "a.b"]) == ["a.b[0].id", "a.bc", "a.b"]


def test_a_reference_taken_apart() -> None:
    assert parse_reference('azurerm_a.b["x.y"].c[0].d') == ["azurerm_a", "b", "x.y", "c", 0, "d"]
    assert parse_reference("a.b{") == ["a", "b"]


@pytest.mark.parametrize(
    ("address", "attributes"),
    [
        ('terraform_data.use["a"]', {'terraform_data.each["a"]': ("id",), "terraform_data.one": ("id",)}),
        ("terraform_data.splat", {'terraform_data.each["b"]': ("output",)}),
        ("terraform_data.vals", {'terraform_data.each["a"]': (), 'terraform_data.each["b"]': ()}),
        ("terraform_data.frommod", {'module.m["a"].terraform_data.in': ("id",)}),
        ('terraform_data.frommod2["b"]', {'module.m["b"].terraform_data.in': ("id",)}),
        ('module.m["a"].terraform_data.in', {'terraform_data.each["a"]': (), "terraform_data.one": ("id",)}),
    ],
)
def test_a_plan_that_terraform_made(address: str, attributes: dict[str, tuple[str, ...]]) -> None:
    """`terraform_data.json` is what Terraform 1.11.4 shows of loops, modules, splats and maps."""
    plan = parse_plan((Path(__file__).parent / "terraform_data.json").read_text(encoding="utf-8"), "plan.json")
    start = next(each for each in plan.resources if each.address == address)
    assert start.written is not None
    sources = References(plan).sources(start.written.expressions["input"], start)
    assert {source.resource.address: source.attribute for source in sources.found} == attributes
    assert sources.lost == ()


def test_the_key_that_a_loop_gives_by_an_attribute_of_its_value() -> None:
    """`for_each = var.links` with `azurerm_subnet.each[each.value.subnet]`: the variable says which one."""
    variables = {"links": {"value": {"x": {"subnet": "y"}, "z": {"subnet": "gone"}}}}
    keys = (("subnet.each", "x"), ("subnet.each", "y"), ("link.l", "x"), ("link.l", "z"))
    rows = [resource(f'azurerm_{kind}["{key}"]', key) for kind, key in keys]
    loop = {"for_each_expression": {"references": ["var.links"]}}
    document = {
        "variables": variables,
        "planned_values": {"root_module": {"resources": rows}},
        "configuration": {"root_module": {"resources": [written("azurerm_link", "l", **loop)]}},
    }
    plan = parse_plan(document, "plan.json")
    references = References(plan)
    expression = {"references": ["azurerm_subnet.each", "each.value.subnet", "each.value"]}
    by_address = {each.address: each for each in plan.resources}
    (source,) = references.sources(expression, by_address['azurerm_link.l["x"]']).found
    assert source.resource.address == 'azurerm_subnet.each["y"]'
    # no instance has the key: it may be any
    assert len(references.sources(expression, by_address['azurerm_link.l["z"]']).found) == 2
    # without the variable nobody knows, and the loop's own key is not taken for it
    unknown = parse_plan({**document, "variables": {}}, "plan.json")
    again = {each.address: each for each in unknown.resources}
    assert len(References(unknown).sources(expression, again['azurerm_link.l["x"]']).found) == 2


def test_a_map_of_one_resource_each_is_asked_by_name() -> None:
    document = {
        "planned_values": {
            "root_module": {
                "resources": [resource("azurerm_nic.n")],
                "child_modules": [
                    {"address": "module.net", "resources": [resource(f"module.net.azurerm_subnet.{name}") for name in ("app", "pe")]}
                ],
            }
        },
        "configuration": {
            "root_module": {
                "resources": [written("azurerm_nic", "n")],
                "module_calls": {
                    "net": {
                        "module": {
                            "resources": [written("azurerm_subnet", "app"), written("azurerm_subnet", "pe")],
                            "outputs": {
                                "ids": {
                                    "expression": {
                                        "references": [
                                            "azurerm_subnet.app.id", "azurerm_subnet.app", "azurerm_subnet.pe.id", "azurerm_subnet.pe",
                                        ]
                                    }
                                }
                            },
                        }
                    }
                },
            }
        },
    }  # fmt: skip
    plan = parse_plan(document, "plan.json")
    references = References(plan)
    nic = plan.resources[0] if plan.resources[0].type == "azurerm_nic" else plan.resources[-1]

    def asked(key: str) -> list[str]:
        expression = {"references": [f'module.net.ids["{key}"]', "module.net.ids", "module.net"]}
        return [source.resource.name for source in references.sources(expression, nic).found]

    assert asked("pe") == ["pe"]
    assert sorted(asked("other")) == ["app", "pe"]
    assert references.picked


def test_a_value_that_is_made_of_several_is_told() -> None:
    plan = parse_plan(MODULES, "plan.json")
    start = plan.resources[0]
    for written_as, mixed in (
        (["azurerm_subnet.a.id", "azurerm_subnet.a"], False),
        (["azurerm_subnet.a.id", "azurerm_subnet.a", "each.value"], True),
        (["azurerm_subnet.each", "each.value"], False),
        (["var.x", "azurerm_subnet.a.id", "azurerm_subnet.a"], True),
    ):
        assert References(plan).sources({"references": written_as}, start).mixed is mixed


ZONES = ("a", "b", "c", "d")
"""Keys of private DNS zones."""


def endpoints(called: tuple[str, str], given: tuple[str, str]) -> dict[str, Any]:
    """A module that makes two private endpoints, each with the zones that a set of the module's variable gives it."""
    zones = [resource(f'azurerm_private_dns_zone.z["{key}"]', key, name=f"{key}.example") for key in ZONES]
    target = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv"
    connection = {"name": "c", "is_manual_connection": False, "private_connection_resource_id": target, "subresource_names": ["vault"]}
    values = {"private_service_connection": [connection], "private_dns_zone_group": [{"name": "default"}]}
    rows = [resource(f'module.m.azurerm_private_endpoint.e["{key}"]', key, name=key, **values) for key in called]
    unknown = {"id": True, "private_dns_zone_group": [{"private_dns_zone_ids": True}]}
    group = [{"name": {"constant_value": "default"}, "private_dns_zone_ids": {"references": ["each.value.zones", "each.value"]}}]
    loop = {"for_each_expression": {"references": ["var.endpoints"]}}
    inner = {"resources": [written("azurerm_private_endpoint", "e", {"private_dns_zone_group": group}, **loop)]}
    told = [part for keys in given for key in keys for part in (f'azurerm_private_dns_zone.z["{key}"].id', "azurerm_private_dns_zone.z")]
    change = [{**row, "change": {"actions": ["create"], "after": row["values"], "after_unknown": {"id": True}}} for row in zones]
    change += [{**row, "change": {"actions": ["create"], "after": row["values"], "after_unknown": unknown}} for row in rows]
    return {
        "resource_changes": change,
        "planned_values": {"root_module": {"resources": zones, "child_modules": [{"address": "module.m", "resources": rows}]}},
        "configuration": {
            "root_module": {
                "resources": [written("azurerm_private_dns_zone", "z", for_each_expression={"constant_value": list(ZONES)})],
                "module_calls": {"m": {"module": inner, "expressions": {"endpoints": {"references": told}}}},
            }
        },
    }


@pytest.mark.parametrize("called", [("x", "y"), ("a", "y"), ("a", "x")])
def test_a_set_that_a_loop_gives_is_not_all_that_the_loop_goes_over(called: tuple[str, str]) -> None:
    """Nor is it what one of the keys happens to be called as, where another key is no name of such a thing."""
    graph = read_plan(endpoints(called, ("cd", "ab")), name="plan.json")
    groups = graph.of_type("Microsoft.Network/privateEndpoints/privateDnsZoneGroups")
    assert len(groups) == 2
    assert all(isinstance(each.body["properties"]["privateDnsZoneConfigs"], Unresolved) for each in groups)


def test_what_a_plan_does_not_show_of_an_expression_is_an_assumption() -> None:
    """One loop that makes one endpoint: all that its set names is meant, as far as anybody can tell."""
    alone = endpoints(("x", "x"), ("ab", ""))
    rows = alone["planned_values"]["root_module"]["child_modules"][0]["resources"]
    del rows[1], alone["resource_changes"][-1]
    graph = read_plan(alone, name="plan.json")
    (group,) = graph.of_type("Microsoft.Network/privateEndpoints/privateDnsZoneGroups")
    assert len(group.body["properties"]["privateDnsZoneConfigs"]) == 2
    assert [note.partition(":")[0] for note in graph.notes] == [
        "what is known only after apply is what its expression refers to", "a set of ids that is known only after apply has all that its "
        "expression names",
    ]  # fmt: skip
    assert graph.notes[1].endswith('module.m.azurerm_private_endpoint.e["x"].private_dns_zone_group[0].private_dns_zone_ids')
    # where everything is known nothing is taken for granted
    del alone["resource_changes"][-1], rows[0]
    for each in alone["resource_changes"]:
        each["change"]["after_unknown"] = {}
    assert read_plan(alone, name="plan.json").notes == ()
