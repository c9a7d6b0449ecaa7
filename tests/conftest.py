"""Fixtures for every room: where the example and the shared material are."""

from __future__ import annotations

import asyncio
import gc
import importlib.util
import json
import os
import re
import socket
import subprocess
import threading
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from random import SystemRandom
from time import thread_time
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from enclave.graph.model import Ref, Resource, Secret

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"

settings.register_profile("repeatable", deadline=None, derandomize=True, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("explore", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))


def pytest_collection_finish() -> None:
    """What was collected stays: thousands of tests need not be looked at by every collection of garbage."""
    gc.collect()
    gc.freeze()


def pytest_unconfigure() -> None:
    """At the end it may be collected: otherwise DuckDB's binding prints a page of what still lived, for each worker."""
    gc.unfreeze()


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository root."""
    return ROOT


@pytest.fixture(scope="session")
def told() -> Callable[[str], list[str]]:
    """The lines that a program wrote to its errors, without the one that only the first start of all writes on a machine."""
    return lambda err: [line for line in err.splitlines() if not line.startswith("compiling the patterns of values")]


def _unused_port() -> int:
    while True:
        port = SystemRandom().randrange(10_000, 30_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


@pytest.fixture(scope="session")
def unused_port() -> Callable[[], int]:
    """A port on which nothing listens. It lies below those that the kernel gives to who asks for any: until a program has taken it no
    other test's server or connection can, and who tries whether somebody answers there cannot be connected with himself."""
    return _unused_port


async def _until(holds: Callable[[], object], seconds: float = 60) -> None:
    for _ in range(int(seconds * 100)):
        if holds():
            return
        await asyncio.sleep(0.01)
    raise AssertionError(f"not so after {seconds} s")


@pytest.fixture(scope="session")
def until() -> Callable[..., Awaitable[None]]:
    """`await until(lambda: ...)` what is to come has come; a pause of so many milliseconds says nothing on a machine that is busy."""
    return _until


@pytest.fixture(scope="session")
def bank(root: Path) -> Path:
    """The bank of the examples, with models that do not change with the times."""
    return root / "tests" / "bank" / "enclave.yaml"


@contextmanager
def _deadline(process: subprocess.Popen[str], seconds: float = 120) -> Iterator[None]:
    timer = threading.Timer(seconds, process.kill)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


@pytest.fixture(scope="session")
def deadline() -> Callable[..., AbstractContextManager[None]]:
    """`with deadline(process):` a process that says nothing is killed after two minutes, so that nobody waits for its next line."""
    return _deadline


def _cpu_seconds(call: Callable[[], object]) -> float:
    gc.disable()
    try:
        start = thread_time()
        call()
        return thread_time() - start
    finally:
        gc.enable()


@pytest.fixture(scope="session")
def cpu_seconds() -> Callable[[Callable[[], object]], float]:
    """What a call costs this thread, the least of three: what other threads do and what other tests left to be collected is not counted."""
    return lambda call: min(_cpu_seconds(call) for _ in range(3))


@pytest.fixture(scope="session")
def slowness(cpu_seconds: Callable[[Callable[[], object]], float]) -> Callable[[], float]:
    """How many times slower than the machine on which bounds of seconds were written this one is now, at least 1."""
    return lambda: max(1.0, cpu_seconds(lambda: sum(range(200_000))) / 0.002)


@pytest.fixture(scope="session")
def shared() -> Path:
    """Azure's types and the seeds, which lie beside the checkout on the machines of this project only."""
    if not SHARED.is_dir():
        pytest.skip(f"not run: needs {SHARED.name}/ beside the checkout (Azure's types and the seeds)")
    return SHARED


@pytest.fixture(scope="session")
def azure_types(shared: Path) -> Any:
    """The checker of Azure's types, loaded with its data."""
    spec = importlib.util.spec_from_file_location("validate_azure", shared / "azure-types" / "validate.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module, module.Types(str(shared / "azure-types"))


GAPS = (
    # the list is open and names five streams; those of clusters, of Prometheus and of one's own tables are documented elsewhere
    # (learn.microsoft.com/azure/azure-monitor/data-collection/data-collection-rule-structure, streams)
    r"^W open-enum: .*dataCollectionRules\)\.properties\.(dataFlows|dataSources\.extensions)\[\d+\]\.streams\[\d+\]: "
    r"'(Custom-\w+|Microsoft-PrometheusMetrics|Microsoft-ContainerInsights-Group-Default)' ",
    # the list is open and ends with the sizes of 2018 (learn.microsoft.com/rest/api/compute/virtual-machines, HardwareProfile)
    r"^W open-enum: .*virtualMachines\)\.properties\.hardwareProfile\.vmSize: 'Standard_\w+' ",
    # the types know a preview only: it is sent as a request (learn.microsoft.com/rest/api/authorization/role-management-policies)
    r"^W unknown-version: .*roleManagementPolicies\): 2020-10-01$",
)
"""What Azure's types say and Azure does not: values that an open list has left out."""


@pytest.fixture
def problems(azure_types: Any) -> Callable[[Iterable[Resource]], list[str]]:
    """What Azure's types find wrong with resources, warnings included."""
    validate, types = azure_types

    def check(resources: Iterable[Resource]) -> list[str]:
        document = {
            "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
            "contentVersion": "1.0.0.0",
            "resources": [_printed(resource) for resource in resources if not resource.type.startswith("Kubernetes/")],
        }
        found, _ = validate.validate_template(document, types, exact=True)
        return [text for text in map(str, found) if not any(re.search(gap, text) for gap in GAPS)]

    return check


def _printed(resource: Resource) -> dict[str, Any]:
    printed = {"type": resource.type, "apiVersion": resource.api_version, "name": resource.name, **_plain(resource.body)}
    return printed | ({"location": resource.location} if resource.location else {})


def _plain(value: Any) -> Any:
    if isinstance(value, Ref):
        return "[resourceId('x')]"
    if isinstance(value, Secret):
        return "[parameters('x')]"
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list) else value


@pytest.fixture(scope="session")
def graph_problems(root: Path) -> Callable[[str, Mapping[str, Any]], list[str]]:
    """What Microsoft Graph's types find wrong with a body: interface, body -> paths that do not exist or do not fit."""
    facts = json.loads((root / "tests" / "microsoft_graph.json").read_text(encoding="utf-8"))
    kinds = {"string": str, "boolean": bool, "number": int}

    def properties(interface: str) -> dict[str, str]:
        known = facts["interfaces"][interface]
        return {**(properties(known["extends"]) if known["extends"] else {}), **known["properties"]}

    def check(kind: str, value: Any, path: str) -> list[str]:
        if isinstance(value, Ref):
            return []
        if kind.endswith("[]"):
            fits = isinstance(value, list)
            return [found for i, item in enumerate(value) for found in check(kind[:-2], item, f"{path}[{i}]")] if fits else [path]
        if kind in facts["words"]:
            return [] if value and set(str(value).split(",")) <= {*facts["words"][kind]} else [f"{path}: {value}"]
        if kind in kinds:
            return [] if type(value) is kinds[kind] else [f"{path}: {value}"]
        if not isinstance(value, Mapping):
            return [path]
        concrete = str(value.get("@odata.type", kind)).removeprefix("#microsoft.graph.")
        known = properties(concrete[0].upper() + concrete[1:])
        return [
            found
            for key, item in value.items() if not key.startswith("@odata.")
            for found in (check(known[key], item, f"{path}.{key}") if key in known else [f"{path}.{key}"])
        ]

    return lambda interface, body: check(interface, body, interface)
