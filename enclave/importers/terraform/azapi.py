"""The azapi provider: the body is ARM's own, as an object or (before version 2) as JSON text.

Arguments: https://registry.terraform.io/providers/Azure/azapi/latest/docs/resources/resource. A plan lists the references
of a body without saying where each stands, so a part that is not known is found by what its property must refer to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from enclave.errors import InputError
from enclave.graph.azure_facts import ZONES
from enclave.graph.body import MISSING
from enclave.graph.model import Ref, Resource, Secret, Unresolved, Value
from enclave.importers.jsonc import parse_json
from enclave.importers.terraform.expressions import told
from enclave.importers.terraform.identities import Identity
from enclave.importers.terraform.names import plain
from enclave.importers.terraform.parts import any_true
from enclave.importers.terraform.plan import Planned
from enclave.importers.terraform.references import Source
from enclave.importers.terraform.view import AFTER_APPLY, View, member_of
from enclave.importers.values import Evaluated

UPDATE: Final = "azapi_update_resource"
ACTION: Final = "azapi_resource_action"
IDENTITY: Final = "microsoft.managedidentity/userassignedidentities"
KEY: Final = "microsoft.keyvault/vaults/keys"
READING: Final = ("GET", "HEAD")
HARMLESS: Final = ("list", "regenerate", "start", "stop", "restart")
"""How actions begin, lower case, that change no property of a resource."""
PROPERTY_TYPES: Final[Mapping[str, str]] = {
    "subnet": "microsoft.network/virtualnetworks/subnets",
    "subnetarmid": "microsoft.network/virtualnetworks/subnets",
    "subnetid": "microsoft.network/virtualnetworks/subnets",
    "subnetresourceid": "microsoft.network/virtualnetworks/subnets",
    "virtualnetworksubnetid": "microsoft.network/virtualnetworks/subnets",
    "infrastructuresubnetid": "microsoft.network/virtualnetworks/subnets",
    "delegatedsubnetresourceid": "microsoft.network/virtualnetworks/subnets",
    "vnetsubnetid": "microsoft.network/virtualnetworks/subnets",
    "networksecuritygroup": "microsoft.network/networksecuritygroups",
    "routetable": "microsoft.network/routetables",
    "natgateway": "microsoft.network/natgateways",
    "publicipaddress": "microsoft.network/publicipaddresses",
    "virtualnetwork": "microsoft.network/virtualnetworks",
    "remotevirtualnetwork": "microsoft.network/virtualnetworks",
    "firewallpolicy": "microsoft.network/firewallpolicies",
    "privatednszoneid": "microsoft.network/privatednszones",
    "workspaceid": "microsoft.operationalinsights/workspaces",
    "workspaceresourceid": "microsoft.operationalinsights/workspaces",
    "environmentid": "microsoft.app/managedenvironments",
    "managedenvironmentid": "microsoft.app/managedenvironments",
    "serverfarmid": "microsoft.web/serverfarms",
    "storageaccount": "microsoft.storage/storageaccounts",
    "storageaccountresourceid": "microsoft.storage/storageaccounts",
    "keyvault": "microsoft.keyvault/vaults",
    "applicationinsights": "microsoft.insights/components",
    "containerregistry": "microsoft.containerregistry/registries",
    "hubresourceid": "microsoft.machinelearningservices/workspaces",
    "ddosprotectionplan": "microsoft.network/ddosprotectionplans",
    "basepolicy": "microsoft.network/firewallpolicies",
    "sourceipgroups": "microsoft.network/ipgroups",
    "destinationipgroups": "microsoft.network/ipgroups",
    "storageid": "microsoft.storage/storageaccounts",
    "storageaccountid": "microsoft.storage/storageaccounts",
    "diskencryptionset": "microsoft.compute/diskencryptionsets",
    "diskencryptionsetid": "microsoft.compute/diskencryptionsets",
    "userassignedidentity": IDENTITY,
    "roledefinitionid": "microsoft.authorization/roledefinitions",
    "actiongroups": "microsoft.insights/actiongroups",
    "actiongroupid": "microsoft.insights/actiongroups",
    "datacollectionruleid": "microsoft.insights/datacollectionrules",
    "datacollectionendpointid": "microsoft.insights/datacollectionendpoints",
}
"""Property, lower case, -> ARM type of the resource whose id it takes (Azure/bicep-types-az, descriptions of the properties)."""

LINKED: Final = ("privatelinkserviceid", "privatelinkresourceid")
"""Properties that take whatever a private endpoint can lead to."""
PROPERTY_ANSWERS: Final[Mapping[str, str]] = {
    "principalid": "principalid",
    "objectid": "principalid",
    "keyvaulturi": "properties.vaulturi",
    "vaulturi": "properties.vaulturi",
    "keyid": "properties.keyuriwithversion",
    "keyurl": "properties.keyuriwithversion",
    "keyuri": "properties.keyuri",
    "keyidentifier": "properties.keyuri",
    "keyencryptionkeyurl": "properties.keyuriwithversion",
    "keyvaultkeyuri": "properties.keyuri",
    "keyvaulturl": "properties.keyuri",
    "primarykeyuri": "properties.keyuri",
    "identityclientid": "properties.clientid",
    "nexthopipaddress": "privateipaddress",
}
"""Property, lower case, -> end of the path of what it takes, where that is an answer of another resource."""


def is_harmless(resource: Planned) -> bool:
    """Whether an action only asks for something, or changes no property."""
    action = str(resource.values.get("action") or "").lower()
    return resource.type == ACTION and (_method(resource) in READING or action.startswith(HARMLESS))


def is_change(resource: Planned) -> bool:
    """Whether a resource only changes another one: an update, or an action that does not write all of it."""
    return resource.type == UPDATE or (resource.type == ACTION and (_method(resource) != "PUT" or bool(resource.values.get("action"))))


def changed(target: Resource | None, view: View, identity: Identity) -> Resource:
    """What a change makes of a resource; of one that stands outside of the plan, nothing is known but that it is there."""
    resource = view.resource
    if target is None:
        found = resource_of(view, identity)
        untold = "it stands already, and what else is set on it is not in the plan"
        where = Unresolved(f"{resource.address}.location", untold)
        return replace(found, location=None, body={**_hidden(resource, untold), "location": where})
    if resource.type == UPDATE or (_method(resource) == "PATCH" and not resource.values.get("action")):
        return replace(target, body=updated(target.body, view))
    action = resource.values.get("action") or _method(resource)
    after = Unresolved(f"{resource.address}.action", f"what the action `{action}` changes is not modelled")
    return replace(target, body={**target.body, "properties": after})


def _method(resource: Planned) -> str:
    return str(resource.values.get("method") or "POST").upper()


def resource_of(view: View, identity: Identity) -> Resource:
    """The resource that an azapi resource makes."""
    written = view.resource.values.get("type")
    body = _body(view)
    location = view.text("location")
    if isinstance(location, Unresolved):
        body["location"] = location
    elif not location and isinstance(found := body.get("location"), str):
        location = found
    for key in ("name", "type", "id", *(() if isinstance(location, Unresolved) else ("location",))):
        body.pop(key, None)
    tags = view.value("tags")
    if isinstance(tags, Mapping) and tags:
        body.setdefault("tags", tags)
    identities = view.blocks("identity")
    if isinstance(identities, Unresolved):
        body["identity"] = identities
    for block in identities if isinstance(identities, list) else ():
        body["identity"] = _identity(block)
    return Resource(
        identity.type,
        str(written).partition("@")[2],
        identity.name,
        identity.scope,
        body,
        location.replace(" ", "").lower() if isinstance(location, str) and location else None,
    )


def updated(body: Mapping[str, Value], view: View) -> dict[str, Value]:
    """A body with what an update writes over it. Lists are replaced, as azapi does."""
    found = _over(body, _body(view))
    return found if isinstance(found, dict) else {}


def _over(old: Value, new: Value) -> Value:
    if isinstance(old, Unresolved) and isinstance(new, Mapping):
        return old
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        keys = {key.lower(): key for key in old}
        found = dict(old)
        for key, value in new.items():
            name = keys.get(key.lower(), key)
            found[name] = _over(old.get(name), value)
        return found
    return new


def _identity(block: View) -> Value:
    kind = block.value("type")
    ids = block.links("identity_ids")
    if isinstance(ids, Unresolved):
        return ids
    found: dict[str, Value] = {} if kind is MISSING else {"type": kind}
    if isinstance(ids, list) and ids:
        found["userAssignedIdentities"] = {each.resource if isinstance(each, Ref) else str(each): {} for each in ids}
    return found


def _body(view: View) -> dict[str, Value]:
    """The body as it will stand: as it is sent, without what `ignore_body_changes` leaves as it is."""
    body = _sent(view)
    resource = view.resource
    left = "`ignore_body_changes` leaves what stands there"
    if not (resource.stands or resource.type == UPDATE):
        return body
    paths = _left(view)
    return {**body, **_hidden(resource, left)} if paths is None else _with(body, paths, Unresolved(f"{resource.address}.body", left))


def _left(view: View) -> list[str] | None:
    """The paths of a body that are left as they stand; None where a plan does not say them. The newer provider's are only written, and
    no value of a plan: those of a variable that nobody sets are none."""
    given = view.resource.values.get("ignore_body_changes")
    written = (view.written or {}).get("ignore_body_changes")
    if given is None and isinstance(written, Mapping):
        given = [written["constant_value"]] if "constant_value" in written else view.answers.constants(written, view.resource)
        if given is None:
            return None
    todo, found = [given], []
    while todo:
        value = todo.pop()
        todo += value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
        found += [value] if isinstance(value, str) else []
    return found


def _with(body: dict[str, Value], paths: Iterable[str], value: Unresolved) -> dict[str, Value]:
    """A body with a value in the place of what stands at some paths, or in the place of lists on their way."""
    for path in paths:
        over: Value = value
        for step in reversed(path.partition("[")[0].strip(".").split(".")):
            over = {step: over}
        found = _over(body, over)
        body = found if isinstance(found, dict) else body
    return body


def _sent(view: View) -> dict[str, Value]:
    """The body as it is sent: what `sensitive_body` says is put over it."""
    body = _plain_body(view)
    resource = view.resource
    written = (view.written or {}).get("sensitive_body")
    is_nothing = isinstance(written, Mapping) and "constant_value" in written and written["constant_value"] is None
    given = resource.values.get("sensitive_body")
    if given is None and member_of(resource.unknown, "sensitive_body") is not True and (written is None or is_nothing):
        return body
    untold = Unresolved(f"{resource.address}.sensitive_body", "a plan does not say what it sets")
    if isinstance(given, Mapping) and member_of(resource.unknown, "sensitive_body") in (None, False, {}):
        found = _over(body, _each_is(given, untold))
        return found if isinstance(found, dict) else body
    versions = resource.values.get("sensitive_body_version")
    if not isinstance(versions, Mapping) or member_of(resource.unknown, "sensitive_body_version") not in (None, False, {}):
        return {**body, **_hidden(resource, untold.reason)}
    return _with(body, map(str, versions), untold)  # only what has a version is sent


def _each_is(value: Evaluated, instead: Unresolved) -> Value:
    """An object with one value in the place of each that is none itself."""
    return {key: _each_is(item, instead) for key, item in value.items()} if isinstance(value, Mapping) else instead


def _plain_body(view: View) -> dict[str, Value]:
    resource = view.resource
    given, mask = resource.values.get("body"), member_of(resource.unknown, "body")
    if isinstance(given, str) and mask is not True:
        try:
            given = parse_json(given, f"{resource.address}.body") if given.strip() else {}
        except InputError as error:
            return _hidden(resource, error.message)
    if given is None and mask in (None, False, {}) and "body" not in (view.written or {}):
        return {}
    if mask is True or not isinstance(given, Mapping) or member_of(resource.sensitive, "body") is True:
        return _hidden(resource, AFTER_APPLY)
    filler = _Filler(view, *_candidates(view))
    hidden = member_of(resource.sensitive, "body")
    keys = dict.fromkeys([*given, *(mask if isinstance(mask, Mapping) else ())])
    return {key: filler.value(given.get(key), (member_of(mask, key), member_of(hidden, key)), key) for key in keys}


def _hidden(resource: Planned, reason: str) -> dict[str, Value]:
    """A body of which nothing is known: none of the parts that decide about a resource may look as if it were not written."""
    return {part: Unresolved(f"{resource.address}.body", reason) for part in ("properties", "sku", "kind")}


def _candidates(view: View) -> tuple[tuple[Source, ...], tuple[Source, ...]]:
    """What parts of a body may come from, and which of it a key asks for by its name."""
    expression = (view.written or {}).get("body")
    if expression is None or not told(expression):
        return (), ()
    sources = view.answers.sources(expression, view.resource)
    told_of = _told_of(view.resource.values.get("body"), member_of(view.resource.unknown, "body"))
    # where a reference leads out of the plan, something else may be meant; not where it is what a known property is called as
    lost = [each for each in sources.lost if not each.startswith("local.") or plain(each.split(".")[1]) not in told_of]
    return ((), ()) if lost else (sources.found, sources.named)


def _told_of(body: Evaluated, mask: Evaluated) -> frozenset[str]:
    """The names, in letters and digits, of the properties of a body all of whose values are known, and of no other one."""
    known: set[str] = set()
    others: set[str] = set()
    todo = [(body, mask)]
    while todo:
        value, unknown = todo.pop()
        if isinstance(value, list):
            todo += [(each, _at(unknown, place)) for place, each in enumerate(value)]
        for key in dict.fromkeys([*(value if isinstance(value, Mapping) else ()), *(unknown if isinstance(unknown, Mapping) else ())]):
            inside = value.get(key) if isinstance(value, Mapping) else None
            (others if any_true(member_of(unknown, key)) else known).add(plain(key))
            todo.append((inside, member_of(unknown, key)))
    return frozenset(known - others)


def _of_locals(view: View, kind: str) -> Ref | None:
    """The one resource of a type that a body made of local values can mean."""
    expression = (view.written or {}).get("body")
    source = view.alone(view.answers.sources(expression, view.resource), (kind,)) if expression is not None else None
    resource_id = view.answers.id_of(source.resource.address) if source is not None else None
    return None if resource_id is None else Ref(resource_id)


@dataclass(frozen=True)
class _Filler:
    """Fills a body: ids as references, parts that are not known by what they can refer to."""

    view: View
    candidates: tuple[Source, ...]
    named: tuple[Source, ...]

    def value(self, value: Evaluated, masks: tuple[Evaluated, Evaluated], path: str) -> Value:
        """A value of the body; `masks`: what is not known of it, and what is secret."""
        unknown, hidden = masks
        if unknown is True:
            return self._unknown(path)
        if hidden is True:
            return Secret(f"{self.view.resource.address}.body.{path}")
        if isinstance(value, Mapping):
            keys = dict.fromkeys([*value, *(unknown if isinstance(unknown, Mapping) else ())])
            return {
                _key(key, self.view): self.value(value.get(key), (member_of(unknown, key), member_of(hidden, key)), f"{path}.{key}")
                for key in keys
            }
        if isinstance(value, list):
            return [self.value(each, (_at(unknown, place), _at(hidden, place)), f"{path}.{place}") for place, each in enumerate(value)]
        return self.view.answers.named(value) if isinstance(value, str) else value

    def _unknown(self, path: str) -> Value:
        """A part that is not known: the one reference that it can be, by the type that its property takes."""
        steps = [step for step in path.split(".") if not step.isdigit()]
        owner = steps[-2] if steps[-1].lower() == "id" and len(steps) > 1 else steps[-1]
        label = Unresolved(f"{self.view.resource.address}.body.{path}", AFTER_APPLY)
        found = self._fitting(self.candidates, owner.lower())
        if len(found) > 1 and all(_type_of(Ref(each.resource)) == KEY for each in found) and len({_vault(each) for each in found}) == 1:
            # whichever it is, it is a key of that vault
            found = self._fitting(self.named, owner.lower())
        if owner.lower() not in (*PROPERTY_TYPES, *PROPERTY_ANSWERS, *LINKED) and len(self.candidates) != 1:
            return label
        if not found and owner.lower() in PROPERTY_TYPES:
            return _of_locals(self.view, PROPERTY_TYPES[owner.lower()]) or label
        return found[0] if len(found) == 1 and not self._is_in_doubt(found[0]) else label

    def _is_in_doubt(self, target: Ref) -> bool:
        """Whether something else that the body refers to may give an id of the same type."""
        sources = self.view.answers.sources((self.view.written or {}).get("body"), self.view.resource)
        kind = (_type_of(target),)
        others = (each for each in sources.known if self.view.answers.is_one_of(each.resource, kind))
        ids = (_id_of(each, self.view) for each in others if each.attribute in ((), ("id",)))
        is_id = target.path == "id"
        return is_id and (any(each != target.resource for each in ids) or self.view.answers.is_in_doubt(sources, kind))

    def _fitting(self, sources: tuple[Source, ...], name: str) -> list[Ref]:
        answers = (each for source in sources for each in _answers(source, self.view))
        return list(dict.fromkeys(each for each in answers if _fits(each, name)))


def _id_of(source: Source, view: View) -> str | None:
    return view.answers.id_of(source.resource.address)


def _vault(key: Ref) -> str:
    """The vault of a key."""
    return key.resource.lower().rpartition("/keys/")[0]


def _fits(target: Ref, name: str) -> bool:
    """Whether a property, by its lower-case name, can have a value."""
    if name in PROPERTY_ANSWERS:
        return target.path.lower().endswith(PROPERTY_ANSWERS[name])
    if name in LINKED:
        return target.path == "id" and any(_type_of(target) == kind for kind, _ in ZONES)
    return name not in PROPERTY_TYPES or (target.path == "id" and _type_of(target) == PROPERTY_TYPES[name])


def _answers(source: Source, view: View) -> Iterator[Ref]:
    """What a source may be: where a plan cuts which attribute is meant, its id, or the principal that it has."""
    if source.attribute:
        found = view.answers.output(source)
        yield from (found,) if isinstance(found, Ref) else ()
        return
    target = view.answers.id_of(source.resource.address)
    if target is None:
        return
    yield Ref(target)
    exported = source.resource.values.get("response_export_values")
    named = exported.values() if isinstance(exported, Mapping) else ()
    paths = [path for path in named if isinstance(path, str)]
    if _type_of(Ref(target)) == IDENTITY:
        paths.append("properties.principalId")
    elif source.resource.values.get("identity"):
        paths.append("identity.principalId")
    yield from (Ref(target, path) for path in dict.fromkeys(paths))


def _key(key: str, view: View) -> str:
    """A name that is an id, as those of user-assigned identities are."""
    found = view.answers.named(key) if key.startswith("/") else key
    return found.resource if isinstance(found, Ref) else key


def _at(mask: Evaluated, place: int) -> Evaluated:
    return True if mask is True else mask[place] if isinstance(mask, list) and place < len(mask) else None


def _type_of(target: Ref) -> str:
    tail = (target.resource + target.suffix).rpartition("/providers/")[2].split("/")
    return "/".join((tail[0], *tail[1::2])).lower()
