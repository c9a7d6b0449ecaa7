"""A Terraform plan as `terraform show -json` prints it: what will stand, what is not known yet, and how it is written.

Format: https://developer.hashicorp.com/terraform/internals/json-format (version 1.x). A value that is only known after
apply is absent from `planned_values` and `true` in the `after_unknown` of its change; `configuration` says by which
references it is made, without local values and without the blocks that `dynamic` makes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from enclave.errors import InputError
from enclave.importers.jsonc import LARGEST_EXPORT, parse_json
from enclave.importers.values import Evaluated

DEEPEST: Final = 200
STEP = re.compile(r'module\.([^.\[]+)(?:\[("(?:[^"\\]|\\.)*"|\d+)\])?(?:\.|$)')
LEAST: Final = re.compile(r"(?:~>|>=|(?<![<!])=|^|,)\s*v?(\d{1,9})(?=\.|\s*$|\s*,)")
"""The major versions that a constraint asks for at least: `~> 4.10`, `>= 3.7.0, < 5.0`; `<= 4.0` and `!= 4.1` ask for none."""
HINT: Final = "give what `terraform show -json PLANFILE` prints"


@dataclass(frozen=True)
class Block:
    """What is written in the configuration: a resource, a call of a module, or a block in one of them."""

    expressions: Mapping[str, Evaluated] = field(default_factory=dict)
    repeated: Mapping[str, Evaluated] = field(default_factory=dict)
    """The expression of its `for_each` or `count`."""
    provider: str = ""
    """Key of the provider's configuration that makes it: `azurerm.hub`."""
    repeats: bool = False
    """It has a `for_each` or a `count`, so that there may be none of it."""


@dataclass(frozen=True)
class Planned:
    """One instance of a resource or of a data source."""

    address: str
    module: str
    """Address of the instance of the module that it stands in, `""` for the root."""
    mode: str
    """`managed` or `data`."""
    type: str
    name: str
    index: str | int | None
    provider: str
    """Last part of the provider's name: `azurerm`."""
    values: Mapping[str, Evaluated]
    unknown: Evaluated
    """The same shape as the values, true where a value is only known after apply."""
    sensitive: Evaluated
    written: Block | None
    """None when the configuration does not have it."""
    provisioned: bool = False
    """Programs are run when it is made."""
    modern: bool = False
    """azurerm of version 4 or later makes it, as the plan says: some defaults are safer there."""
    stands: bool = False
    """It is there already, and is not made anew."""


@dataclass(frozen=True)
class Module:
    """The configuration of a module."""

    resources: Mapping[tuple[str, str, str], Block]
    """By mode, type and name."""
    provisioned: frozenset[tuple[str, str, str]]
    calls: Mapping[str, tuple[Block, Module]]
    outputs: Mapping[str, Evaluated]
    defaults: Mapping[str, Evaluated] = field(default_factory=dict)
    """Defaults of its variables."""


EMPTY = Module({}, frozenset(), {}, {})


@dataclass(frozen=True)
class Plan:
    """A whole plan."""

    resources: tuple[Planned, ...]
    """What is managed, and data sources that are read before or during apply."""
    root: Module
    configured: bool
    """Whether the plan has its configuration."""
    complete: bool = True
    """False for a plan of some of the resources only (`-target`)."""
    variables: Mapping[str, Evaluated] = field(default_factory=dict)
    """Values of the variables of the root module."""
    modern: bool = False
    """It asks for azurerm of version 4 or later."""
    subscriptions: Mapping[str, str] = field(default_factory=dict)
    """Key of a provider's configuration -> the subscription that it is given, lower case; in braces where the plan does not say it."""
    told: bool = True
    """Whether it has changes. Terraform writes them; without them nobody can tell what is not known yet from what is not set."""

    def module(self, address: str) -> Module | None:
        """The configuration of an instance of a module; None when the plan has none."""
        found: Module | None = self.root
        for name, _ in steps(address):
            call = found.calls.get(name) if found else None
            found = call[1] if call else None
        return found


def steps(address: str) -> list[tuple[str, str | int | None]]:
    """The calls that an instance of a module lies in, outermost first, each with its key."""
    return [(name, key_of(key)) for name, key in STEP.findall(address)]


def key_of(written: str) -> str | int | None:
    """The key of an instance from its text: `"a"` or `0`."""
    if not written:
        return None
    return re.sub(r"\\(.)", r"\1", written[1:-1]) if written.startswith('"') else int(written)


def parse_plan(document: str | Evaluated, name: str) -> Plan:
    """The plan in a text or document. Raises InputError."""
    if isinstance(document, str):
        document = parse_json(document, name, largest=LARGEST_EXPORT, deepest=DEEPEST)
    if not isinstance(document, Mapping):
        raise InputError("not a Terraform plan: it is not an object", name, HINT)
    if "planned_values" not in document:
        raise InputError("not a Terraform plan: it has no `planned_values`", name, _hint(document))
    version = document.get("format_version", "1.0")
    if not isinstance(version, str) or not re.fullmatch(r"1\.\d{1,3}|0\.[12]", version):
        raise InputError(f"the plan is of format version `{str(version)[:20]}`; 0.1 to 1.x are read", name)
    if document.get("errored") is True:
        raise InputError("the plan is of a run that failed, so it is not whole", name, "mend the configuration and plan again")
    put_off = document.get("deferred_changes")
    if put_off:
        count = len(put_off) if isinstance(put_off, list) else "some"
        raise InputError(f"the plan puts off {count} resource(s), so it is not whole", name, "apply it, and plan the rest")
    changes = _changes(document.get("resource_changes"), name)
    configuration = document.get("configuration")
    root = _module(_object(_object(configuration or {}, f"{name}#/configuration").get("root_module") or {}, f"{name}#/configuration"), name)
    given = _object(document.get("variables") or {}, f"{name}#/variables")
    variables = {key: value.get("value") for key, value in given.items() if isinstance(value, Mapping)}
    configured = isinstance(configuration, Mapping) and "root_module" in configuration
    subscriptions = _subscriptions(configuration, variables)
    told = document.get("resource_changes") is not None
    plan = Plan((), root, configured, variables=variables, modern=_is_modern(configuration), subscriptions=subscriptions, told=told)
    planned = _object(document["planned_values"], f"{name}#/planned_values")
    prior = _object(_object(document.get("prior_state") or {}, f"{name}#/prior_state").get("values") or {}, f"{name}#/prior_state/values")
    found = {each.address: each for each in _instances(prior, changes, plan, f"{name}#/prior_state/values") if each.mode == "data"}
    found |= {each.address: each for each in _instances(planned, changes, plan, f"{name}#/planned_values")}
    for address, change in changes.items():
        if address not in found and (row := _left(change, name)) is not None:
            found[address] = _planned(row, str(change.get("module_address") or ""), changes, plan, name)
    for each in _instances(prior, changes, plan, f"{name}#/prior_state/values"):
        if each.mode == "managed" and each.address not in changes:
            # a plan of some resources only says nothing of the others: they stay
            found.setdefault(each.address, each)
    return replace(plan, resources=tuple(found.values()), complete=document.get("complete") is not False)


def _subscriptions(configuration: Evaluated, variables: Mapping[str, Evaluated]) -> dict[str, str]:
    """The subscriptions that the configurations of providers are given, as texts or by variables of the root module."""
    providers = configuration.get("provider_config") if isinstance(configuration, Mapping) else None
    found: dict[str, str] = {}
    for key, each in providers.items() if isinstance(providers, Mapping) else ():
        expressions = each.get("expressions") if isinstance(each, Mapping) else None
        written = expressions.get("subscription_id") if isinstance(expressions, Mapping) else None
        if not isinstance(written, Mapping):
            continue
        references = written.get("references")
        value = written.get("constant_value")
        if isinstance(references, list) and len(references) == 1 and str(references[0]).startswith("var."):
            value = variables.get(str(references[0]).removeprefix("var."))
        if isinstance(value, str) and value:
            found[str(key)] = value.lower()
        elif isinstance(each, Mapping) and each.get("alias"):
            found[str(key)] = f"{{{key}}}"
    return found


def _is_modern(configuration: Evaluated) -> bool:
    """Whether the versions of azurerm that a configuration takes are all of 4 or later."""
    providers = configuration.get("provider_config") if isinstance(configuration, Mapping) else None
    found = [
        str(each.get("version_constraint") or "")
        for each in (providers.values() if isinstance(providers, Mapping) else ())
        if isinstance(each, Mapping) and (each.get("name") == "azurerm" or str(each.get("full_name")).endswith("/azurerm"))
    ]
    return bool(found) and all(any(int(major) >= 4 for major in LEAST.findall(each)) for each in found if each) and any(found)


def _hint(document: Mapping[str, Evaluated]) -> str:
    if "lineage" in document or ("terraform_version" in document and "values" in document) or {"version", "modules"} <= document.keys():
        return "this is a state, not a plan: give what `terraform plan -out=PLANFILE` and `terraform show -json PLANFILE` make of it"
    if "AWSTemplateFormatVersion" in document:
        return "this looks like a CloudFormation template, which makes nothing in Azure"
    if "terraform" in document or isinstance(document.get("resource"), Mapping):
        return f"this looks like Terraform's language in JSON, as CDKTF writes it; {HINT}"
    if "$schema" in document or "resources" in document:
        return "this looks like an ARM template; give it with `--arm`"
    return HINT


def _changes(changes: Evaluated, name: str) -> dict[str, Mapping[str, Evaluated]]:
    if changes is not None and not isinstance(changes, list):
        raise InputError("is not a list", f"{name}#/resource_changes")
    found: dict[str, Mapping[str, Evaluated]] = {}
    for index, each in enumerate(changes or ()):
        change = _object(each, f"{name}#/resource_changes/{index}")
        if "deposed" not in change:
            found[str(change.get("address"))] = change
    return found


def _left(change: Mapping[str, Evaluated], name: str) -> Mapping[str, Evaluated] | None:
    """What stands after a change that `planned_values` does not have: what is read, or forgotten without being destroyed."""
    inner = _object(change.get("change") or {}, f"{name}#/resource_changes")
    actions = inner.get("actions")
    if isinstance(actions, list) and "forget" in actions:
        return {**change, "values": inner.get("before") or {}, "sensitive_values": inner.get("before_sensitive") or {}}
    after = inner.get("after")
    return {**change, "values": after or {}} if change.get("mode") == "data" or isinstance(after, Mapping) else None


class Untold(dict[str, Evaluated]):
    """The mask of a resource of which no change is told: what is not among its values is not known."""

    def get(self, key: str, default: Evaluated = None) -> Evaluated:
        return _untold(self[key]) if key in self else True


def _untold(value: Evaluated) -> Evaluated:
    if isinstance(value, Mapping):
        return Untold(value)
    return [_untold(each) for each in value] if isinstance(value, list) else None


def _instances(
    values: Mapping[str, Evaluated], changes: Mapping[str, Mapping[str, Evaluated]], plan: Plan, where: str
) -> Iterator[Planned]:
    todo = [(_object(values.get("root_module") or {}, f"{where}/root_module"), f"{where}/root_module")]
    while todo:
        module, place = todo.pop()
        for index, each in enumerate(_list(module.get("resources"), f"{place}/resources")):
            yield _planned(
                _object(each, f"{place}/resources/{index}"), str(module.get("address") or ""), changes, plan, f"{place}/resources/{index}"
            )
        for index, child in enumerate(_list(module.get("child_modules"), f"{place}/child_modules")):
            todo.append((_object(child, f"{place}/child_modules/{index}"), f"{place}/child_modules/{index}"))


def _planned(row: Mapping[str, Evaluated], module: str, changes: Mapping[str, Mapping[str, Evaluated]], plan: Plan, where: str) -> Planned:
    address, kind, name = (row.get(key) for key in ("address", "type", "name"))
    if not isinstance(address, str) or not isinstance(kind, str) or not isinstance(name, str):
        raise InputError("a resource of a plan needs an `address`, a `type` and a `name`", where)
    change = _object(changes.get(address, {}).get("change") or {}, f"{where} (its change)")
    values = _object(row.get("values") or {}, f"{where}/values")
    index = row.get("index")
    mode = str(row.get("mode") or "managed")
    config = plan.module(module) or EMPTY
    key = (mode, kind, name)
    return Planned(
        address,
        module,
        mode,
        kind,
        name,
        index if isinstance(index, str | int) else None,
        str(row.get("provider_name") or kind.partition("_")[0]).rpartition("/")[2],
        values,
        change.get("after_unknown") or {} if _is_told(address, mode, values, changes, plan) else _untold(values),
        change.get("after_sensitive") or row.get("sensitive_values") or {},
        config.resources.get(key),
        key in config.provisioned,
        plan.modern,
        address in changes and not (isinstance(actions := change.get("actions"), list) and "create" in actions),
    )


def _is_told(address: str, mode: str, values: Mapping[str, Evaluated], changes: Mapping[str, Mapping[str, Evaluated]], plan: Plan) -> bool:
    """Whether what is not among the values is not set; else it may not be known yet."""
    return address in changes or mode == "data" or "id" in values or not plan.told


def _module(document: Mapping[str, Evaluated], name: str) -> Module:
    where = f"{name}#/configuration"
    resources: dict[tuple[str, str, str], Block] = {}
    provisioned: set[tuple[str, str, str]] = set()
    for each in _list(document.get("resources"), where):
        row = _object(each, where)
        key = (str(row.get("mode") or "managed"), str(row.get("type")), str(row.get("name")))
        resources[key] = _block(row, where)
        if row.get("provisioners"):
            provisioned.add(key)
    calls = {
        str(call): (_block(_object(row, where), where), _module(_object(row.get("module") or {}, where), name))
        for call, row in _object(document.get("module_calls") or {}, where).items()
    }
    outputs = {str(output): _object(row, where).get("expression") for output, row in _object(document.get("outputs") or {}, where).items()}
    declared = _object(document.get("variables") or {}, where)
    defaults = {str(each): row.get("default") for each, row in declared.items() if isinstance(row, Mapping)}
    return Module(resources, frozenset(provisioned), calls, outputs, defaults)


def _block(row: Mapping[str, Evaluated], where: str) -> Block:
    repeated = row.get("for_each_expression") or row.get("count_expression") or {}
    provider = str(row.get("provider_config_key") or "")
    repeats = "for_each_expression" in row or "count_expression" in row
    return Block(_object(row.get("expressions") or {}, where), _object(repeated, where), provider, repeats)


def _object(value: Evaluated, where: str) -> Mapping[str, Evaluated]:
    if not isinstance(value, Mapping):
        raise InputError("is not an object", where)
    return value


def _list(value: Evaluated, where: str) -> list[Evaluated]:
    if value is not None and not isinstance(value, list):
        raise InputError("is not a list", where)
    return value or []
