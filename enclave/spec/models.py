"""The shape of `enclave.yaml`: frozen models that refuse unknown keys. Every key but a few has a safe default."""

from __future__ import annotations

from decimal import Decimal
from ipaddress import IPv4Network
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Scenario = Literal["ai-training", "ai-inference", "ai-development"]
SecurityLevel = Literal["maximum", "high"]
NetworkIsolation = Literal["complete", "managed", "selective"]
DataClassification = Literal["public", "internal", "confidential", "highly-sensitive"]
PerformanceTier = Literal["standard", "premium"]
Switch = Literal["enabled", "disabled"]
ComplianceTag = Literal["gdpr", "hipaa", "soc-2", "iso-27001", "fedramp", "irap", "pci-dss", "nist-800-53"]
Role = Literal["user", "contributor", "auditor"]

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{1,22}[a-z0-9]$")]
"""A name that becomes part of resource names: lower case, digits and hyphens, 3 to 24 characters."""
Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,31}$")]
"""A key that a person chose, for a region."""
Fqdn = Annotated[str, StringConstraints(pattern=r"^(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$")]
Entity = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{1,40}$")]
Reason = Annotated[str, StringConstraints(min_length=3, max_length=500)]


class Model(BaseModel):
    """The base of every part: frozen, and a key that nobody knows is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Unsafe(Model):
    """A dangerous choice. It always needs a reason, and the reason is always reported."""

    reason: Reason


class Identity(Model):
    """Whose tokens the gateway accepts."""

    tenant: UUID = Field(description="Microsoft Entra tenant id")
    audience: str = Field(min_length=1, description="audience that a token must name, `api://<name>`")


class Region(Model):
    """A place where models run, and the compliance regimes that it satisfies (the seed's REGIONAL_CONFIG)."""

    location: str = Field(description="Azure region name, `westeurope`")
    pair: str | None = Field(default=None, description="Azure region for recovery")
    compliance: tuple[ComplianceTag, ...] = ()
    address_space: IPv4Network | None = Field(
        default=None, description="its own block, outside `network.address_space`; without it a /20 is carved from there"
    )


class Egress(Model):
    """One name that workloads may reach through the firewall. Everything else is denied."""

    fqdn: Fqdn
    why: Reason


class Ingress(Model):
    """One declared way in from outside."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_by_name=True, validate_by_alias=True)

    through: Literal["application-gateway", "front-door"]
    sources: tuple[IPv4Network, ...] = Field(alias="from", min_length=1)
    why: Reason


class Network(Model):
    """The address space, carved the same way every time, and what may cross its edge."""

    address_space: IPv4Network = IPv4Network("10.40.0.0/16")
    egress: tuple[Egress, ...] = ()
    ingress: tuple[Ingress, ...] = ()


class Dlp(Model):
    """What happens to a value of each entity. None: as the hub says (for the hub: as the preset says)."""

    block: tuple[Entity, ...] | None = None
    redact: tuple[Entity, ...] | None = None
    log: tuple[Entity, ...] | None = None


class Budget(Model):
    """Hard ceilings. None: no ceiling of its own at this level."""

    daily_usd: Decimal | None = Field(default=None, ge=0, max_digits=12, decimal_places=6)
    monthly_usd: Decimal | None = Field(default=None, ge=0, max_digits=12, decimal_places=6)
    request_tokens: int | None = Field(default=None, ge=1, description="prompt and answer of one request together")


class Retention(Model):
    """Days that records are kept. Defaults are the seed's."""

    audit_days: int | None = Field(default=None, ge=1, le=4383)
    request_response_days: int | None = Field(default=None, ge=1, le=4383)
    metrics_days: int | None = Field(default=None, ge=1, le=4383)


class Hub(Model):
    """Policy for every project. A project can only tighten it."""

    models: tuple[str, ...] = Field(default=(), description="models that projects may deploy; empty: none")
    compliance: tuple[ComplianceTag, ...] = Field(default=(), description="tags that every project's region must have")
    dlp: Dlp = Dlp()
    budget: Budget = Budget()
    retention: Retention = Retention()


class Deployment(Model):
    """One model deployment. Its key in `deployments` is the name that clients use."""

    model: str
    version: str
    sku: Literal[
        "Standard", "DataZoneStandard", "GlobalStandard", "ProvisionedManaged", "DataZoneProvisionedManaged",
        "GlobalProvisionedManaged", "GlobalBatch", "DataZoneBatch",
    ] = "Standard"
    capacity: int = Field(default=10, ge=1, le=100_000, description="thousands of tokens per minute, or units")


class Access(Model):
    """A Microsoft Entra group and what its members may do in a project."""

    group: UUID
    role: Role


class Project(Model):
    """One team's workload: where it runs, what it may call, who may call, and its own tightening of hub policy."""

    region: Key
    failover_regions: tuple[Key, ...] = Field(default=(), description="other regions that may serve it")
    compliance: tuple[ComplianceTag, ...] = Field(default=(), description="tags that a region must have to serve it")
    deployments: dict[Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$")], Deployment] = {}
    dlp: Dlp = Dlp()
    budget: Budget = Budget()
    retention: Retention = Retention()
    access: tuple[Access, ...] = ()
    unsafe_allow_public_access: Unsafe | None = Field(
        default=None, description="opens the project's AI service to the internet; the proof is refuted"
    )
    unsafe_allow_global_processing: Unsafe | None = Field(
        default=None, description="allows `Global*` deployments, which process data in any geography"
    )


class Spec(Model):
    """The whole file."""

    enclave: Literal["v1"]
    name: Slug
    scenario: Scenario = "ai-inference"
    security_level: SecurityLevel = "maximum"
    network_isolation: NetworkIsolation = "complete"
    data_classification: DataClassification = "highly-sensitive"
    performance_tier: PerformanceTier = "standard"
    collaboration_tools: Switch = "disabled"
    compliance: tuple[ComplianceTag, ...] = Field(default=(), description="frameworks that reports are written for")
    identity: Identity
    regions: dict[Key, Region] = Field(min_length=1)
    network: Network = Network()
    hub: Hub = Hub()
    projects: dict[Slug, Project] = {}
