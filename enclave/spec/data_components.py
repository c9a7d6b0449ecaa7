"""Components that keep data, and those that bring it back."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from enclave.spec.base import ContainerName, DatabaseName, Days, DeploymentName, PartitionKey, PostgresqlSize, ResourceGuard
from enclave.spec.component import Component

RedisSize = Literal[
    "Balanced_B3", "Balanced_B5", "Balanced_B10", "Balanced_B20", "MemoryOptimized_M10", "MemoryOptimized_M20",
    "ComputeOptimized_X3", "ComputeOptimized_X5", "ComputeOptimized_X10", "ComputeOptimized_X20",
]
"""Sizes that stay one shard, on which a budget is charged at once with those above it: up to 24 GB
(learn.microsoft.com/azure/redis/architecture, clustering policies)."""


class CosmosDb(Component):
    """A Cosmos DB account."""

    databases: dict[DeploymentName, dict[DeploymentName, PartitionKey]] = Field(
        default={}, description="databases, their containers, and the path that each is divided by: `chats: /userId`; agents make their own"
    )
    most_throughput: Annotated[int, Field(strict=True, ge=1000, le=1_000_000, multiple_of=1000)] = Field(
        default=1000, description="request units each second that a database may grow to"
    )


class Sql(Component):
    """A SQL server with databases that have secure enclaves."""

    databases: tuple[DeploymentName, ...] = Field(default=("enclave",), min_length=1, description="names of the databases")
    tier: Literal["general-purpose", "business-critical"] = Field(default="general-purpose", description="kind of compute and storage")
    cores: Annotated[int, Field(strict=True, ge=2, le=128)] = Field(default=2, description="virtual cores of each database")
    ledger: bool = Field(
        default=True, strict=True, description="every table keeps an account of its changes that can be checked; it cannot be changed later"
    )


class Postgresql(Component):
    """A PostgreSQL flexible server."""

    databases: tuple[DatabaseName, ...] = Field(default=("enclave",), min_length=1, description="names of the databases")
    version: Literal["15", "16", "17", "18"] = Field(default="17", description="major version, in quotes")
    size: PostgresqlSize = Field(default="Standard_D2ds_v5", description="size of the server, `Standard_D2ds_v5` or `Standard_E4ds_v5`")
    storage_gb: Literal[32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384] = Field(
        default=128, description="storage at first; it grows by itself"
    )


class Redis(Component):
    """Managed Redis; it holds the budgets of a gateway with several replicas."""

    size: RedisSize = Field(default="Balanced_B3", description="size, `Balanced_B3` to `Balanced_B20`")


class DataFactory(Component):
    """A data factory in a managed network."""


class Synapse(Component):
    """A Synapse workspace with exfiltration protection."""


class DataLake(Component):
    """A storage account for data sets and the files of agents."""

    containers: tuple[ContainerName, ...] = Field(default=("raw", "curated"), description="names of its containers")
    unchangeable: dict[ContainerName, Days] = Field(
        default={}, description="more containers, and the days in which nobody can change or delete what lies there"
    )


class Backup(Component):
    """Vaults for backups, policies, backup storage and restore procedures."""

    daily_days: Annotated[int, Field(strict=True, ge=7, le=9999)] | None = Field(
        default=None, description="days that daily copies are kept; without it those of `hub.retention.request_response_days`, at least 30"
    )
    weeks: Annotated[int, Field(strict=True, ge=0, le=520)] | None = Field(
        default=None, description="weekly copies that are kept; without it 12"
    )
    months: Annotated[int, Field(strict=True, ge=0, le=120)] | None = Field(
        default=None, description="monthly copies that are kept; without it 12"
    )
    years: Annotated[int, Field(strict=True, ge=0, le=10)] | None = Field(
        default=None, description="yearly copies that are kept; without it, as long as audit records, and six under hipaa"
    )
    lock_for_good: bool = Field(
        default=False, strict=True,
        description="locks vaults so that nobody can ever shorten how long copies are kept, nor delete a vault before: it cannot be undone."
        " Azure locks no vault that it is just making: deploy once without it",
    )
    resource_guard: ResourceGuard | None = Field(
        default=None,
        description="a resource guard that other people own: without their consent nobody deletes copies or shortens their time",
    )


class SiteRecovery(Component):
    """Replication of machines to the region's pair."""
