"""Customer-managed keys: for each purpose a key in the region's vault of keys, and one identity that may wrap with it.

The pass `keys` writes them; other passes ask for theirs with `key(site, purpose)` and get None where the spec wants no keys.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from msgspec import Struct

from enclave.compose.names import resource_name
from enclave.compose.site import Site, own_ending
from enclave.errors import EnclaveError
from enclave.graph.azure_facts import role
from enclave.graph.model import Ref
from enclave.graph.resources import key_vaults, role_assignments, user_assigned_identities
from enclave.graph.resources.role_assignments import assignment_name
from enclave.spec.models import Platform

WRAP = ("wrapKey", "unwrapKey")
ENCRYPT = ("encrypt", "decrypt")
SERVICE_USER = "Key Vault Crypto Service Encryption User"
"""May read, wrap and unwrap."""
CRYPTO_USER = "Key Vault Crypto User"
"""May also encrypt and decrypt."""


class Purpose(Struct, frozen=True):
    """What a key is for."""

    components: tuple[str, ...] = ()
    """Components any one of which makes the key; none: every region has it."""
    platform: Platform | None = None
    """Platform of projects that makes it too."""
    bits: int = 3072
    operations: tuple[str, ...] = WRAP
    role: str = SERVICE_USER
    """What the identity may do with the key, and with no other."""
    holder: str = ""
    """What the identity is for, where it is a component's own and made by its pass; empty: an identity for this key alone."""


COGNITIVE = ("document_intelligence", "content_safety", "language", "speech", "translator", "vision")
PURPOSES: Mapping[str, Purpose] = MappingProxyType({
    "ai-services": Purpose(),
    # the single services take 2048 bits only (learn.microsoft.com/azure/ai-services/language-service/concepts/encryption-data-at-rest)
    "cognitive-services": Purpose(COGNITIVE, bits=2048),
    # learn.microsoft.com/azure/search/search-security-manage-encryption-keys asks for all four operations
    "search": Purpose(("search",), operations=(*WRAP, *ENCRYPT)),
    "machine-learning": Purpose(("machine_learning",), platform="foundry-classic"),
    "service-bus": Purpose(("service_bus",)),
    "storage": Purpose(),
    "data-lake": Purpose(("data_lake",)),
    "disks": Purpose(("virtual_machines", "scale_sets", "kubernetes", "load_balancer")),
    # secrets of a cluster are encrypted, not wrapped (learn.microsoft.com/azure/aks/use-kms-etcd-encryption)
    "kubernetes": Purpose(("kubernetes",), operations=(*WRAP, *ENCRYPT), role=CRYPTO_USER, holder="kubernetes"),
    "container-registry": Purpose(("container_registry",)),
    "cosmos-db": Purpose(("cosmos_db",)),
    "sql": Purpose(("sql",)),
    "postgresql": Purpose(("postgresql",)),
    "redis": Purpose(("redis",)),
    "data-factory": Purpose(("data_factory",)),
    "synapse": Purpose(("synapse",)),
    "backup": Purpose(("backup",)),
    "automation": Purpose(("hybrid_runbook_worker",)),
})
"""Purpose, which is the key's name -> the key. 3072 bits are what every one of the other services takes."""


class CustomerKey(Struct, frozen=True):
    """A key that a service encrypts with."""

    vault: str
    """Id of the vault."""
    key_name: str
    identity: str
    """Id of the user-assigned identity that may wrap with the key."""
    depends_on: tuple[str, ...]
    """What must be there before the service: its identity may not use the key any sooner."""

    @property
    def key(self) -> str:
        """Id of the key."""
        return f"{self.vault}/keys/{self.key_name}"

    @property
    def vault_uri(self) -> Ref:
        """`https://<vault>.vault.azure.net/`."""
        return Ref(self.vault, "properties.vaultUri")

    @property
    def key_id(self) -> Ref:
        """URI of the key without a version: services that get it follow a rotation by themselves."""
        return Ref(self.key, "properties.keyUri")

    @property
    def client_id(self) -> Ref:
        """Client id of the identity."""
        return Ref(self.identity, "properties.clientId")


def key(site: Site, purpose: str) -> CustomerKey | None:
    """The key for a purpose; None where `security.customer_managed_keys` is off.

    Raises EnclaveError for a purpose that nobody has listed or that no component of the site has.
    """
    if not site.spec.security.customer_managed_keys:
        return None
    if purpose not in purposes(site):
        raise EnclaveError(f"no key is made for `{purpose}`", hint="list it in PURPOSES with the component that it is for")
    vault = keys_vault(site)
    what = PURPOSES[purpose]
    identity = site.id(user_assigned_identities.TYPE, *((what.holder,) if what.holder else ("key", purpose)))
    owned = f"{vault}/keys/{purpose}"
    name = assignment_name(owned, identity, role(what.role))
    return CustomerKey(vault, purpose, identity, (f"{owned}/providers/{role_assignments.TYPE}/{name}",))


def purposes(site: Site) -> tuple[str, ...]:
    """The purposes that a region needs keys for; none where `security.customer_managed_keys` is off."""
    if not site.spec.security.customer_managed_keys:
        return ()
    return tuple(name for name, purpose in PURPOSES.items() if _used(site, purpose))


def _used(site: Site, purpose: Purpose) -> bool:
    if not purpose.components:
        return True
    built = any(getattr(site.spec.components, part).enabled for part in purpose.components)
    return built or (purpose.platform is not None and any(found.platform == purpose.platform for found in site.projects.values()))


def keys_vault(site: Site) -> str:
    """Id of the region's vault of keys, which holds nothing else."""
    ending = own_ending(site.spec, str(site.spec.identity.tenant), site.key, "keys")
    return site.named(key_vaults.TYPE, resource_name(key_vaults.TYPE, "keys", site.spec.name, ending=ending))


