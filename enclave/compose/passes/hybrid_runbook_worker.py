"""Automation jobs that run inside the network: an account that nobody reaches from outside, and the machines that do its work.

Jobs act as the machine's own identity, which has no rights until somebody grants them; the account keeps no credentials.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from enclave.compose.encryption import key
from enclave.compose.endpoints import private_endpoint
from enclave.compose.machines import extension
from enclave.compose.passes.virtual_machines import machine_ids
from enclave.compose.site import MANAGEMENT_ENDPOINTS, Site
from enclave.graph.model import Ref, Resource
from enclave.graph.parts import Identity
from enclave.graph.resources import automation_accounts, virtual_machine_extensions
from enclave.graph.resources.automation_accounts import AutomationAccount, AutomationKey, WorkerGroup

PURPOSE = "automation"
GROUP = "inside"
ENDPOINTS = ("Webhook", "DSCAndHybridWorker")
REGISTRATION = "properties.automationHybridServiceUrl"
"""Where an account says what its workers register at."""


def runbook_worker(site: Site, built: Sequence[Resource]) -> Iterator[Resource]:
    """The account with its group of workers, its private endpoints, and the extension of each machine."""
    if not site.spec.components.hybrid_runbook_worker.enabled:
        return
    place = site.place("compute/hybrid-runbook-worker")
    customer = key(site, PURPOSE)
    account = AutomationAccount(
        id=account_id(site),
        location=site.region.location,
        sku="Basic",
        public_network_access=site.public_access != "Disabled",
        local_auth_disabled=True,
        identity=Identity("UserAssigned", (customer.identity,)) if customer else Identity("SystemAssigned"),
        key=AutomationKey(customer.vault_uri, customer.key_name, customer.identity) if customer else None,
        groups=(WorkerGroup(GROUP, machine_ids(site)),),
    )
    yield from automation_accounts.write(account, place, depends_on=customer.depends_on if customer else ())
    endpoints: list[str] = []
    for group in ENDPOINTS:
        for resource in private_endpoint(site, place, (automation_accounts.TYPE, group), account.id, MANAGEMENT_ENDPOINTS):
            endpoints.append(resource.id)
            yield resource
    machines = {resource.id: resource for resource in built}
    for machine in machine_ids(site):
        worker = extension("worker", settings={"AutomationAccountURL": Ref(account.id, REGISTRATION)})
        # a worker registers while its extension is installed, over the private endpoint
        yield from virtual_machine_extensions.write(worker, machines[machine], place, depends_on=tuple(endpoints))


def account_id(site: Site) -> str:
    """Id of the automation account."""
    return site.id(automation_accounts.TYPE)
