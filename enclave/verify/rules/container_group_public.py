"""Rule container-group-public: a container instance has a public address."""

from __future__ import annotations

from enclave.finding import Severity
from enclave.verify.rule import Native, References, Rule, holding
from enclave.verify.samples import SUBNET, container_group
from enclave.verify.settings import OneOf, Setting

SETTINGS = (
    Setting(
        "Microsoft.ContainerInstance/containerGroups",
        "properties.ipAddress.type",
        OneOf(("private",)),
        absent=None,
        source="learn.microsoft.com/azure/container-instances/container-instances-vnet",
    ),
)

RULE = Rule(
    id="container-group-public",
    title="a container instance has a public address",
    severity=Severity.HIGH,
    why="the container stands on the internet with nothing before it: container instances have no security group of their own there",
    fix="set `ipAddress.type: Private` and `subnetIds`",
    check=holding(SETTINGS),
    references=References(
        mcsb=("NS-1", "NS-2"),
        policies=("8af8f826-edcb-4178-b35f-851ea6fea615",),
        pages=("learn.microsoft.com/azure/container-instances/container-instances-vnet",),
    ),
    fails=(container_group(ipAddress={"type": "Public", "ports": [{"port": 443}]}, subnetIds=[{"id": SUBNET}]),),
    passes=(container_group(ipAddress={"type": "Private", "ports": [{"port": 443}]}, subnetIds=[{"id": SUBNET}]),),
    azurerm=(Native("azurerm_container_group", "ip_address_type", "Private"),),
    settings=SETTINGS,
)
