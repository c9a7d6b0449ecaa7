"""What an enclave is built of beyond networks and AI accounts: each component with its settings, and the hardening switches.

A component is written as `kubernetes: true`, `kubernetes: false` or with its settings, which mean `true`. What is not written
is as the scenario says (`presets.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from enclave.spec.base import (
    GROUP,
    MONTH,
    ONE_LINE,
    PATH,
    DeploymentName,
    GalleryImage,
    Image,
    Model,
    Range,
    Reason,
    Unsafe,
    VmSize,
)
from enclave.spec.component import Component
from enclave.spec.data_components import (
    Backup,
    CosmosDb,
    DataFactory,
    DataLake,
    Postgresql,
    Redis,
    SiteRecovery,
    Sql,
    Synapse,
)

Percent = Annotated[int, Field(strict=True, ge=1, le=1000)]


class Bastion(Component):
    """Azure Bastion: the only way to a machine's management port."""

    sources: tuple[Range, ...] = Field(
        default=(), alias="from", description="address ranges of administrators; none: everybody whom Microsoft Entra lets in"
    )
    native_client: bool = Field(default=False, strict=True, description="tunnels for `ssh` on one's own machine, which no recording sees")
    session_recording: bool = Field(
        default=False, strict=True, description="records what is seen in the browser; the container for it is named in the portal"
    )


class NatGateway(Component):
    """A NAT gateway that the firewall leaves through, so that it does not run out of ports."""


class DdosProtection(Component):
    """A DDoS protection plan for the hub networks, one for the whole enclave."""


class ApplicationInsights(Component):
    """Application Insights over the region's workspace."""


class Workbooks(Component):
    """Workbooks: AI security dashboards in the portal."""


class Alerts(Component):
    """Alert rules, and an action group that tells `contacts`."""


class DataCollection(Component):
    """Data collection rules for machines, clusters and the gateway's own log."""


class Grafana(Component):
    """Azure Monitor workspace for Prometheus metrics, and managed Grafana over it."""


class Kubernetes(Component):
    """A private Kubernetes cluster, which runs the gateway."""

    image: Image | None = Field(
        default=None, description="the gateway's image in the region's registry; without it, its digest is asked for when it is deployed"
    )
    most_replicas: Annotated[int, Field(strict=True, ge=1, le=100)] = Field(
        default=10, description="copies of the gateway at most; one only where no `redis` keeps their common budgets"
    )
    node_size: VmSize = Field(default="Standard_D4ds_v5", description="size of the nodes; it must have a local disk")
    most_nodes: Annotated[int, Field(strict=True, ge=3, le=100)] = Field(default=6, description="nodes of each pool at most")


class ServiceMesh(Component):
    """The Istio service mesh of the cluster."""


class ContainerRegistry(Component):
    """A private container registry."""

    untagged_days: Annotated[int, Field(strict=True, ge=1, le=365)] = Field(
        default=30, description="days after which an image that no tag names is deleted"
    )


class ContainerApps(Component):
    """An internal Container Apps environment."""

    image: Image | None = Field(
        default=None, description="the app's image in the region's registry; without it only the environment is built"
    )
    port: Annotated[int, Field(strict=True, ge=1, le=65535)] = Field(default=8080, description="port that the app listens on")
    most_replicas: Annotated[int, Field(strict=True, ge=1, le=300)] = Field(default=10, description="copies of the app at most")


class ContainerInstances(Component):
    """Container groups for short jobs."""

    image: Image | None = Field(
        default=None, description="the job's image in the region's registry; without it the enclave's own program"
    )
    command: tuple[Annotated[str, Field(pattern=ONE_LINE, min_length=1, max_length=1000)], ...] = Field(
        default=(), description="what the job runs; empty: what its image says"
    )
    cpus: Annotated[int, Field(strict=True, ge=1, le=4)] = Field(default=1, description="processors")
    memory_gb: Annotated[int, Field(strict=True, ge=1, le=16)] = Field(default=2, description="gigabytes of memory")


class VirtualMachines(Component):
    """Virtual machines for training and development, one beside the other. People log in with Microsoft Entra, through Bastion."""

    count: int = Field(default=1, strict=True, ge=1, le=20, description="machines in each region")
    size: VmSize | None = Field(default=None, description="the default has a graphics processor where the scenario is ai-training")
    image: GalleryImage | None = Field(default=None, description="an image of your own; the default is Ubuntu")
    data_disk_gb: int = Field(default=256, strict=True, ge=4, le=32767, description="size of the disk beside the system's")


class ScaleSets(Component):
    """Workers for batch jobs: a scale set that follows their load, and the clock."""

    size: VmSize | None = Field(default=None, description="the default follows `performance_tier`")
    image: GalleryImage | None = Field(default=None, description="an image of your own; the default is Ubuntu")
    least: int | None = Field(default=None, strict=True, ge=0, le=1000, description="machines at night; the default is that of the tier")
    most: int | None = Field(default=None, strict=True, ge=1, le=1000, description="machines at most; the default is that of the tier")


class DedicatedHosts(Component):
    """Hosts that no other customer of Azure shares, for the virtual machines."""

    count: int = Field(default=1, strict=True, ge=1, le=10, description="hosts in each region")


class ProximityPlacementGroups(Component):
    """Machines placed close to each other."""


class HybridRunbookWorker(Component):
    """Automation jobs that run inside the network."""


class LoadBalancer(Component):
    """An internal load balancer, and the scale set behind it that runs the gateway where no cluster does, or a front door asks."""

    size: VmSize | None = Field(default=None, description="size of the machines; the default follows `performance_tier`")
    image: GalleryImage | None = Field(
        default=None, description="an image of your own that starts the gateway; the default is Ubuntu, which somebody must install it on"
    )


class TrafficManager(Component):
    """A name for each project, answered with its region's way in, or with that of the next region that may serve it."""


class Cdn(Component):
    """Static files of the console and the documentation, kept at the front door's edge."""

    paths: tuple[Annotated[str, Field(pattern=PATH, max_length=100)], ...] = Field(
        default=("/static/*",), min_length=1, description="requests that are answered from there"
    )
    days: int = Field(default=7, strict=True, ge=1, le=365, description="days that a file is kept at the edge")


class PrivilegedIdentity(Component):
    """Privileged roles only on activation, with approval and an end. Contributors and operators hold none all the time."""

    approvers: UUID | None = Field(default=None, description="group of which somebody else approves; the default is `identity.operators`")
    activation_hours: int = Field(default=4, strict=True, ge=1, le=24, description="longest that a role stays active")
    eligible_days: int = Field(default=180, strict=True, ge=1, le=365, description="days until somebody must be made eligible again")
    require_ticket: bool = Field(default=True, strict=True, description="whoever activates a role names a ticket")


class ConditionalAccess(Component):
    """Conditional access policies for the gateway and for the management of Azure."""

    report_only: bool = Field(default=False, strict=True, description="the policies only report what they would stop, to begin with")
    sign_in_hours: int = Field(default=8, strict=True, ge=1, le=24, description="hours until callers sign in again; administrators: half")
    trusted_ranges: tuple[Range, ...] = Field(
        default=(), description="public address ranges that people sign in from; none: from anywhere"
    )


class AccessReviews(Component):
    """Recurring reviews of who is in the groups of `access`."""

    every_months: Literal[1, 3, 6, 12] = Field(default=3, description="months from one review to the next")
    days: int = Field(default=14, strict=True, ge=1, le=27, description="days that owners of a group have; whom nobody confirms is out")


class Partner(Model):
    """An organisation whose people may be guests."""

    tenant: UUID = Field(description="its Microsoft Entra tenant id")
    why: Reason = Field(description="what its people do here")
    trust_mfa: bool = Field(default=False, strict=True, description="a second factor that they gave at home is enough")
    trust_compliant_devices: bool = Field(default=False, strict=True, description="a device that complies at home complies here")


class ExternalIdentities(Component):
    """Guests from partner organisations, and from no others."""

    partners: tuple[Partner, ...] = Field(default=(), description="the only organisations whose people may be guests")


class DocumentIntelligence(Component):
    """Azure AI Document Intelligence."""


class ContentSafety(Component):
    """Azure AI Content Safety."""


class Language(Component):
    """Azure AI Language."""


class Speech(Component):
    """Azure AI Speech."""


class Translator(Component):
    """Azure AI Translator."""


class Vision(Component):
    """Azure AI Vision."""


class Search(Component):
    """Azure AI Search."""

    sku: Literal["basic", "standard", "standard2", "standard3"] = Field(default="standard", description="tier")
    replicas: Annotated[int, Field(strict=True, ge=1, le=12)] = Field(
        default=3, description="copies, one in each zone; Microsoft promises nothing of queries below 2 and of indexing below 3"
    )
    partitions: Literal[1, 2, 3, 4, 6, 12] = Field(default=1, description="parts that the indexes are divided into")
    semantic_ranker: Literal["disabled", "standard"] = Field(default="disabled", description="ranks answers by their meaning")


class ModelMonitor(Model):
    """A model of the workspace in production, whose inputs and answers are compared with those of the week before, every day."""

    endpoint: DeploymentName = Field(description="online endpoint; it must be there, with a deployment that collects its data")
    deployment: DeploymentName = Field(description="its deployment")
    task: Literal["Classification", "Regression"] = Field(description="what the model does")


class MachineLearning(Component):
    """A Machine Learning workspace with a managed network. Where the scenario is ai-training it has a cluster."""

    vm_size: VmSize = Field(default="Standard_DS3_v2", description="size of the cluster's machines")
    most_nodes: Annotated[int, Field(strict=True, ge=1, le=100)] = Field(default=4, description="machines of the cluster at most")
    monitors: tuple[ModelMonitor, ...] = Field(default=(), description="models that are watched for drift")


class LogicApps(Component):
    """Workflows that operators start: one opens an incident in Sentinel, one trains a model again where models are trained."""


class ServiceBus(Component):
    """A Service Bus namespace for jobs and events."""


class Policies(Component):
    """Azure Policy assignments that hold whoever deploys to the rules of this file."""

    enforce: bool = Field(default=True, strict=True, description="off: policies only report what they would deny, to begin with")


class CostBudget(Component):
    """Budgets over what Azure itself charges, with alerts to `contacts`."""

    alert_at: tuple[Percent, ...] = Field(
        default=(50, 80, 100), min_length=1, max_length=4, description="per cent of a budget at which people are told"
    )


class Components(Model):
    """What is built beyond the networks, the firewall and the AI services."""

    bastion: Bastion = Field(default=Bastion(), description="the only way to a machine's management port")
    nat_gateway: NatGateway = Field(default=NatGateway(), description="more ports for the firewall's way out")
    ddos_protection: DdosProtection = Field(default=DdosProtection(), description="plan for the hub networks")
    application_insights: ApplicationInsights = Field(default=ApplicationInsights(), description="traces of applications")
    workbooks: Workbooks = Field(default=Workbooks(), description="AI security dashboards in the portal")
    alerts: Alerts = Field(default=Alerts(), description="alert rules that tell `contacts`")
    data_collection: DataCollection = Field(default=DataCollection(), description="rules for what machines and clusters send")
    grafana: Grafana = Field(default=Grafana(), description="Prometheus metrics and managed Grafana")
    kubernetes: Kubernetes = Field(default=Kubernetes(), description="private cluster, which runs the gateway")
    service_mesh: ServiceMesh = Field(default=ServiceMesh(), description="Istio in the cluster")
    container_registry: ContainerRegistry = Field(default=ContainerRegistry(), description="private registry")
    container_apps: ContainerApps = Field(default=ContainerApps(), description="internal Container Apps environment")
    container_instances: ContainerInstances = Field(default=ContainerInstances(), description="container groups for short jobs")
    cosmos_db: CosmosDb = Field(default=CosmosDb(), description="document database")
    sql: Sql = Field(default=Sql(), description="SQL database with secure enclaves")
    postgresql: Postgresql = Field(default=Postgresql(), description="PostgreSQL flexible server")
    redis: Redis = Field(default=Redis(), description="cache, and the budgets of several gateways")
    data_factory: DataFactory = Field(
        default=DataFactory(),
        description="data pipelines in a managed network; no setting closes Azure's own runtime to them, so the proof leaves it open",
    )
    synapse: Synapse = Field(default=Synapse(), description="data warehouse with exfiltration protection")
    data_lake: DataLake = Field(default=DataLake(), description="storage for data sets and files of agents")
    backup: Backup = Field(default=Backup(), description="vaults, policies, backup storage, restore procedures")
    site_recovery: SiteRecovery = Field(default=SiteRecovery(), description="replication of machines to the pair")
    virtual_machines: VirtualMachines = Field(default=VirtualMachines(), description="machines for training and development")
    scale_sets: ScaleSets = Field(default=ScaleSets(), description="machines that follow the load")
    dedicated_hosts: DedicatedHosts = Field(default=DedicatedHosts(), description="hosts that nobody else shares")
    proximity_placement_groups: ProximityPlacementGroups = Field(
        default=ProximityPlacementGroups(), description="machines close to each other"
    )
    hybrid_runbook_worker: HybridRunbookWorker = Field(default=HybridRunbookWorker(), description="automation jobs inside the network")
    load_balancer: LoadBalancer = Field(default=LoadBalancer(), description="internal, in front of the scale sets")
    traffic_manager: TrafficManager = Field(default=TrafficManager(), description="DNS answers over the regions' ways in")
    cdn: Cdn = Field(default=Cdn(), description="caching of static files at the front door")
    privileged_identity: PrivilegedIdentity = Field(default=PrivilegedIdentity(), description="privileged roles on activation only")
    conditional_access: ConditionalAccess = Field(default=ConditionalAccess(), description="conditions of signing in")
    access_reviews: AccessReviews = Field(default=AccessReviews(), description="recurring reviews of groups")
    external_identities: ExternalIdentities = Field(default=ExternalIdentities(), description="guests of partner organisations")
    document_intelligence: DocumentIntelligence = Field(default=DocumentIntelligence(), description="Document Intelligence")
    content_safety: ContentSafety = Field(default=ContentSafety(), description="Content Safety")
    language: Language = Field(default=Language(), description="Language")
    speech: Speech = Field(default=Speech(), description="Speech")
    translator: Translator = Field(default=Translator(), description="Translator")
    vision: Vision = Field(default=Vision(), description="Vision")
    search: Search = Field(default=Search(), description="AI Search")
    machine_learning: MachineLearning = Field(default=MachineLearning(), description="Machine Learning workspace")
    logic_apps: LogicApps = Field(default=LogicApps(), description="workflows for incidents and retraining")
    service_bus: ServiceBus = Field(default=ServiceBus(), description="jobs and events")
    policies: Policies = Field(default=Policies(), description="Azure Policy assignments")
    cost_budget: CostBudget = Field(default=CostBudget(), description="budgets over what Azure charges")


NEEDS: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "service_mesh": ("kubernetes",),
    "kubernetes": ("container_registry",),
    "container_apps": ("container_registry",),
    "container_instances": ("container_registry",),
    "site_recovery": ("backup", "virtual_machines"),
    "dedicated_hosts": ("virtual_machines",),
    "proximity_placement_groups": ("virtual_machines",),
    "hybrid_runbook_worker": ("virtual_machines",),
    "virtual_machines": ("bastion", "data_collection"),
    "scale_sets": ("data_collection",),
    "load_balancer": ("data_collection",),
    "machine_learning": ("container_registry", "application_insights", "data_lake"),
    "synapse": ("data_lake",),
})
"""Component -> components that it cannot work without."""
AGENTS_NEED: tuple[str, ...] = ("cosmos_db", "search")
"""Components that hold the threads and the index of agents, beside a storage account of their own; a project with agents brings them."""
ASKS: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "kubernetes": ("identity.operators",),
    "sql": ("identity.operators",),
    "postgresql": ("identity.operators",),
    "synapse": ("identity.operators",),
    "privileged_identity": ("identity.operators",),
    "conditional_access": ("identity.application", "identity.break_glass"),
    "access_reviews": ("governance.starts",),
    "cost_budget": ("governance.starts",),
})
"""Component -> keys that only the owner can answer: without them no scenario builds it."""


class Security(Model):
    """Hardening. What is not written is as `security_level` and `data_classification` say."""

    customer_managed_keys: bool | None = Field(default=None, strict=True, description="services encrypt with keys of your own vault")
    double_encryption: bool | None = Field(default=None, strict=True, description="a second layer of encryption where a service has one")
    tls_inspection: bool | None = Field(default=None, strict=True, description="the firewall opens TLS to the declared names")
    require_private_endpoints: bool | None = Field(
        default=None, strict=True, description="policy denies services without a private endpoint"
    )
    managed_network_isolation: bool | None = Field(
        default=None, strict=True,
        description="managed networks of AI services send to approved destinations only; `false` refutes the proof",
    )
    classify_data: bool | None = Field(
        default=None, strict=True, description="every resource says its data classification; storage is searched for sensitive data"
    )
    information_protection_labels: bool | None = Field(default=None, strict=True, description="labels on columns of databases")
    defender: bool | None = Field(default=None, strict=True, description="Microsoft Defender for Cloud")
    sentinel: bool | None = Field(default=None, strict=True, description="Microsoft Sentinel with analytics rules")
    threat_intelligence: bool | None = Field(default=None, strict=True, description="known bad destinations are denied and reported")
    behavioral_analytics: bool | None = Field(default=None, strict=True, description="Sentinel learns what users and machines usually do")
    resource_locks: bool | None = Field(default=None, strict=True, description="locks against deletion")
    unsafe_allow_cross_tenant_replication: Unsafe | None = Field(
        default=None, description="storage may replicate to accounts of other tenants"
    )
    unsafe_disable_purge_protection: Unsafe | None = Field(
        default=None, description="vaults can be emptied for good before their time; refused with keys of your own"
    )
    unsafe_allow_public_network_access: Unsafe | None = Field(
        default=None, description="opens AI, key and data services to the internet; the proof is refuted"
    )


class Governance(Model):
    """How the enclave stands in the organisation's Azure."""

    management_group: str | None = Field(
        default=None, pattern=GROUP,
        description="id of the management group that policies are assigned to; without it, the subscription",
    )
    starts: str | None = Field(
        default=None, pattern=MONTH,
        description="month of the first deployment, `2026-12`: budgets and access reviews count from it, and Azure never lets it change",
    )
    monthly_usd: int | None = Field(
        default=None, strict=True, ge=1, description="US dollars that Azure may charge in a month before `contacts` are told"
    )
    generation: int = Field(
        default=1, strict=True, ge=1, le=99,
        description="raise it to build anew after everything was deleted: a deleted vault keeps its name for up to 90 days",
    )
