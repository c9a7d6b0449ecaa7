"""`main.bicep` and its parameters: regions, resource groups, and calls of all modules by phase."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from typing import Final

from enclave.emit.bicep.files import HEADER, Block, described, import_block, joined, looped, parameter_block, sorted_parameters, type_block
from enclave.emit.bicep.imports import imports
from enclave.emit.bicep.terms import Context, Terms, type_text
from enclave.emit.bicep.text import inline, lines
from enclave.emit.layout.declared import Call, ModuleFile, Told
from enclave.emit.layout.entry import Groups, Layout, Wait
from enclave.emit.layout.families import Family
from enclave.emit.layout.levels import Loop, Parameter, same
from enclave.emit.layout.lift import objects_in
from enclave.emit.layout.terms import Entries, Output, Term
from enclave.emit.names import camel, humps, words
from enclave.emit.values import Expression, Object, Wrapped
from enclave.graph.ids import GROUP_TYPE
from enclave.graph.model import Secret
from enclave.graph.phases import PHASES, own_phase

RULE: Final = "// " + "-" * 117


class MainTerms(Terms):
    """Terms in the main file, which knows what all modules tell."""

    def __init__(self, layout: Layout) -> None:
        super().__init__("subscription")
        self.layout = layout

    def output(self, output: Output, around: Context) -> Expression:
        """What a module tells: of the region of the loop around, of another region, or of what is called once."""
        layout, group = self.layout, output.export.family.group
        if output.region is not None:
            call = layout.call_of[group, output.region]
            number = list(layout.regions.stamps).index(output.region) if output.region else 0
            return self._told(output, call, f"{call.symbol}[{number}]" if call.loop else call.symbol)
        calls = [layout.call_of.get((group, stamp)) or layout.call_of.get((group, "")) for stamp in (layout.regions.stamps or [""])]
        found = [call for call in calls if call is not None]
        if found and same([id(call) for call in found]):
            return self._told(output, found[0], f"{found[0].symbol}[i]" if found[0].loop else found[0].symbol)
        each = [self._told(output, call, call.symbol).text if call else self._nothing(output) for call in calls]
        return Expression(f"[{', '.join(each)}][i]")

    def _told(self, output: Output, call: Call, symbol: str) -> Expression:
        told: Sequence[Told] = call.file.told[output.export]
        parts = [f"{symbol}.outputs.{one.name}" for one in told]
        if not told:
            return Expression(self._nothing(output))
        whole = [f"toObject({part}, pair => pair.key, pair => pair.value)" if one.is_listed else part
                 for part, one in zip(parts, told, strict=True)]
        return Expression(whole[0] if len(whole) == 1 else f"union({', '.join(whole)})")

    def _nothing(self, output: Output) -> str:
        return "{}" if output.export.is_dictionary else "''"


class MainPrinter:
    """Prints the main file of a layout."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.main = copy(layout.main)
        self.main.names = layout.main.names.copy()
        self.terms = MainTerms(layout)
        self.context = Context("subscription")
        self.regional = self.context.inside(layout.regions)
        self.groups: dict[str, str] = {}
        """Lower-case name of a resource group -> its symbol, with an index where it is one of a loop."""
        self.group_blocks = self._groups()

    def text(self) -> str:
        """`main.bicep`."""
        calls = self._calls()
        blocks: list[Block] = [
            ["// The whole enclave, for `az deployment sub create`: written by `enclave build`; change enclave.yaml, not this file"],
            ["targetScope = 'subscription'"],
            self._imports(),
            *(parameter_block(parameter) for parameter in self._parameters()),
            *(self._variable(name, term, loop) for name, (term, loop) in self.main.variables.items()),
            *self.group_blocks,
            *calls,
            *self._outputs(),
        ]
        return joined(blocks)

    def parameters(self) -> str:
        """`main.bicepparam`. A secret comes from the environment when it is deployed; it is not in the file."""
        blocks: list[Block] = [
            ["// Parameters of the enclave: written by `enclave build`; change enclave.yaml, not this file"], ["using 'main.bicep'"]]
        for parameter in self._parameters():
            value: object = parameter.argument
            if isinstance(value, Secret):
                value = Expression(f"readEnvironmentVariable({inline(_variable(value.parameter))}, '')")
            blocks.append(lines(f"param {parameter.name} = ", self.terms.value(value, self.context) if not isinstance(value, Expression)
                                else value, 0))
        return joined(blocks)

    def through_tenant(self, module: ModuleFile) -> dict[str, str]:
        """For a module of a management group or the tenant the file by which a subscription reaches it."""
        if module.kind not in ("management-group", "tenant"):
            return {}
        return {f"modules/{module.path}-tenant.bicep": self._through_tenant(module)} if module.kind == "management-group" else {}

    def _through_tenant(self, module: ModuleFile) -> str:
        family = self._family(module)
        name = family.first.management_group
        symbol = camel([*words(module.path.rpartition("/")[2])])
        parameters = sorted_parameters(module.level.params)
        types = sorted({found.name for parameter in parameters for found in objects_in(parameter.type)})
        arguments = Object(tuple((parameter.name, Expression(parameter.name)) for parameter in parameters))
        pairs: list[tuple[str | Expression, object]] = [("scope", Expression(f"managementGroup({inline(name)})"))]
        pairs += [("params", arguments)] if parameters else []
        last = module.path.rpartition("/")[2]
        blocks: list[Block] = [
            [HEADER.format(what=f"{module.path}, which a subscription reaches through the tenant")],
            ["targetScope = 'tenant'"],
            import_block(types, f"{last}.bicep") if types else [],
            *(parameter_block(parameter) for parameter in parameters),
            lines(f"module {symbol} {inline(last + '.bicep')} = ", Object(tuple(pairs)), 0),
            *([described(told.said), f"output {told.name} {type_text(told.type)} = {symbol}.outputs.{told.name}"]
              for told in module.outputs.values()),
        ]
        return joined(blocks)

    # -- what stands before the modules -----------------------------------------------------------------------------

    def _imports(self) -> Block:
        own = [import_block(["regionType"], "regions.bicep")] if self.main.types else []
        return [line for block in (*imports(self.layout, [one.type for one in self._parameters()]), *own) for line in block]

    def _parameters(self) -> list[Parameter]:
        return [parameter for parameter in sorted_parameters(self.main.params) if parameter.name != "subscriptionId"]

    def regions(self) -> dict[str, str]:
        """The file with the type of a region, if there are any."""
        own = list(self.main.types.values())
        kinds = [kind for declared in own for kind, _ in declared.fields.values()]
        found = [line for block in imports(self.layout, kinds) for line in block]
        blocks = [["// what a region is made of: written by `enclave build`; change enclave.yaml, not this file"], found]
        ordered = sorted(own, key=lambda declared: declared.name != "regionType")
        return {"regions.bicep": joined([*blocks, *(type_block(declared) for declared in ordered)])} if own else {}

    def _variable(self, name: str, term: Term, loop: Loop | None) -> Block:
        if loop is None:
            return lines(f"var {name} = ", self.terms.value(term, self.context), 0)
        value = self.terms.value(term, self.context.inside(loop))
        return lines(f"var {name} = ", Wrapped("[for region in regions: ", value, "]"), 0)

    def _groups(self) -> list[Block]:
        """Resource groups: in a loop where every region has one of the same form."""
        layout = self.layout
        blocks: list[Block] = []
        for groups in layout.groups:
            for number, group in enumerate(groups.resources):
                self.groups[group.name.lower()] = f"{groups.symbol}[{number}]" if groups.is_looped else groups.symbol
            blocks.append(self._group(groups))
        return blocks

    def _group(self, groups: Groups) -> Block:
        around = self.regional if groups.is_looped else self.context
        pairs: list[tuple[str | Expression, object]] = [
            ("name", self.terms.value(groups.name, around)), ("location", self.terms.value(groups.location, around))]
        if groups.tags is not None:
            pairs.append(("tags", self.terms.value(groups.tags, around)))
        pairs += [(key, self.terms.value(_plain(value), around)) for key, value in groups.rest.items()]
        head = f"resource {groups.symbol} '{GROUP_TYPE}@{groups.resources[0].api_version}' = "
        return looped(self.terms, head, Call(groups.symbol, None, self.layout.regions if groups.is_looped else None), pairs, self.context)

    # -- modules ----------------------------------------------------------------------------------------------------

    def _calls(self) -> list[Block]:
        phase_of = {id(call): self._phase(call) for call in self.layout.calls}
        blocks: list[Block] = []
        for number, title in PHASES.items():
            calls = [call for call in self.layout.calls if phase_of[id(call)] == number]
            if calls:
                blocks.append([RULE, f"// Phase {number}: {title}", RULE])
                blocks += [self._call(call) for call in calls]
        return blocks

    def _phase(self, call: Call) -> int:
        return own_phase(self._family(call.file).first.resources[0])

    def _family(self, module: ModuleFile) -> Family:
        return next(builder.family for builder in self.layout.builders if builder.module is module)

    def _call(self, call: Call) -> Block:
        around = self.regional if call.loop else self.context
        family = self._family(call.file)
        pairs: list[tuple[str | Expression, object]] = []
        scope = self._scope(family, call)
        if scope:
            pairs.append(("scope", Expression(scope)))
        arguments = tuple((parameter.name, self.terms.value(parameter.argument, around))
                          for parameter in sorted_parameters(call.file.level.params))
        if arguments:
            pairs.append(("params", Object(arguments)))
        waits = [*(self._waited(wait) for wait in self.layout.waits[id(call)]), *self._groups_waited(family)]
        if waits:
            pairs.append(("dependsOn", [Expression(name) for name in dict.fromkeys(waits)]))
        path = f"modules/{call.file.path}{'-tenant' if family.kind == 'management-group' else ''}.bicep"
        return looped(self.terms, f"module {call.symbol} {inline(path)} = ", call, pairs, self.context)

    def _waited(self, wait: Wait) -> str:
        if wait.call.loop is None:
            return wait.call.symbol
        return f"{wait.call.symbol}[{'i' if wait.region is None else list(self.layout.regions.stamps).index(wait.region)}]"

    def _groups_waited(self, family: Family) -> list[str]:
        """Resource groups that are needed and that nothing else says: those that are not the one deployed to."""
        names = {need.name.lower() for unit in family.units.values() for resource in unit.resources
                 for need in self.layout.plan.needs[resource.id.lower()]
                 if need.type.lower() == GROUP_TYPE.lower() and need.name.lower() != unit.home.name}
        return list(dict.fromkeys(self.groups[name].partition("[")[0] for name in sorted(names)))

    def _scope(self, family: Family, call: Call) -> str:
        unit = family.first
        if family.kind in ("tenant", "management-group"):
            return "tenant()"
        if family.kind == "subscription":
            return ""
        symbols = [self.groups.get(one.home.name, "") for one in family.units.values()]
        if not family.is_regional:
            return symbols[0] or f"resourceGroup({inline(unit.group)})"
        if call.scope is not None:
            return f"resourceGroup({inline(self.terms.value(call.scope, self.regional))})"
        loops = {symbol.partition("[")[0] for symbol in symbols}
        if len(loops) == 1 and all("[" in symbol for symbol in symbols):
            return f"{loops.pop()}[i]"
        listed = [self.groups.get(self._group_in(family, stamp), symbols[0]) for stamp in self.layout.regions.stamps]
        return f"resourceGroup([{', '.join(f'{symbol}.name' for symbol in listed)}][i])"

    def _group_in(self, family: Family, stamp: str) -> str:
        return family.units[stamp].home.name if stamp in family.units else ""

    def _outputs(self) -> list[Block]:
        blocks: list[Block] = []
        for groups in self.layout.groups:
            said, symbol = groups.said, groups.symbol
            if groups.is_looped:
                name = self.main.names.take(f"{symbol.removesuffix('s')}Ids")
                blocks.append([described(f"Resource ids of {said}."),
                               f"output {name} string[] = [for i in range(0, length(regions)): {symbol}[i].id]"])
            else:
                blocks.append([described(f"Resource id of {said}."), f"output {self.main.names.take(f'{symbol}Id')} string = {symbol}.id"])
        return blocks


def _variable(parameter: str) -> str:
    return "_".join(piece.upper() for word in words(parameter) for piece in humps(word))


def _plain(value: object) -> Term:
    if isinstance(value, dict):
        return Entries(tuple((key, _plain(item)) for key, item in value.items()))
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value

