"""The shape of `enclave.yaml`: frozen models that refuse unknown keys. Every key but a few has a safe default.

`None` means "not written": presets fill the hub's (`presets.py`), and a project's is as the hub says.
"""

from __future__ import annotations

from ipaddress import IPv4Network
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from enclave.spec.alerts import Alerts
from enclave.spec.audit import Audit
from enclave.spec.base import (
    EMAIL,
    NO_SPACE,
    REDIS,
    Count,
    Days,
    DeploymentName,
    Fqdn,
    Host,
    Key,
    Label,
    Model,
    Range,
    Reason,
    Share,
    Slug,
    Spend,
    Unsafe,
)
from enclave.spec.components import Components, Governance, Security
from enclave.spec.dlp import DataClassification, Dlp
from enclave.spec.gateway_name import Gateway
from enclave.spec.images import Images
from enclave.spec.monitor import Monitor
from enclave.spec.sign_in import SignIn
from enclave.spec.sinks import Sink
from enclave.spec.telemetry import Telemetry

Scenario = Literal["ai-training", "ai-inference", "ai-development"]
SecurityLevel = Literal["maximum", "high"]
NetworkIsolation = Literal["complete", "managed", "selective"]
PerformanceTier = Literal["standard", "premium"]
Switch = Literal["enabled", "disabled"]
ComplianceTag = Literal["gdpr", "hipaa", "soc-2", "iso-27001", "fedramp", "irap", "pci-dss", "nist-800-53"]
Upgrade = Literal["never", "when-retired", "when-newer"]
Role = Literal["user", "contributor", "auditor"]
Severity = Literal["low", "medium", "high"]
"""Content is stopped from this severity up: `low` stops the most."""
OtherSurface = Literal["images", "audio", "files", "batches", "vector_stores", "realtime"]
"""APIs that carry what no scanner reads, or that work while nobody waits. `batches` and `vector_stores` need `files`."""
Sku = Literal[
    "Standard", "DataZoneStandard", "GlobalStandard", "ProvisionedManaged", "DataZoneProvisionedManaged",
    "GlobalProvisionedManaged", "GlobalBatch", "DataZoneBatch",
]
Platform = Literal["openai", "foundry", "foundry-classic"]
"""Azure OpenAI account; Foundry account with a project; Foundry (classic) hub and project workspaces beside an account."""


CONTENT_SAFETY = (
    "the gateway asks Content Safety of the region about every prompt and every answer, too, and lets nothing pass that `content_filters`"
    " stop or that it could not ask about; `protected_code` stays with the models' own filters"
)

SURFACES = (
    "APIs beside texts: `images`, `audio`, `files`, `batches`, `vector_stores`, `realtime`. A project has those that both it and the hub"
    " name; the others are refused by name. `dlp.uninspected` decides about pictures and sound, which nobody looks into"
)


class Identity(Model):
    """Whose tokens the gateway accepts."""

    tenant: UUID = Field(description="Microsoft Entra tenant id")
    audience: str = Field(pattern=NO_SPACE, max_length=255, description="audience that a token must name, `api://<name>`")
    application: UUID | None = Field(default=None, description="client id of the app registration that the audience belongs to")
    operators: UUID | None = Field(default=None, description="group that administers the platform: clusters, databases, vaults")
    auditors: UUID | None = Field(default=None, description="group that reads the configuration and the logs of the whole enclave")
    break_glass: UUID | None = Field(default=None, description="group of emergency accounts, which conditional access never holds back")
    look_up_groups: bool | None = Field(
        default=None, strict=True,
        description="the gateway asks Microsoft Graph for the groups of callers who are in more than a token carries; needs"
        " `graph.microsoft.com` in `network.egress`, and User.Read.All and GroupMember.Read.All for the gateway's identity",
    )
    directory_logs: bool = Field(
        default=False, strict=True, description="Sentinel gets the sign-ins and changes of the whole tenant, not of this enclave alone"
    )
    sign_in: SignIn | None = Field(
        default=None, description="people sign in to the console with their browser; without it they paste a token there"
    )


class Region(Model):
    """A place where models run, and the compliance regimes that it satisfies."""

    location: str = Field(description="Azure region by its programmatic name, `westeurope`")
    pair: str | None = Field(default=None, description="Azure region for recovery, inside the same residency boundary")
    compliance: tuple[ComplianceTag, ...] = Field(default=(), description="regimes that this region satisfies")
    address_space: Range | None = Field(
        default=None, description="its own block, /20 or larger, outside `network.address_space`; without it a /20 is carved from there"
    )


class Egress(Model):
    """One name that workloads may reach through the firewall. Everything else is denied."""

    fqdn: Fqdn = Field(description="host name, or a wildcard over one owner's names, `*.example.com`")
    why: Reason = Field(description="what needs it; it becomes the description of the firewall rule")
    unsafe_allow_shared_suffix: Unsafe | None = Field(
        default=None, description="allows a wildcard over names that anybody can register: data can leave there, and the proof is refuted"
    )


class Ingress(Model):
    """One declared way in from outside."""

    through: Literal["application-gateway", "front-door"] = Field(
        description="the resource that takes the traffic; it goes on to the gateway by TLS, a front door over a private link"
    )
    sources: tuple[Range, ...] = Field(alias="from", min_length=1, description="address ranges that may come in")
    why: Reason = Field(description="who comes this way")
    host: Host | None = Field(
        default=None,
        description="name that callers use, of a domain of yours; at a front door or with `traffic_manager` each project gets"
        " `<project>.<host>`",
    )
    unsafe_allow_edge_processing: Unsafe | None = Field(
        default=None,
        description="allows a front door although a compliance tag keeps data in its geography: TLS is opened wherever a caller is near",
    )


class Network(Model):
    """The address space, carved the same way every time, and what may cross its edge."""

    address_space: Range = Field(
        default=IPv4Network("10.40.0.0/16"), description="private; each region gets the next /20 of it, in the order of the file"
    )
    egress: tuple[Egress, ...] = Field(default=(), description="the only names that workloads may reach")
    package_feeds: tuple[Host, ...] = Field(
        default=(),
        description="hosts of your organisation's own package feeds or mirrors, which machines and container apps of developers may reach"
        " with `network_isolation: selective`",
    )
    ingress: tuple[Ingress, ...] = Field(default=(), description="the only ways in; none: reachable from inside only")
    gateway: Gateway = Field(default=Gateway(), description="the gateway's name and certificate: all its callers come by TLS")
    unsafe_allow_public_egress: Unsafe | None = Field(
        default=None, description="workloads may reach any name; the proof is refuted"
    )


class Allowance(Model):
    """Hard ceilings of one caller, or of one model."""

    daily_usd: Spend | None = Field(default=None, description="US dollars in one day")
    monthly_usd: Spend | None = Field(default=None, description="US dollars in one calendar month")


class Budget(Model):
    """Hard ceilings, reserved before a call is made. Days and months are those of `hub.budget.time_zone`."""

    daily_usd: Spend | None = Field(default=None, description="US dollars in one day")
    monthly_usd: Spend | None = Field(default=None, description="US dollars in one calendar month")
    request_tokens: Count | None = Field(default=None, description="prompt and answer of one request together")
    per_caller: Allowance | None = Field(default=None, description="ceilings of each caller, over all projects or in one")
    per_model: dict[Label, Allowance] | None = Field(default=None, description="ceilings of a model, by its name in `hub.models`")
    warn_at: tuple[Share, ...] | None = Field(
        default=None, description="shares of every ceiling, `[0.8, 0.95]`: the first call that reaches one is logged and its answer says so"
    )


class Rate(Model):
    """How much in any minute. What was not used for a minute may be used at once."""

    requests_per_minute: Count | None = Field(default=None, description="calls")
    tokens_per_minute: Count | None = Field(default=None, description="tokens of prompts and answers")


class RateLimits(Rate):
    """How much in any minute: of each project, and of each caller and each deployment in it."""

    per_caller: Rate | None = Field(default=None, description="of each caller")
    per_deployment: Rate | None = Field(default=None, description="of each deployment")


class HubBudget(Budget):
    """Ceilings over all projects together, and per request; and whose days and months they go by."""

    time_zone: str | None = Field(
        default=None, max_length=64, description="whose days and months, `Europe/Berlin`; UTC when it is not written"
    )


class Ledger(Model):
    """Where what was spent is kept. Without it: a file in the data directory, for gateways on one machine."""

    redis: str | None = Field(
        default=None, pattern=REDIS, max_length=255,
        description="Redis or Valkey that gateways on several machines share, `rediss://<host>:<port>/<database>`; user and password are"
        " not written here: `ENCLAVE_REDIS_USER`, `ENCLAVE_REDIS_PASSWORD`",
    )
    prices: str | None = Field(
        default=None, min_length=1, max_length=255,
        description="file with prices instead of the program's own, beside this one: an answer of Azure's retail prices, or one of the form"
        " of `prices.json`; what it does not have cannot be called",
    )
    price_table: str | None = Field(
        default=None, max_length=900_000, description="what that file says, instead of reading it: so the gateway's pod gets it"
    )


class Retention(Model):
    """Days that records are kept."""

    audit_days: Days | None = Field(default=None, description="category Audit")
    request_response_days: Days | None = Field(default=None, description="category RequestResponse")
    metrics_days: Days | None = Field(default=None, description="AllMetrics")


class ContentFilters(Model):
    """What Azure's content filters stop, in prompts and in answers. A value that is not written is as the hub says."""

    hate: Severity | None = Field(default=None, description="hate and unfairness, from this severity up")
    sexual: Severity | None = Field(default=None, description="sexual content, from this severity up")
    violence: Severity | None = Field(default=None, description="violence, from this severity up")
    self_harm: Severity | None = Field(default=None, description="self-harm, from this severity up")
    jailbreak: bool | None = Field(default=None, strict=True, description="prompts that try to get around the rules of the model")
    indirect_attacks: bool | None = Field(default=None, strict=True, description="instructions that hide in documents and tool answers")
    protected_text: bool | None = Field(default=None, strict=True, description="known text of others, such as lyrics and articles")
    protected_code: bool | None = Field(default=None, strict=True, description="known code of public repositories")


class Hub(Model):
    """Policy for every project. A project can only tighten it."""

    models: tuple[Label, ...] = Field(default=(), description="models that projects may deploy; empty: none")
    compliance: tuple[ComplianceTag, ...] = Field(default=(), description="tags that every project's regions must have")
    dlp: Dlp = Field(default=Dlp(), description="data loss prevention, on prompts and answers")
    content_filters: ContentFilters = Field(default=ContentFilters(), description="harmful content and attacks, on prompts and answers")
    content_safety: bool | None = Field(default=None, strict=True, description=CONTENT_SAFETY)
    surfaces: tuple[OtherSurface, ...] = Field(default=(), description=SURFACES)
    budget: HubBudget = Field(default=HubBudget(), description="ceilings over all projects together, and per request")
    rate_limits: RateLimits | None = Field(default=None, description="how much in any minute each project may ask for at most")
    retention: Retention = Field(default=Retention(), description="how long logs are kept at least")


class Deployment(Model):
    """One model deployment. Its key in `deployments` is the name that clients use."""

    model: Label = Field(description="model name, one of `hub.models`")
    version: Label = Field(description="model version, in quotes: \"2024-11-20\"")
    sku: Sku = Field(
        default="Standard",
        description="deployment type: in the region, in its data zone (`DataZone*`) or anywhere (`Global*`, which must be allowed)",
    )
    capacity: Annotated[int, Field(strict=True, ge=1, le=100_000)] = Field(
        default=10, description="thousands of tokens per minute, or provisioned units"
    )
    upgrade: Upgrade = Field(
        default="never", description="another version takes its place: `never`, `when-retired`, or `when-newer` than Azure's default"
    )


class Access(Model):
    """A Microsoft Entra group and what its members may do in a project."""

    group: UUID = Field(description="object id of the group")
    role: Role = Field(description="`user` calls models, `contributor` also manages deployments, `auditor` only reads")


class Project(Model):
    """One team's workload: where it runs, what it may call, who may call, and its own tightening of hub policy."""

    region: Key = Field(description="key of the region that serves it")
    failover_regions: tuple[Key, ...] = Field(default=(), description="other regions that may serve it, in order of preference")
    shares: dict[Key, Count] = Field(
        default={}, description="spreads calls over its regions, `{west: 3, north: 1}`; without it the first serves them all until it fails"
    )
    compliance: tuple[ComplianceTag, ...] = Field(default=(), description="tags that a region must have to serve it, beyond the hub's")
    platform: Platform | None = Field(default=None, description="what serves its models; the default is the scenario's")
    data_classification: DataClassification | None = Field(
        default=None, description="the most sensitive data that it handles; the default is the enclave's"
    )
    agents: bool = Field(default=False, strict=True, description="Foundry agents, with their files and threads in services of yours")
    deployments: dict[DeploymentName, Deployment] = Field(default={}, description="what clients may call, by name")
    dlp: Dlp = Field(default=Dlp(), description="stricter handling of some entities")
    content_filters: ContentFilters = Field(default=ContentFilters(), description="stricter content filters")
    content_safety: bool | None = Field(default=None, strict=True, description=CONTENT_SAFETY)
    surfaces: tuple[OtherSurface, ...] = Field(default=(), description=SURFACES)
    budget: Budget = Field(default=Budget(), description="ceilings of this project")
    rate_limits: RateLimits | None = Field(default=None, description="how much in any minute it may ask for, within the hub's")
    retention: Retention = Field(default=Retention(), description="longer retention")
    access: tuple[Access, ...] = Field(default=(), description="groups that may use it, each with one role")
    unsafe_allow_public_access: Unsafe | None = Field(
        default=None, description="opens the project's AI service to the internet; the proof is refuted"
    )
    unsafe_allow_global_processing: Unsafe | None = Field(
        default=None, description="allows `Global*` deployments, which process data in any geography"
    )


class Spec(Model):
    """The whole file. The defaults of the five switches are those of the default scenario."""

    enclave: Literal["v1"] = Field(description="version of this format")
    name: Slug = Field(description="prefix of every resource name")
    scenario: Scenario = Field(default="ai-inference", description="a preset; whatever else is written overrides it")
    security_level: SecurityLevel = Field(default="high", description="how much hardening; the default is the scenario's")
    network_isolation: NetworkIsolation = Field(
        default="managed", description="how much may cross the edge; the default is the scenario's"
    )
    data_classification: DataClassification = Field(
        default="highly-sensitive", description="the most sensitive data that is handled; the default is the scenario's"
    )
    performance_tier: PerformanceTier = Field(default="premium", description="the default is the scenario's")
    collaboration_tools: Switch = Field(default="disabled", description="shared workspaces for teams; the default is the scenario's")
    compliance: tuple[ComplianceTag, ...] = Field(default=(), description="frameworks that reports are written for")
    identity: Identity = Field(description="whose tokens the gateway accepts")
    regions: dict[Key, Region] = Field(min_length=1, description="places where models run, by a name that you choose")
    contacts: tuple[Annotated[str, Field(pattern=EMAIL, max_length=254)], ...] = Field(
        default=(), description="e-mail addresses that are told of alerts"
    )
    network: Network = Field(default=Network(), description="address space, and what may cross the edge")
    hub: Hub = Field(default=Hub(), description="policy for every project")
    ledger: Ledger | None = Field(default=None, description="where what was spent is kept")
    audit: Audit = Field(default=Audit(), description="where checkpoints of the log are kept, and whether prompts and answers are")
    sinks: dict[Key, Sink] | None = Field(default=None, description="where the log goes beside its directory, by a name that you choose")
    telemetry: Telemetry = Field(default=Telemetry(), description="traces, and where they go")
    alerts: Alerts = Field(default=Alerts(), description="what the gateway watches of itself, and who is told")
    monitor: Monitor | None = Field(default=None, description="models that are watched for drift, and what drift sets off")
    projects: dict[Slug, Project] = Field(default={}, description="one per team or workload, by name")
    components: Components = Field(default=Components(), description="what is built beyond networks and AI services")
    security: Security = Field(default=Security(), description="hardening")
    governance: Governance = Field(default=Governance(), description="management group, and what Azure may cost")
    images: Images = Field(default=Images(), description="which container images may be deployed, by their vulnerability reports")
