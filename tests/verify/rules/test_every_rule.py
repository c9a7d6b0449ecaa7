"""What holds for every rule: its examples, forms that other people write, values that cannot be evaluated, Azure's and azurerm's names."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from inspect import signature
from pathlib import Path
from random import Random
from typing import Any

import pytest

from enclave.compose import compose
from enclave.emit import emit
from enclave.importers.arm import read_arm
from enclave.importers.terraform.read import read_plan
from enclave.spec.load import load
from enclave.verify.estate import Estate
from enclave.verify.network.world import World
from enclave.verify.rule import Rule, Told
from enclave.verify.rules import RULES
from enclave.verify.settings import NoneOf, OneOf, Setting
from enclave.verify.unsure import Unsure

IDS = [rule.id for rule in RULES]
OF_TEMPLATES = ("secret-output",)
"""Rules about templates and not about resources: what follows here is said of resources."""
OF_RESOURCES = [rule for rule in RULES if rule.id not in OF_TEMPLATES]
SCHEMA = "https://schema.management.azure.com/schemas/{}#"
IRRELEVANT = {
    "endpoint-manual-approval": ("privateLinkServiceConnections",),
    "extension-secrets": ("protectedSettings",),
    "gateway-without-web-firewall": ("name", "capacity"),
    "key-without-rotation": ("timeAfterCreate",),
    "security-group-open": ("destinationPortRange",),
}
"""Parts of the passing examples that show what to do, and that decide nothing there."""
LEVELS = {"assignment-too-wide": "2018-05-01/subscriptionDeploymentTemplate.json"}
"""Rules about what stands in no group."""
SETTINGS = [(rule, setting) for rule in RULES for setting in rule.settings]
UNKNOWN = "[parameters('x')]"


def each_of(rows: Iterable[tuple[Any, ...]]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """One test over all rows, which begin with a rule: it says of which rules it fails. Thousands of tests cost more than what they do."""
    def whole(check: Callable[..., None]) -> Callable[..., None]:
        def test(**fixtures: Any) -> None:
            failed: dict[str, str] = {}
            for row in rows:
                try:
                    check(*row, **fixtures)
                except AssertionError as error:
                    failed[row[0].id] = str(error)
            assert failed == {}

        named = signature(check)
        taken = list(named.parameters.values())[len(next(iter(rows))):]
        test.__name__, test.__doc__ = check.__name__, check.__doc__
        vars(test)["__signature__"] = named.replace(parameters=taken)
        return test

    return whole


every_rule = each_of([(rule,) for rule in OF_RESOURCES])
every_setting = each_of(SETTINGS)


def template(rule: Rule, resources: Any) -> dict[str, Any]:
    schema = SCHEMA.format(LEVELS.get(rule.id, "2019-04-01/deploymentTemplate.json"))
    secure = {name: {"type": "securestring"} for name in ("key", "token", "password")}
    return {
        "$schema": schema,
        "contentVersion": "1.0.0.0",
        "parameters": {"x": {"type": "string"}, **secure},
        "resources": [dict(each) for each in resources],
    }


def told(rule: Rule, resources: Any) -> list[Told]:
    return list(rule.check(World(Estate(read_arm(template(rule, resources), name="t.json")))))


def copied(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: copied(item) for key, item in value.items()}
    return [copied(item) for item in value] if isinstance(value, list | tuple) else value


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    if isinstance(value, Mapping) and value:
        for key, item in value.items():
            yield from leaves(item, (*path, key))
    elif isinstance(value, list | tuple) and value:
        for place, item in enumerate(value):
            yield from leaves(item, (*path, place))
    else:
        yield path, value


def at(value: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        value = value[key]
    return value


def put(resource: dict[str, Any], path: tuple[Any, ...], value: Any) -> None:
    at(resource, path[:-1])[path[-1]] = value


def differing(one: Mapping[str, Any], other: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """Paths of values of one resource that the other has not, or has otherwise; never the parts that make its id."""
    elsewhere = dict(leaves(other))
    return [path for path, value in leaves(one) if path[0] not in ("type", "name", "apiVersion") and elsewhere.get(path, ...) != value]


def pairs(rule: Rule) -> Iterator[tuple[int, Mapping[str, Any], Mapping[str, Any]]]:
    for place, bad in enumerate(rule.fails):
        for good in rule.passes:
            if (bad["type"], bad["name"]) == (good["type"], good["name"]):
                yield place, bad, good


@every_rule
def test_the_failing_example_is_found_and_the_passing_one_is_not(rule: Rule) -> None:
    found = told(rule, rule.fails)
    assert found, rule.id
    assert not any(each.unknown for each in found)
    assert told(rule, rule.passes) == []


SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000000"


def plan(rule: Rule, resources: Any, *, hidden: bool = False) -> dict[str, Any]:
    """A Terraform plan that makes the resources through azapi; what a parameter gives, or every body, is known after apply only."""
    rows, changes = [], []
    for place, resource in enumerate(resources):
        body = {key: value for key, value in resource.items() if key not in ("type", "apiVersion", "name", "location", "scope")}
        known, unknown = split(body)
        values = {
            "type": f"{resource['type']}@{resource['apiVersion']}", "name": resource["name"].rpartition("/")[2],
            "parent_id": parent(rule, resource), "location": resource.get("location"), "body": None if hidden else known,
        }
        row = {
            "address": f"azapi_resource.r{place}", "mode": "managed", "type": "azapi_resource", "name": f"r{place}",
            "provider_name": "registry.terraform.io/azure/azapi", "schema_version": 2, "values": values,
        }
        rows.append(row)
        change = {"actions": ["create"], "before": None, "after": values, "after_unknown": {"body": True if hidden else unknown or {}}}
        changes.append({key: row[key] for key in ("address", "mode", "type", "name", "provider_name")} | {"change": change})
    return {
        "format_version": "1.2", "terraform_version": "1.13.0", "planned_values": {"root_module": {"resources": rows}},
        "resource_changes": changes,
    }


def split(value: Any) -> tuple[Any, Any]:
    """What is known of a value, and where the rest is."""
    if isinstance(value, Mapping):
        parts = {key: split(item) for key, item in value.items()}
        known = {key: known for key, (known, unknown) in parts.items() if unknown is not True}
        return known, {key: unknown for key, (_, unknown) in parts.items() if unknown}
    if isinstance(value, list | tuple):
        items = [split(item) for item in value]
        return [known for known, _ in items], [unknown or False for _, unknown in items] if any(unknown for _, unknown in items) else None
    if isinstance(value, str) and value.startswith("["):
        target = resource_id(value)
        return (None, True) if target is None else (target, None)
    return value, None


def resource_id(expression: str) -> str | None:
    """The id that `[resourceId('type', 'name')]` gives."""
    found = re.fullmatch(r"\[resourceId\('([^']+)', '([^']+)'\)\]", expression)
    return f"{SUBSCRIPTION}/resourceGroups/rg/providers/{found[1]}/{found[2]}" if found else None


def parent(rule: Rule, resource: Mapping[str, Any]) -> str:
    if "scope" in resource:
        return resource_id(resource["scope"]) or ""
    group = SUBSCRIPTION if rule.id in LEVELS else f"{SUBSCRIPTION}/resourceGroups/rg"
    namespace, *types = resource["type"].split("/")
    names = resource["name"].split("/")
    above = "/".join(f"{kind}/{name}" for kind, name in zip(types[:-1], names[:-1], strict=True))
    return f"{group}/providers/{namespace}/{above}" if above else group


@every_rule
def test_the_same_holds_for_a_terraform_plan(rule: Rule) -> None:
    def found(resources: Any, *, hidden: bool = False) -> list[Told]:
        return list(rule.check(World(Estate(read_plan(plan(rule, resources, hidden=hidden), name="plan.json")))))

    needs_a_parameter = "[parameters(" in json.dumps(rule.fails)
    assert found(rule.fails)
    assert all(not each.unknown or needs_a_parameter for each in found(rule.fails))
    assert found(rule.passes) == []
    assert found(rule.fails, hidden=True)


@every_rule
def test_a_finding_says_what_in_words_without_a_full_stop(rule: Rule) -> None:
    for text in (rule.title, rule.why, rule.fix, *(each.message for each in told(rule, rule.fails))):
        assert text
        assert not text.endswith(".")
    assert re.fullmatch(r"[a-z]+(-[a-z0-9]+)+", rule.id)
    assert rule.references.mcsb
    assert rule.references.pages
    assert all(page.startswith("learn.microsoft.com/") for page in rule.references.pages)


@every_rule
def test_the_case_of_names_and_values_does_not_matter(rule: Rule) -> None:
    mixed = (str.lower, str.upper, str.swapcase, str)
    for seed, cases in enumerate(((str.lower,), (str.upper,), mixed, mixed, mixed)):
        same_in_another_case(rule, cases, Random(f"{rule.id} {seed}"))


def same_in_another_case(rule: Rule, cases: tuple[Callable[[str], str], ...], chance: Random) -> None:
    def word(text: str) -> str:
        if text.startswith(("[", "/subscriptions/")) or "://" in text:
            return text
        return chance.choice(cases)(text)

    def changed(value: Any, *, inside: bool) -> Any:
        if isinstance(value, Mapping):
            return {word(key) if inside else key: changed(item, inside=inside or key == "properties") for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [changed(item, inside=inside) for item in value]
        if isinstance(value, bool):
            return chance.choice((value, str(value), str(value).lower()))
        return word(value) if isinstance(value, str) else value

    expected = {(each.resource.lower(), each.unknown) for each in told(rule, rule.fails)}
    given_back = [{**changed(each, inside=False), **kept(each)} for each in rule.fails]
    assert {(each.resource.lower(), each.unknown) for each in told(rule, given_back)} == expected
    assert told(rule, [{**changed(each, inside=False), **kept(each)} for each in rule.passes]) == []


def kept(resource: Mapping[str, Any]) -> dict[str, Any]:
    """What the importer itself compares by case."""
    return {key: resource[key] for key in ("type", "apiVersion", "name", "location", "scope") if key in resource}


@every_rule
def test_properties_that_cannot_be_evaluated_are_unknown(rule: Rule) -> None:
    """The whole of what the rule looks at is hidden, resource by resource: it may never be silent about all of them."""
    spoken = []
    for place, bad in enumerate(rule.fails):
        hidden = [copied(each) for each in rule.fails]
        if "properties" not in bad:
            continue
        hidden[place]["properties"] = UNKNOWN
        spoken += told(rule, hidden)
    assert spoken


@every_rule
def test_a_value_that_decides_is_unknown_when_it_cannot_be_evaluated(rule: Rule) -> None:
    """Whatever differs between the examples decides: hidden in the good one, it is told as unknown; hidden in the bad one, it is told."""
    tried = 0
    for place, bad, good in pairs(rule):
        for path in differing(good, bad):
            if any(part in IRRELEVANT.get(rule.id, ()) for part in path):
                continue
            hidden = [copied(each) for each in rule.passes]
            put(hidden[rule.passes.index(good)], path, UNKNOWN)
            found = told(rule, hidden)
            assert found, (path, "in the good one")
            assert any(each.unknown for each in found), path
            tried += 1
        for path in differing(bad, good):
            hidden = [copied(each) for each in rule.fails]
            put(hidden[place], path, UNKNOWN)
            assert told(rule, hidden), (path, "in the bad one")
            tried += 1
    assert tried or len(rule.passes) > len(rule.fails), "nothing differs"


@every_rule
def test_what_may_not_be_deployed_is_unknown(rule: Rule) -> None:
    hidden = [{**each, "condition": "[equals(parameters('x'), 'yes')]"} for each in rule.fails]
    found = told(rule, hidden)
    assert found
    assert all(each.unknown for each in found)


@every_rule
def test_the_examples_are_what_azure_takes(rule: Rule, azure_types: Any) -> None:
    validate, types = azure_types
    for resources in (rule.fails, rule.passes):
        problems, _ = validate.validate_template(template(rule, resources), types, exact=False)
        assert [str(each) for each in problems if str(each).startswith("E ")] == []


@every_setting
def test_azure_has_the_property(rule: Rule, setting: Setting, azure_types: Any) -> None:
    assert property_of(setting.type, setting.path, azure_types[1]) in (True, None)


NOT_IN_THE_TYPES = {
    "Microsoft.Sql/servers/databases/transparentDataEncryption": "status",
    "Microsoft.MachineLearningServices/workspaces/serverlessEndpoints": "authMode",
}
"""Properties that older versions of the API had."""


def property_of(kind: str, path: str, types: Any) -> bool | None:
    """Whether the newest version of a type has a property; None for a type that is not among those at hand."""
    if NOT_IN_THE_TYPES.get(kind, "-") == path.removeprefix("properties."):
        return None
    schema, definitions = schema_of(kind, types)
    if schema is None:
        return None
    options = [schema]
    for key in path.replace("[]", ".[]").split("."):
        options = [found for each in options for found in below(each, key, definitions)]
        if not options:
            return False
    return True


def schema_of(kind: str, types: Any) -> tuple[Any, Any]:
    name = next((each for each in types.index if each.lower().startswith(f"{kind.lower()}@")), None)
    if name is None:
        return None, None
    document = read_once(str(Path(types.folder) / types.index[name]))
    return document["resources"][name]["body"], document["$defs"]


@cache
def read_once(file: str) -> Any:
    return json.loads(Path(file).read_text(encoding="utf-8"))


def below(schema: Any, key: str, definitions: Any) -> Iterator[Any]:
    while "$ref" in schema:
        schema = definitions[schema["$ref"].removeprefix("#/$defs/")]
    variants = [{"$ref": ref} for ref in schema.get("discriminator", {}).get("mapping", {}).values()]
    if key == "[]":
        if "items" in schema:
            yield schema["items"]
        return
    for name, inner in schema.get("properties", {}).items():
        if name.lower() == key.lower():
            yield inner
    if "additionalProperties" in schema:
        yield schema["additionalProperties"] if isinstance(schema["additionalProperties"], dict) else {}
    for variant in variants:
        yield from below(variant, key, definitions)


@every_rule
def test_azurerm_has_the_arguments(rule: Rule, shared: Path) -> None:
    known = read_once(str(shared / "azure-types" / "azurerm" / "azurerm.json"))["resources"]
    for native in rule.azurerm:
        block = known[native.resource]
        for key in native.argument.split("."):
            name = next((each for each in (key, f"{key}!") if each in block), None)
            assert name is not None, f"{native.resource}.{native.argument}"
            block = block[name]


@every_setting
def test_a_default_is_a_word_and_a_must_can_be_kept(rule: Rule, setting: Setting) -> None:
    for must in (setting.must, *(condition.must for condition in setting.when)):
        if isinstance(must, OneOf | NoneOf):
            assert all(word == word.lower() for word in must.words)
    assert setting.default("2015-01-01") is None or isinstance(setting.default("2030-01-01"), str)


@pytest.mark.parametrize("name", ["bank", "hospital", "ministry"])
def test_every_rule_is_quiet_about_what_we_compose(name: str, root: Path) -> None:
    world = World(Estate(compose(load(root / "examples" / name / "enclave.yaml").spec)))
    assert [(rule.id, each) for rule in RULES for each in rule.check(world)] == []


@pytest.mark.parametrize("name", ["bank", *(pytest.param(name, marks=pytest.mark.long) for name in ("hospital", "ministry"))])
def test_every_rule_is_quiet_about_the_template_that_we_print(name: str, root: Path) -> None:
    printed = emit(compose(load(root / "examples" / name / "enclave.yaml").spec), "arm")["azuredeploy.json"]
    world = World(Estate(read_arm(printed, name="azuredeploy.json")))
    assert [(rule.id, each) for rule in RULES for each in rule.check(world)] == []


@every_rule
def test_nonsense_does_not_stop_a_rule(rule: Rule) -> None:
    for nonsense in (None, 5, "text", ["list"], {"a": None}, [{"x": 1}], [[]]):
        for place, _ in enumerate(rule.fails):
            hidden = [copied(each) for each in rule.fails]
            for path, _ in list(leaves(hidden[place])):
                if path[0] == "properties" and len(path) > 1:
                    broken = [copied(each) for each in rule.fails]
                    put(broken[place], path, nonsense)
                    told(rule, broken)
            hidden[place]["properties"] = nonsense
            told(rule, hidden)
    assert Unsure("words").message == "words"


def test_the_ids_are_unique() -> None:
    assert len(set(IDS)) == len(IDS) >= 45


def test_every_builtin_policy_that_is_named_exists(shared: Path) -> None:
    known = {each["id"] for each in read_once(str(shared / "facts" / "azure" / "policies.json"))["policies"]}
    assert [policy for rule in RULES for policy in rule.references.policies if policy not in known] == []
