"""Hypothesis strategies for graphs that every target can say: stamps, modules, references in all their forms."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from enclave.graph.model import Egress, Flow, FrontDoor, Graph, Intent, Ref, Resource, Secret, Terms, Waiver

STAMPS = {"europe": "westeurope", "us_healthcare": "eastus", "asia": "japaneast"}
MODULES = ("virtual-network/subnets", "monitoring/diagnostic-settings", "key-vault/key-vault")
KINDS = (
    ("Microsoft.Network/virtualNetworks", "2025-09-01"),
    ("Microsoft.KeyVault/vaults", "2026-02-01"),
    ("Microsoft.ManagedIdentity/userAssignedIdentities", "2024-11-30"),
    ("Microsoft.Network/loadBalancers", "2025-09-01"),
)
ROLE = "/providers/Microsoft.Authorization/roleDefinitions/5e0bd9bd-7b93-4f28-af87-19fc36ad61bd"

texts = st.one_of(
    st.sampled_from([
        "[a]", "[[a]", "[a", "a]", "[]", "[", "[['x']]", "it's", "''", "${x}", "$", "$${x}", "%{x}", "%%{", "\\", '"', "a\nb", "\t", "",
        "core.windows.net", "login.microsoftonline.com", "westeurope", "europe", "vnet-europe-hub", "us-healthcare", "Enabled",
        "Disabled", "10.0.0.0/16", "${", "{0}", "é", "\u2028", "//x", "/* x */", "#", "true", "null", "1", "'''",
    ]),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12),
)
keys = st.one_of(
    st.sampled_from(["properties", "value", "odd key", "data-classification", "[x]", "$x", "true", "for", "a.b", "it's", "9"]),
    st.text(st.characters(categories=["Ll", "Nd", "Pd", "Zs"], max_codepoint=0x17F), min_size=1, max_size=6),
).filter(lambda key: key.lower() != "copy")
integers = st.integers(-(2**63), 2**63 - 1)
scalars = st.one_of(texts, integers, st.booleans(), st.none())
plain = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3), max_leaves=6
)


def varied(draw: Any, value: Any) -> Any:
    """A value of the same shape with other leaves here and there, as another region would have it."""
    if isinstance(value, dict):
        return {key: varied(draw, item) for key, item in value.items()}
    if isinstance(value, list):
        if value and all(isinstance(item, str) for item in value) and draw(st.booleans()):
            return draw(st.lists(texts, max_size=3))
        return [varied(draw, item) for item in value]
    if draw(st.integers(0, 2)):
        return value
    if isinstance(value, bool):
        return draw(st.booleans())
    if isinstance(value, int):
        return draw(integers)
    return draw(texts) if isinstance(value, str) else value


@st.composite
def bodies(draw: Any, refs: list[Any], secrets: bool, skeleton: Any = None) -> dict[str, Any]:
    """A body with plain values, references and, when asked for, a secret. With a skeleton it is one of its shape."""
    body: dict[str, Any] = {}
    same = skeleton is not None and draw(st.integers(0, 3))
    properties: dict[str, Any] = dict(varied(draw, skeleton[0]) if same else draw(st.dictionaries(keys, plain, max_size=3)))
    chosen = skeleton[1] if same else draw(st.lists(st.integers(0, 30), max_size=3))
    for index, number in enumerate(chosen if refs else []):
        ref = refs[number % len(refs)]
        if number % 2:
            properties[f"link{index}"] = {"id": ref}
        else:
            properties[f"list{index}"] = [{"name": f"part{index}", "properties": {"target": ref}}]
    if secrets:
        properties["hidden"] = Secret(draw(st.sampled_from(["adminKey", "token"])), "")
    body["properties"] = properties
    if same or draw(st.booleans()):
        body["tags"] = draw(st.sampled_from([{"enclave": "x"}, {"enclave": "x", "data-class": "high"}, {}]))
    if same or draw(st.booleans()):
        body["sku"] = {"name": draw(st.sampled_from(["Standard", "Premium"])), "capacity": draw(st.integers(0, 9))}
    return body


def pointing_at(resource: Resource) -> list[Ref]:
    """References that can be made to a resource."""
    refs = [Ref(resource.id), Ref(resource.id, "properties.principalId"),
            *([Ref(resource.id, "location")] if resource.location else []),
            Ref(resource.id, "properties.parts[0].properties.address"), Ref(resource.id, "identity.principalId"),
            Ref(resource.id, prefix="UserAssignedIdentity=")]
    if resource.parent is None:
        refs.append(Ref(resource.id, "name"))
    if "/providers/" not in resource.scope and resource.type.count("/") == 1:
        refs += [Ref(resource.id, "id", "/subnets/snet-gateway"), Ref(resource.id, "id", "/frontendIPConfigurations/public")]
    return refs


@st.composite
def resources_of(draw: Any, stamp: str, plan: list[Any], outside: list[Any]) -> list[Resource]:
    """The resources of one stamp: of the same kinds in every stamp, with bodies of their own."""
    slug = stamp.replace("_", "-")
    group = Resource("Microsoft.Resources/resourceGroups", "2025-04-01", f"rg-bank-{slug}", "", {}, STAMPS[stamp], "groups", stamp)
    made = [group]
    refs: list[Any] = [Ref(""), Ref(group.id), Ref(ROLE), *outside]
    for number, (kind, module, nested, style, skeleton) in enumerate(plan):
        type_, version = KINDS[kind]
        name = f"res{number}-bank-{slug}" if style != "unique" else f"res{number}{draw(st.text('abc', min_size=3, max_size=3))}"
        before = tuple(draw(st.sets(st.sampled_from([r.id for r in made[1:]]), max_size=2))) if len(made) > 1 else ()
        secret = style == "secret"
        body = draw(bodies(refs, secret, skeleton))
        own = Resource(type_, version, name, group.id, body, STAMPS[stamp], module, stamp, tuple(sorted(before)))
        made.append(own)
        refs += pointing_at(own)
        if style == "identity":
            target = draw(st.sampled_from(made[1:]))
            if target.id != own.id:
                identity = {"type": "UserAssigned", "userAssignedIdentities": {target.id: {}}}
                made[-1] = Resource(type_, version, name, group.id, {**own.body, "identity": identity}, STAMPS[stamp], module, stamp)
        if style == "self":
            body = {**own.body, "own": Ref(own.id, "id", "/frontendIPConfigurations/public")}
            made[-1] = Resource(type_, version, name, group.id, body, STAMPS[stamp], module, stamp)
        if nested:
            child = Resource(f"{type_}/parts", version, f"{name}/part-{number}", group.id, draw(bodies(refs, False)), None,
                             draw(st.sampled_from(MODULES)), stamp)
            extension = Resource("Microsoft.Insights/diagnosticSettings", "2021-05-01-preview", "diag", own.id,
                                 draw(bodies(refs, False)), None, draw(st.sampled_from(MODULES)), stamp)
            if style == "self":
                child = Resource(child.type, version, child.name, group.id, {**child.body, "own": Ref(child.id, "id", "/x/y")}, None,
                                 child.module, stamp)
                extension = Resource(extension.type, extension.api_version, "diag", f"{own.id}/subnets/snet-{slug}", extension.body, None,
                                     extension.module, stamp)
            made += [child, extension]
            refs += [Ref(child.id), Ref(child.id, "id", f"/x/part-{slug}"), Ref(extension.id)]
    return made


@st.composite
def graphs(draw: Any) -> Graph:
    """A graph of one to three stamps and the subscription, without circles."""
    plan = draw(st.lists(
        st.tuples(
            st.integers(0, len(KINDS) - 1), st.sampled_from(MODULES), st.booleans(),
            st.sampled_from(["plain", "unique", "secret", "identity", "self"]),
            st.tuples(st.dictionaries(keys, plain, max_size=3), st.lists(st.integers(0, 30), max_size=3)),
        ),
        max_size=4,
    ))
    resources: list[Resource] = []
    for stamp in draw(st.lists(st.sampled_from(sorted(STAMPS)), min_size=1, max_size=3, unique=True)):
        outside = [Ref(r.id) for r in resources if r.type.count("/") == 1]
        resources += draw(resources_of(stamp, plan if draw(st.integers(0, 3)) else plan[:1], outside))
    if draw(st.booleans()):
        refs = [ref for resource in resources[1:] for ref in pointing_at(resource) if "/providers/" in resource.id]
        resources.append(Resource("Microsoft.Authorization/roleAssignments", "2022-04-01", "6aace45c-6668-5a3f-8775-ef771a22bccf", "",
                                  draw(bodies([Ref(ROLE), *refs], False)), None, "identity-access/role-assignments"))
    intent = draw(st.none() | st.just(Intent(
        (Egress("mcr.microsoft.com", "[why]"),),
        (FrontDoor("/resourceGroups/x", ("203.0.113.0/24",), "branch"),),
        (Flow("/a/subnets/b", "/c", 443),),
        "sha256:0",
        "sha256:1",
        (Terms("/resourceGroups/x", ("Europe", "[none]"), audit_days=365, customer_managed_keys=True), Terms("")),
        (Waiver("logs", "/c", "why"),),
    )))
    return Graph(tuple(resources), intent)


def moved(draw: Any, value: Any, here: str, there: str) -> Any:
    """A value of one stamp as another one would have it: references follow, leaves vary."""
    if isinstance(value, Ref):
        region = there.removeprefix("bank-")
        fields = [text.replace(here, there).replace("-europe", f"-{region}") for text in (value.resource, value.suffix)]
        return Ref(fields[0], value.path, fields[1], value.prefix)
    if isinstance(value, dict):
        return {key.replace(here, there): moved(draw, item, here, there) for key, item in value.items()}
    if isinstance(value, list) and not all(isinstance(item, str) for item in value):
        return [moved(draw, item, here, there) for item in value]
    return value if isinstance(value, Secret) else varied(draw, value)


@st.composite
def regional(draw: Any) -> Graph:
    """A graph of two or three stamps of the same shape, so that their modules are shared."""
    skeletons = st.tuples(st.dictionaries(keys, plain, max_size=3), st.lists(st.integers(0, 30), max_size=3))
    entry = st.tuples(st.integers(0, 3), st.sampled_from(MODULES), st.booleans(), st.sampled_from(["plain", "secret", "identity", "self"]),
                      skeletons)
    first = draw(resources_of("europe", draw(st.lists(entry, min_size=1, max_size=3)), []))
    resources = list(first)
    for stamp in draw(st.sampled_from([["asia"], ["us_healthcare"], ["us_healthcare", "asia"]])):
        slug = stamp.replace("_", "-")
        for old in first:
            texts_ = (old.name, old.scope, *old.depends_on)
            ids = [text.replace("bank-europe", f"bank-{slug}").replace("/snet-europe", f"/snet-{slug}") for text in texts_]
            body = moved(draw, dict(old.body), "bank-europe", f"bank-{slug}")
            location = STAMPS[stamp] if old.location else None
            resources.append(Resource(old.type, old.api_version, ids[0], ids[1], body, location, old.module, stamp, tuple(ids[2:])))
    return Graph(tuple(resources))


@st.composite
def everywhere(draw: Any) -> Graph:
    """A graph with resources at every scope: resource groups, the subscription, a management group, the tenant."""
    graph = draw(graphs())
    resources = list(graph.resources)
    above = "/providers/Microsoft.Management/managementGroups/corp"
    kinds = tuple(f"Microsoft.Authorization/{kind}" for kind in ("policyDefinitions", "policyAssignments", "roleAssignments"))
    if draw(st.booleans()):
        resources.append(Resource("Microsoft.Management/managementGroups", "2023-04-01", "corp", "", draw(bodies([Ref("")], False)), None,
                                  "governance/groups"))
    refs = [Ref(resource.id) for resource in resources if resource.id.count("/providers/") == 1 and resource.scope]
    for number, (kind, scope, secret) in enumerate(draw(st.lists(
        st.tuples(st.sampled_from(kinds), st.sampled_from(["", above]), st.booleans()), min_size=1, max_size=4,
    ))):
        asked = [Ref(""), *refs, *(Ref(resource.id) for resource in resources if resource.scope == scope and resource.type in kinds)]
        before = tuple(resource.id for resource in resources if resource.type in kinds and draw(st.integers(0, 3)) == 0)
        module, stamp = draw(st.sampled_from(["governance/policy", "governance/logs"])), draw(st.sampled_from(["", "europe"]))
        body = draw(bodies(asked, secret))
        resources.append(Resource(kind, "2025-01-01", f"policy{number}", scope, body, None, module, stamp, before))
    return Graph(tuple(resources), graph.intent)
