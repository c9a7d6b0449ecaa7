"""Keys: where each stands, what it encrypts, when it is replaced."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from enclave.graph.model import Graph, Ref
from enclave.report.controls.evidence import Given
from enclave.report.controls.rotation import KINDS, KeyAge, key_ages
from enclave.report.runbook.blocks import Code, Part, Section, Table, Text
from enclave.report.runbook.topology import NAMES, mapping
from enclave.report.text import short

KEYS = "Microsoft.KeyVault/vaults/keys"
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
