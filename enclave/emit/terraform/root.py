"""The root module in Terraform: regions, resource groups, and calls of all modules by phase."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from typing import Final

import msgspec

from enclave.emit.layout.declared import Call
from enclave.emit.layout.entry import Groups, Layout
from enclave.emit.layout.families import Family
from enclave.emit.layout.levels import Parameter, same
from enclave.emit.layout.terms import (
    At,
    DataType,
    Field,
    ListOf,
    ObjectOf,
    Output,
    Param,
    PerItem,
    SubscriptionId,
    Term,
    Var,
)
from enclave.emit.terraform.files import Blocks, ModulePrinter, described, document, output, sorted_parameters, variable, versions
from enclave.emit.terraform.order import Order
from enclave.emit.terraform.spelling import Spelling
from enclave.emit.terraform.terms import Context, Part, Terms, planned_id, text_of
from enclave.emit.terraform.text import Attribute, Gap, attributes, block, inline, quoted
from enclave.emit.units import MANAGEMENT_GROUP_TYPE, Unit
from enclave.emit.values import IDENTIFIER, Expression, Object, Wrapped
from enclave.graph.ids import GROUP_TYPE
from enclave.graph.model import Intent, Secret
from enclave.graph.phases import PHASES, own_phase

RULE: Final = "# " + "-" * 117
INTENT: Final = tuple(block('variable "enclave_intent"', [
    ("type", Expression("any")),
    ("description", "What the owner wants of the enclave, for `enclave verify --terraform-plan`: it stands in the plan and nowhere else."),
    ("default", None),
]))
INTENT_FILE: Final = "intent.auto.tfvars.json"
"""Terraform takes values of variables from files of such a name without being told (`terraform plan`, Variable definitions files)."""


class RootPrinter(Terms):
    """Prints the root module of a layout and all others."""

    def __init__(self, layout: Layout) -> None:
        super().__init__(Spelling())
        self.layout = layout
        self.main = copy(layout.main)
        self.main.names = layout.main.names.copy()
        self.order = Order(layout)
        self.modules = {id(builder.family): ModulePrinter(self.spelling, self.order, builder) for builder in layout.builders}
        self.families = {id(builder.module): builder.family for builder in layout.builders}
        self.regional = Context(layout.regions)
        self.keys = [region.key for region in layout.facts.regions]
        self.key_field = next((name for name, column in layout.regions.fields.items() if list(column.values) == self.keys), "")
        """The property of a region that is the key that it is known by: it does not stand in its data."""
        self.groups: dict[str, str] = {}
        """Lower-case name of a resource group -> its address."""

    def files(self) -> dict[str, str]:
        """Every file, by its path."""
        modules: dict[str, str] = {}
        for builder in self.layout.builders:
            modules.update(self.modules[id(builder.family)].files())
        parameters = self._parameters()
        groups = self._groups()
        calls = self._calls()
        found = {
            "main.tf": document("the whole enclave, for `terraform apply`", [*self._head(), *groups, *calls]),
            "versions.tf": document("versions", versions(is_root=True, is_secret=any(one.is_secure for one in parameters))),
        }
        if parameters:
            found["variables.tf"] = document("variables", [self._variable(parameter) for parameter in parameters])
            found["terraform.tfvars"] = document("values of the variables", self._values(parameters))
        if self.layout.graph.intent is not None:
            found["variables.tf"] = document("variables", [*([self._variable(one) for one in parameters]), INTENT])
            found[INTENT_FILE] = _intent(self.layout.graph.intent)
        if outputs := self._outputs():
            found["outputs.tf"] = document("outputs", outputs)
        return found | modules

    # -- variables --------------------------------------------------------------------------------------------------

    def _parameters(self) -> list[Parameter]:
        return [parameter for parameter in sorted_parameters(self.main.params) if parameter.name != "subscriptionId"]

    def _variable(self, parameter: Parameter) -> list[str]:
        if parameter.name != "regions" or not isinstance(declared := _item(parameter.type), ObjectOf):
            return variable(self, parameter)
        fields = {name: field for name, field in declared.fields.items() if name != self.key_field}
        kind = ObjectOf(declared.name, declared.description, fields)
        said = described("Regions of the enclave, by their names in enclave.yaml.", self.described(kind))
        return block('variable "regions"', [("type", Wrapped("map(", self.type(kind), ")")), ("description", said)])

    def _values(self, parameters: Sequence[Parameter]) -> Blocks:
        """The values of the variables. A secret is given at deployment; it is in no file."""
        given = [parameter for parameter in parameters if not isinstance(parameter.argument, Secret)]
        return [attributes([(self.spelling.variable(one.name), self._value_of(one))], 0) for one in given]

    def _value_of(self, parameter: Parameter) -> object:
        if parameter.name != "regions" or not isinstance(declared := _item(parameter.type), ObjectOf):
            return self.data(parameter.argument, parameter.type)
        rows = [{name: value for name, value in row.items() if name != self.key_field} for row in parameter.argument]
        return Object(tuple((key, self.data(row, declared)) for key, row in zip(self.keys, rows, strict=True)))

    # -- terms ------------------------------------------------------------------------------------------------------

    @property
    def subscription_id(self) -> Expression:
        self.used["subscription"] = None
        return Expression("data.azapi_client_config.current.subscription_id")

    def expression(self, term: Term, around: Context) -> Expression:
        if isinstance(term, SubscriptionId):
            return self.subscription_id
        if isinstance(term, Field) and term.name == self.key_field and (key := self._key(term.base, around)):
            return Expression(key)
        if isinstance(term, At) and term.base == Param("regions"):
            return Expression(f"var.regions[{self._key(term, around)}]")
        return super().expression(term, around)

    def _key(self, term: Term, around: Context) -> str:
        """The key of the region that a term is of, `""` when it is of none."""
        if isinstance(term, Var) and term.loop is self.layout.regions:
            return "key" if around.items else "each.key"
        if isinstance(term, At) and term.base == Param("regions"):
            return quoted(self.keys[term.key])
        if isinstance(term, PerItem) and term.name == "regions":
            return "each.key" if term.index is None else quoted(self.keys[term.index])
        return ""

    def per_item(self, term: PerItem, around: Context) -> Expression:
        key = "each.key" if term.index is None else quoted(self.keys[term.index])
        return Expression(f"{'var' if term.name == 'regions' else 'local'}.{self.spelling.of(term.name)}[{key}]")

    def output(self, output: Output, around: Context) -> Expression:
        layout, group = self.layout, output.export.family.group
        if output.region is not None:
            call = layout.call_of[group, output.region]
            return self._told(output, call, f"[{quoted(output.region)}]" if call.loop else "")
        calls = [layout.call_of.get((group, stamp)) or layout.call_of.get((group, "")) for stamp in (self.keys or [""])]
        found = [call for call in calls if call is not None]
        if found and same([id(call) for call in found]):
            return self._told(output, found[0], "[each.key]" if found[0].loop else "")
        each = [f"{_label(key)} = {self._told(output, call, '').text if call else _nothing(output)}"
                for key, call in zip(self.keys, calls, strict=True)]
        return Expression(f"{{ {', '.join(each)} }}[each.key]")

    def _told(self, output: Output, call: Call, key: str) -> Expression:
        told = call.file.told[output.export]
        each = [f"module.{self.spelling.of(call.symbol)}{key}.{self.spelling.of(one.name)}" for one in told]
        if not each:
            return Expression(_nothing(output))
        return Expression(each[0] if len(each) == 1 else f"merge({', '.join(each)})")

    # -- what stands before the modules -----------------------------------------------------------------------------

    def _head(self) -> Blocks:
        """What is known of the subscription, and the tags."""
        pairs: list[Attribute] = []
        for name, (term, loop) in self.main.variables.items():
            value = self.value(term, Context(items=((loop, "region"),)) if loop else Context())
            written = Wrapped("{ for key, region in var.regions : key => ", value, " }") if loop else value
            pairs += [Gap(), (self.spelling.of(name), written)]
        return [['data "azapi_client_config" "current" {}'] if "subscription" in self.used else [], block("locals", pairs) if pairs else []]

    def _groups(self) -> Blocks:
        """Resource groups: in a loop where every region has one of the same form."""
        blocks: Blocks = []
        for groups in self.layout.groups:
            address = f"azapi_resource.{self.spelling.of(groups.symbol)}"
            for at, group in enumerate(groups.resources):
                self.groups[group.name.lower()] = f"{address}[{quoted(self.keys[at])}]" if groups.is_looped else address
            blocks.append(self._group(groups))
        return blocks

    def _group(self, groups: Groups) -> list[str]:
        around = self.regional if groups.is_looped else Context()
        pairs: list[Attribute] = [("for_each", Expression("var.regions")), Gap()] if groups.is_looped else []
        pairs += [("type", f"{GROUP_TYPE}@{groups.resources[0].api_version}"),
                  ("parent_id", text_of(["/subscriptions/", self.subscription_id])),
                  ("name", self.value(groups.name, around)), ("location", self.value(groups.location, around))]
        rest = dict(groups.rest)
        if groups.tags is not None:
            pairs.append(("tags", self.value(groups.tags, around)))
        elif "tags" in rest:
            pairs.append(("tags", self.value(rest.pop("tags"), around)))
        pairs += [("body", self.value(rest, around))] if rest else []
        return block(f'resource "azapi_resource" {quoted(self.spelling.of(groups.symbol))}', [*pairs, ("schema_validation_enabled", True)])

    # -- modules ----------------------------------------------------------------------------------------------------

    def _calls(self) -> Blocks:
        phases = {id(call): own_phase(self._family(call).first.resources[0]) for call in self.layout.calls}
        blocks: Blocks = []
        for number, title in PHASES.items():
            calls = [call for call in self.layout.calls if phases[id(call)] == number]
            if calls:
                blocks.append([RULE, f"# Phase {number}: {title}", RULE])
                blocks += [self._call(call) for call in calls]
        return blocks

    def _family(self, call: Call) -> Family:
        return self.families[id(call.file)]

    def _call(self, call: Call) -> list[str]:
        family = self._family(call)
        around = self.regional if call.loop else Context()
        pairs: list[Attribute] = [("for_each", Expression("var.regions"))] if call.loop else []
        pairs += [("source", f"./modules/{call.file.path}"), Gap()]
        for kind, name in self.modules[id(family)].surrounding():
            pairs.append((name, self.subscription_id if kind == "subscription" else self._place(family, call)))
        pairs += [(self.spelling.variable(parameter.name), self.value(parameter.argument, around))
                  for parameter in self.modules[id(family)].parameters()]
        waits = [f"module.{self.spelling.of(self.layout.call_for[id(other)].symbol)}" for other in self.order.modules[id(family)]]
        waits += [self.groups[name].partition("[")[0] for name in self.order.groups[id(family)]]
        if waits:
            pairs += [Gap(), ("depends_on", [Expression(name) for name in dict.fromkeys(waits)])]
        return block(f"module {quoted(self.spelling.of(call.symbol))}", pairs)

    def _place(self, family: Family, call: Call) -> object:
        """The resource id of what a module is deployed to."""
        if family.kind == "management-group":
            return f"/providers/{MANAGEMENT_GROUP_TYPE}/{family.first.management_group}"
        if not family.is_regional:
            return self._group_id(family.first)
        if call.scope is not None:
            return text_of(["/subscriptions/", self.subscription_id, "/resourceGroups/", *self.parts(call.scope, self.regional)])
        addresses = [self.groups.get(family.units[key].home.name, "") if key in family.units else "" for key in self.keys]
        loops = {address.partition("[")[0] for address in addresses if address}
        if len(loops) == 1 and all("[" in address for address in addresses if address):
            return text_of(planned_id(f"{loops.pop()}[each.key]", GROUP_TYPE))
        known = next(address for address in addresses if address)
        each = [f"{_label(key)} = {inline(text_of(planned_id(address or known, GROUP_TYPE)))}"
                for key, address in zip(self.keys, addresses, strict=True)]
        return Expression(f"{{ {', '.join(each)} }}[each.key]")

    def _group_id(self, unit: Unit) -> object:
        address = self.groups.get(unit.home.name)
        if address:
            return text_of(planned_id(address, GROUP_TYPE))
        parts: list[Part] = ["/subscriptions/", self.subscription_id, f"/resourceGroups/{unit.group}"]
        return text_of(parts)

    def _outputs(self) -> Blocks:
        blocks: Blocks = []
        for groups in self.layout.groups:
            said, symbol = groups.said, self.spelling.of(groups.symbol)
            if groups.is_looped:
                each = Expression(f"{{ for key, group in azapi_resource.{symbol} : key => group.id }}")
                blocks.append(output(f"{symbol.removesuffix('s')}_ids", f"Resource ids of {said}.", each))
            else:
                blocks.append(output(f"{symbol}_id", f"Resource id of {said}.", Expression(f"azapi_resource.{symbol}.id")))
        return blocks


def _intent(intent: Intent) -> str:
    """The value of the variable that says what the owner wants."""
    encoded = msgspec.json.encode({"enclave_intent": {"version": 1, **msgspec.to_builtins(intent)}})
    return msgspec.json.format(encoded, indent=2).decode() + "\n"


def _item(kind: DataType) -> DataType:
    return kind.item if isinstance(kind, ListOf) else kind


def _nothing(output: Output) -> str:
    return "{}" if output.export.is_dictionary else '""'


def _label(key: str) -> str:
    return key if IDENTIFIER.fullmatch(key) else quoted(key)
