"""Keys and certificates: where each stands, what it is for, when it is replaced."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from enclave.graph.model import Graph, Ref, Resource
from enclave.report.controls.evidence import Given
from enclave.report.controls.rotation import KINDS, KeyAge, key_ages
from enclave.report.runbook.blocks import Code, Part, Section, Table, Text
from enclave.report.runbook.topology import NAMES, mapping
from enclave.report.text import short

KEYS, ORIGIN = "Microsoft.KeyVault/vaults/keys", "Microsoft.Cdn/profiles/originGroups/origins"
SECRET = re.compile(r"https://([A-Za-z0-9-]+)\.vault\.[a-z.]+/secrets/([A-Za-z0-9-]+)")
MOUNTED = re.compile(r"objectName: (\S*certificate)\n")
FOR = {
    "ingress-certificate": "what callers see: a certificate of your names, which you import",
    "gateway-certificate": "what the gateway shows to whoever calls it, from inside or out",
    "gateway-authority": "the root that signed it, which the application gateway believes alone",
}
ROLES = {"microsoft.authorization/roleassignments", "microsoft.authorization/locks"}


HEAD = ("Key", "Where", "Replaced after", "In use since", "Due", "Shown by")


def section(given: Given) -> Section:
    """The hierarchy, and how far its rotation is."""
    users = _users(given.graph)
    rows = []
    for key in given.graph.of_type(KEYS):
        properties = mapping(key.body.get("properties"))
        policy = mapping(properties.get("rotationPolicy"))
        actions = policy.get("lifetimeActions")
        rotates = [
            str(mapping(mapping(one).get("trigger")).get("timeAfterCreate") or mapping(mapping(one).get("trigger")).get("timeBeforeExpiry"))
            for one in (actions if isinstance(actions, list | tuple) else ())
            if str(mapping(mapping(one).get("action")).get("type", "")).lower() == "rotate"
        ]
        expires = mapping(policy.get("attributes")).get("expiryTime")
        rows.append((
            f"`{short(key.id)}`", f"{properties.get('kty', '')} {properties.get('keySize', '')}".strip(),
            ", ".join(sorted(users.get(key.id.lower(), ()))) or "nothing yet",
            f"replaced after {rotates[0]}" if rotates else "not replaced", f"expires after {expires}" if expires else "does not expire",
        ))  # fmt: skip
    return Section("keys", "Keys", (
        Text("A service's data key is wrapped by a key of the vault, which never leaves its hardware. Vaults keep what is deleted and let"
             " nobody purge it (rule `key-vault-purge-protection`)."),
        Table(("Key", "Kind", "Encrypts", "Rotation", "End"), tuple(rows), empty="None: `security.customer_managed_keys` is off."),
        Part("How old they are", (
            Text("What shows the age of a key: the log (`--data`), an export of what runs (`--observed`), a vault's own list"
                 " (`--vault-list`). A key that nothing shows is neither young nor old. Where no period is configured it is a year."),
            Table(HEAD, tuple(_age(key, given) for of in KINDS for key in key_ages(of, given))),
            Code("az keyvault key list --vault-name VAULT -o json > keys.json\n"
                 "az keyvault secret list --vault-name VAULT -o json > secrets.json\n"
                 f"enclave report controls {given.source} --data {given.data or 'DIR'} --vault-list keys.json --vault-list secrets.json"),
        )),
        Part("Certificates", (
            Text("`enclave deploy` looks for each before it deploys what reads it, and stops where one is missing or has ended. One from"
                 " the same authority is taken up without a restart when you bring it, or when Key Vault renews it. At its end nobody gets"
                 " through, and nothing goes on without TLS; the alert `certificate-expiry` comes 14 days before."),
            Table(("Certificate", "Vault", "What it is", "Read by", "Names"), _certificates(given.graph), empty="None: nothing reads one."),
            Code("az keyvault secret list-versions --vault-name VAULT --name gateway-certificate\n"
                 "az keyvault secret set --vault-name VAULT --name gateway-certificate --file gateway.pem"
                 " --content-type application/x-pem-file --expires 2028-11-22T00:00:00Z\n"
                 "az keyvault secret set --vault-name VAULT --name gateway-authority --file root.pem --encoding base64"),
        )),
        Part("The key of the log", (
            Text("An Ed25519 key in the data directory of the gateway signs checkpoints. Proofs that an older key signed stay good."),
            Code("enclave audit rotate --data DIR\nenclave audit verify --data DIR"),
        )),
    ))  # fmt: skip


def _age(key: KeyAge, given: Given) -> tuple[str, ...]:
    since = "unknown" if key.since is None else f"{key.since.date()}{'' if key.exact else ' or before'}"
    due = "unknown" if key.due is None else f"{key.due.date()}{'' if key.due > given.now else ': **past**'}"
    return key.name, key.where, f"{key.days} days" if key.days is not None else "never", since, due, key.source or "nothing"


def _users(graph: Graph) -> dict[str, set[str]]:
    """What each key encrypts, by what people call its type."""
    found: dict[str, set[str]] = defaultdict(set)
    keys = {key.id.lower() for key in graph.of_type(KEYS)}
    for resource in graph:
        if resource.type.lower() in ROLES or resource.type == KEYS:
            continue
        name = f"{NAMES.get(resource.type.lower(), resource.type.rpartition('/')[2])} `{resource.name.rpartition('/')[2]}`"
        for key in _keys(resource.body):
            if key in keys:
                found[key].add(name)
    return found


def _keys(value: object) -> Iterator[str]:
    """Ids of keys that a body names: by a reference, or by a vault and a name beside it."""
    if isinstance(value, Ref):
        yield value.resource.lower()
    elif isinstance(value, Mapping):
        name = next((inner for key, inner in value.items() if str(key).lower() == "keyname"), None)
        for inner in value.values():
            if isinstance(name, str) and isinstance(inner, Ref):
                yield f"{inner.resource}/keys/{name}".lower()
            yield from _keys(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _keys(inner)


def _certificates(graph: Graph) -> tuple[tuple[str, ...], ...]:
    """Every certificate that a resource or a pod reads from a vault of the graph, by vault and name."""
    vaults = {vault.name.lower(): vault for vault in graph.of_type("Microsoft.KeyVault/vaults")}
    readers: dict[tuple[str, str], set[str]] = defaultdict(set)
    for resource in graph:
        found = set(SECRET.findall("\n".join(_texts(resource.body))))
        mounted = mapping(mapping(resource.body.get("spec")).get("parameters"))
        found |= {(str(mounted.get("keyvaultName")), name) for name in MOUNTED.findall(str(mounted.get("objects", "")))}
        for vault, name in found:
            if vault.lower() in vaults and name in FOR:
                readers[vault.lower(), name].add(f"`{resource.name.rpartition('/')[2]}`" if not mounted else "the gateway's pods")
    return tuple(
        (f"`{name}`", f"`{vaults[vault].name}`", FOR[name], ", ".join(sorted(readers[vault, name])), _names(graph, vaults[vault], name))
        for vault, name in sorted(readers)
    )


def _names(graph: Graph, vault: Resource, certificate: str) -> str:
    """The names that a certificate of the gateway must be good for: those of its zone, and of the origins of a front door."""
    if certificate != "gateway-certificate":
        return ""
    records = [each for each in graph.of_type("Microsoft.Network/privateDnsZones/A") if each.stamp == vault.stamp]
    zones = [each.name.partition("/")[0] for each in records if each.name.endswith("/@")]
    wild = [f"*.{each.name.partition('/')[0]}" for each in records if each.name.endswith("/*")]
    hosts = (str(mapping(each.body.get("properties")).get("hostName")) for each in graph.of_type(ORIGIN))
    own = re.sub("[-_]+", "-", vault.stamp).strip("-")
    origins = [host for host in hosts if any(host == f"{own}.{zone}" for zone in zones)]
    return ", ".join(f"`{name}`" for name in dict.fromkeys((*zones, *wild, *origins)))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)
