"""ARM templates that a plan deploys, read by the importer of templates: what they make stands in the graph beside the rest.

Arguments: docs/r/resource_group_template_deployment and its siblings of azurerm. What cannot be read stays one deployment
of which nothing is known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from enclave.errors import InputError
from enclave.graph.body import MISSING
from enclave.graph.model import Resource, Unresolved, Value
from enclave.importers.arm import read_arm
from enclave.importers.evaluator import field_of
from enclave.importers.jsonc import parse_json
from enclave.importers.terraform.identities import Identity
from enclave.importers.terraform.view import AFTER_APPLY, View, member_of
from enclave.importers.values import Evaluated

TYPE: Final = "Microsoft.Resources/deployments"
DEPLOYMENTS: Final = (
    "azurerm_resource_group_template_deployment",
    "azurerm_subscription_template_deployment",
    "azurerm_management_group_template_deployment",
    "azurerm_tenant_template_deployment",
)


def deployed(view: View, identity: Identity) -> Iterator[Resource]:
    """The resources of the template that a resource of the plan deploys."""
    template, parameters = _azapi(view) if view.resource.type == "azapi_resource" else _azurerm(view)
    reason = AFTER_APPLY
    if isinstance(template, Mapping):
        group = identity.scope.rpartition("/")[2] if identity.scope.lower().startswith("/resourcegroups/") else ""
        try:
            graph = read_arm(template, _given(template, parameters), name=view.resource.address, **({"group": group} if group else {}))
        except InputError as error:
            reason = error.message
        else:
            yield from (replace(each, depends_on=()) for each in graph)
            return
    elif view.resource.values.get("template_spec_version_id") is not None:
        reason = "the template stands in a template spec"
    body: dict[str, Value] = {"properties": Unresolved(f"{view.resource.address}.template_content", reason)}
    yield Resource(TYPE, "", identity.name, identity.scope, body)


def _azurerm(view: View) -> tuple[Evaluated, Evaluated]:
    """Template and parameters, None for what is not known."""
    parameters = view.value("parameters_content")
    where = view.resource.address
    return _parsed(view.value("template_content"), where), {} if parameters is MISSING else _parsed(parameters, where)


def _parsed(text: object, where: str) -> Evaluated:
    if not isinstance(text, str):
        return None
    try:
        return parse_json(text, where) if text.strip() else {}
    except InputError:
        return None


def _azapi(view: View) -> tuple[Evaluated, Evaluated]:
    body, mask = view.resource.values.get("body"), member_of(view.resource.unknown, "body")
    if isinstance(body, str):
        body = _parsed(body, view.resource.address)
    properties = field_of(body, "properties")
    hidden = member_of(mask, "properties")
    if hidden is True or not isinstance(properties, Mapping) or _any(member_of(hidden, "template")):
        return None, None
    unknown = _any(member_of(hidden, "parameters"))
    return field_of(properties, "template"), None if unknown else field_of(properties, "parameters") or {}


def _any(mask: Evaluated) -> bool:
    inside = mask.values() if isinstance(mask, Mapping) else mask if isinstance(mask, list) else ()
    return mask is True or any(_any(each) for each in inside)


def _given(template: Mapping[str, Evaluated], parameters: Evaluated) -> dict[str, Evaluated]:
    """The values of the parameters; of those that are not known none may fall back to its default."""
    if isinstance(parameters, Mapping):
        rows = {str(key): given for key, given in parameters.items()}
        return {key: given["value"] if isinstance(given, Mapping) and "value" in given else _secret(key) for key, given in rows.items()}
    declared = field_of(template, "parameters")
    return {str(name): Unresolved(f"parameters('{name}')", AFTER_APPLY) for name in declared} if isinstance(declared, Mapping) else {}


def _secret(name: str) -> Unresolved:
    return Unresolved(f"parameters('{name}')", "a key vault gives it")
