"""Reads an ARM template, ours or anybody's, as a graph: expressions evaluated, loops unrolled, nested deployments opened.

What cannot be evaluated becomes `Unresolved` and is never guessed. A text that is a resource id becomes a `Ref`: to the
nearest resource of the graph that it lies in, with the rest as suffix, else to the id itself. Ids of the subscription that
is deployed to lose it; ids of other subscriptions and of the tenant stay texts. A resource whose deployment could not be
decided has an unresolved `condition` or `copy` in its body, one whose location could not be has an unresolved `location`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from enclave.errors import InputError
from enclave.graph.body import SUBSCRIPTION, last_segment
from enclave.graph.ids import owner
from enclave.graph.model import Graph, Resource, Unresolved
from enclave.importers.circles import Waits, key_of, refuse_circles, written_waits
from enclave.importers.evaluator import Evaluator, field_of
from enclave.importers.facts import decorated
from enclave.importers.finish import Finisher, merged
from enclave.importers.frames import Asked
from enclave.importers.jsonc import parse_json
from enclave.importers.scopes import TOP, Surroundings
from enclave.importers.standins import GROUP
from enclave.importers.template import DEPLOYMENTS, Declared, Deployment, Given, given_value
from enclave.importers.values import AFTER, Budget, Evaluated, as_text, known, unresolved
from enclave.importers.written import settled

TEMPLATE_WORDS = frozenset({
    "type", "apiversion", "name", "scope", "location", "dependson", "condition", "copy", "resources", "comments", "existing",
    "import", "extension", "metadata", "resourcegroup", "subscriptionid", "asserts", "@options", "$fxv#0",
})
"""Properties of a resource that belong to the template language."""
BASES = (
    ("subscriptiondeploymenttemplate", f"/subscriptions/{SUBSCRIPTION}"),
    ("managementgroupdeploymenttemplate", "/providers/Microsoft.Management/managementGroups/management-group"),
    ("tenantdeploymenttemplate", ""),
    ("deploymenttemplate", f"/subscriptions/{SUBSCRIPTION}/resourceGroups/"),
)
"""Where a template is deployed, by what its `$schema` contains."""
TYPES: Mapping[str, type] = {
    "string": str, "securestring": str, "int": int, "bool": bool, "object": dict, "secureobject": dict, "array": list,
}
"""Types of parameters, lower case."""
WORDS: Mapping[type, str] = {
    bool: "true or false", str: "a text", int: "a whole number", float: "a broken number", dict: "an object", list: "a list",
}


def read_arm(
    template: str | Mapping[str, Evaluated],
    parameters: str | Mapping[str, Evaluated] | None = None,
    *,
    name: str,
    group: str = GROUP,
    parameters_name: str = "",
) -> Graph:
    """The graph of a template.

    `template` and `parameters` are the text of a file or its document; `parameters` may also be a plain mapping of names
    to values. `name` is what places are called by: `azuredeploy.json#/resources/3`, and `parameters_name` those of the
    parameters. `group`: the resource group that a template for one is deployed to. Raises InputError.
    """
    document = parse_json(template, name) if isinstance(template, str) else template
    if not isinstance(document, Mapping) or not isinstance(field_of(document, "resources"), Mapping | Sequence):
        raise InputError("not an ARM template: it has no `resources`", name, _hint(document))
    schema = str(field_of(document, "$schema") or "deploymentTemplate").lower()
    base = next((place for word, place in BASES if word in schema), None)
    if base is None:
        raise InputError(f"`{schema[:100]}` is not the schema of an ARM template", name, _hint(document))
    if base.endswith("/"):
        base += group
    budget = Budget(name)
    budget.document(document)
    evaluator = Evaluator(budget)
    given = _given(parameters, document, parameters_name or f"parameters of {name}")
    deployment = Deployment(document, evaluator, Surroundings(base, TOP), where=f"{name}#", given=given)
    return _graph(deployment, evaluator, document, name)


def _waits(deployment: Deployment) -> Iterator[tuple[tuple[int, str], Waits]]:
    """What each resource says that it waits for, but for what its body asks."""
    evaluator = deployment.evaluator
    for declared in deployment.declared():
        asked: frozenset[Asked] = frozenset()
        if declared.nested is not None:
            yield from _waits(declared.nested)
            asked = asked.union(*(evaluator.followed(declared.nested.parameter(name))[1] for name in declared.nested.given()))
        elif declared.existing:
            asked = evaluator.followed(evaluator.value(field_of(declared.document, "name"), declared.frame.at("name")))[1]
        yield key_of(declared), Waits(written_waits(declared), asked)


def _graph(deployment: Deployment, evaluator: Evaluator, document: Mapping[str, Evaluated], name: str) -> Graph:
    waits = dict(_waits(deployment))
    asked: dict[tuple[int, str], Waits] = {}
    found: dict[str, tuple[Declared, Mapping[str, Evaluated], str | None]] = {}
    sources: dict[str, str] = {}
    for declared in _all(deployment):
        (body, location), questions = _body(declared, evaluator)
        asked[key_of(declared)] = Waits(waits[key_of(declared)].written, questions)
        key = declared.id.lower()
        if key in found:
            body, location = merged(found[key][1], body), location if location == found[key][2] else None
        else:
            sources[declared.id] = declared.frame.where
        found[key] = (declared, body, location)
    resources = [
        Resource(declared.type, declared.api_version, declared.name, declared.scope, {}, location)
        for declared, _, location in found.values()
    ]
    for resource, (declared, _, _) in zip(resources, found.values(), strict=True):
        if resource.id != declared.id:
            raise InputError(f"`{declared.id}` is not an id that a graph can hold", declared.frame.where)
    finisher = Finisher(Graph(tuple(resources)))
    finished = tuple(
        replace(resource, body={key: finisher.value(item) for key, item in body.items()})
        for resource, (_, body, _) in zip(resources, found.values(), strict=True)
    )
    graph = Graph(finished)
    finished = tuple(replace(resource, body={key: settled(item, graph) for key, item in resource.body.items()}) for resource in finished)
    outputs = {place: finisher.value(value) for place, value in _outputs(deployment)}
    refuse_circles(deployment, {**waits, **asked})
    graph = Graph(finished, None, sources, outputs)
    ordered = tuple(
        replace(resource, depends_on=tuple(_depends_on(resource, declared, graph, waits[key_of(declared)].written)))
        for resource, (declared, _, _) in zip(finished, found.values(), strict=True)
    )
    facts = field_of(field_of(document, "metadata"), "enclave")
    made = decorated(Graph(ordered, None, sources, outputs), facts, f"{name}#/metadata/enclave")
    return Graph(made.resources, made.intent, sources, outputs, tuple(_notes(declared for declared, _, _ in found.values())))


def _notes(resources: Iterable[Declared]) -> Iterator[str]:
    """What is taken for granted about a template."""
    names = [last_segment(each.id) for each in resources if field_of(field_of(each.document, "@options"), "onlyIfNotExists") is not None]
    if names:
        more = f" and {len(names) - 3} more" if len(names) > 3 else ""
        told = f"{', '.join(names[:3])}{more}"
        yield f"what the template makes only where it is not there yet is made, and does not stand with other settings: {told}"


def _all(deployment: Deployment) -> Iterator[Declared]:
    """Every resource of a template and of those nested in it; a nested deployment itself is none."""
    for declared in deployment.declared():
        deployment.evaluator.budget.spend(1)
        if declared.existing:
            continue
        if declared.nested is None:
            yield declared
            continue
        for inner in _all(declared.nested):
            yield replace(inner, condition=inner.condition or declared.condition, turns=inner.turns or declared.turns)


def _outputs(deployment: Deployment) -> Iterator[tuple[str, Evaluated]]:
    """What a template and those nested in it tell, each with its place. One that cannot be evaluated stops nothing."""
    for name in deployment.told():
        place = f"{deployment.frame.where}/outputs/{name}"
        try:
            yield place, deployment.evaluator.run(deployment.output(name))
        except InputError as problem:
            yield place, Unresolved(f"outputs.{name}", problem.message)
    for declared in deployment.declared():
        if declared.nested is not None and not declared.existing:
            yield from _outputs(declared.nested)


def _body(declared: Declared, evaluator: Evaluator) -> tuple[tuple[dict[str, Evaluated], str | None], frozenset[Asked]]:
    """Body and location, and what they ask of other resources."""
    own = {key: value for key, value in declared.document.items() if key.lower() not in TEMPLATE_WORDS}
    made, asked = evaluator.followed(evaluator.value(own, declared.frame))
    body: dict[str, Evaluated] = evaluator.budget.checked(made)
    location = evaluator.run(evaluator.value(field_of(declared.document, "location"), declared.frame.at("location")))
    if not known(location):
        body["location"] = unresolved(location, AFTER)
    if declared.condition is not None:
        body["condition"] = declared.condition
    if declared.turns is not None:
        body["copy"] = declared.turns
    if declared.type.lower() == DEPLOYMENTS:
        body["properties"] = declared.unknown or Unresolved("templateLink", "a linked template is not read")
    return (body, location if isinstance(location, str) else None), asked


def _depends_on(resource: Resource, declared: Declared, graph: Graph, written: Iterable[str]) -> Iterator[str]:
    """What a resource waits for beyond what its body says. The order between nested deployments is not kept."""
    implied = {resource.id.lower(), resource.scope.lower(), (resource.parent or "").lower()}
    for ref in resource.refs():
        target = owner(graph, ref.resource)
        implied.add(target[0].id.lower() if target else ref.resource.lower())
    for item in written:
        for target_id in declared.frame.here.waits_for(item):
            if target_id.lower() not in implied and graph.get(target_id) is not None:
                implied.add(target_id.lower())
                yield target_id


def _given(parameters: str | Mapping[str, Evaluated] | None, document: Mapping[str, Evaluated], where: str) -> dict[str, Given]:
    if parameters is None:
        return {}
    values = parse_json(parameters, where) if isinstance(parameters, str) else parameters
    if not isinstance(values, Mapping):
        raise InputError("the parameters are not an object", where)
    is_file = "$schema" in values or "contentVersion" in values or isinstance(parameters, str)
    inside = next((key for key in values if key.lower() == "parameters"), None) if is_file else None
    section, place = (values, f"{where}#") if inside is None else (values[inside], f"{where}#/{inside}")
    if not isinstance(section, Mapping):
        raise InputError("the parameters are not an object", place)
    named = field_of(document, "parameters")
    declared = {str(key).lower(): each for key, each in named.items()} if isinstance(named, Mapping) else {}
    found: dict[str, Given] = {}
    for key, value in section.items():
        if inside is None and is_file and key.lower() in ("$schema", "contentversion"):
            continue
        if key.lower() not in declared:
            raise InputError(f"the template has no parameter `{key}`", f"{place}/{key}", "remove it, or correct its name")
        try:
            found[key] = given_value(key, value, None) if is_file else Given(value)
        except InputError as error:
            raise InputError(error.message, f"{place}/{key}", 'write `"' + key + '": {"value": ...}`') from error
        _check_type(key, as_text(field_of(declared[key.lower()], "type")), found[key].value, f"{place}/{key}")
    return found


def _check_type(name: str, kind: str, value: Evaluated, where: str) -> None:
    """Resource Manager takes no text for a number, nor a number for a text. null is as good as nothing."""
    wanted = TYPES.get(kind.lower())
    if wanted is None or value is None or not known(value):
        return
    if not isinstance(value, wanted) or (isinstance(value, bool) and wanted is not bool):
        told = next((word for each, word in WORDS.items() if isinstance(value, each)), "something else")
        raise InputError(f"the parameter `{name}` is of type `{kind}`, and its value is {told}", where)


def _hint(document: object) -> str:
    text = json.dumps(document)[:2000].lower() if isinstance(document, Mapping) else ""
    if "deploymentparameters" in text:
        return "this is a parameter file; give the template itself, and this one with `--parameters`"
    if "planned_values" in text or "terraform_version" in text:
        return "this looks like a Terraform plan; give it with `--terraform-plan`"
    return "give the JSON of a template: for Bicep, what `az bicep build` writes"
