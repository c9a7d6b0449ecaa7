"""Schedules of a Machine Learning workspace that watch a model in production (child resources, action `CreateMonitor`)."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from enclave.graph.body import MISSING, Undecided, flag, last_segment, lookup, number, text, texts
from enclave.graph.model import Resource, Value
from enclave.graph.parts import Place, stated

TYPE = "Microsoft.MachineLearningServices/workspaces/schedules"
API_VERSION = "2026-05-01"
MONITOR = "CreateMonitor"


class ModelMonitor(Struct, frozen=True):
    """A model in production, and when it is compared with what it saw before."""

    id: str
    workspace: str
    """Id of the workspace."""
    name: str
    endpoint: str
    """Name of the online endpoint."""
    deployment: str
    """Name of its deployment, which collects what goes in and comes out."""
    task: str
    """`Classification` or `Regression`."""
    signals: tuple[str, ...]
    """`DataDrift`, `DataQuality`, `PredictionDrift`."""
    emails: tuple[str, ...]
    """Who is told."""
    window: str
    """How far back each comparison looks, an ISO 8601 duration; the time before it is the reference."""
    every: str
    """`Day` or `Week`."""
    interval: int
    instance: str
    """Size of the machines that compare."""
    enabled: bool = True


def read(resource: Resource) -> ModelMonitor:
    """A monitor. Raises `Undecided` for a schedule that does something else."""
    body, path = resource.body, "properties.action.monitorDefinition"
    if text(body, "properties.action.actionType") != MONITOR:
        raise Undecided("properties.action.actionType", resource.id)
    endpoint, _, deployment = text(body, f"{path}.monitoringTarget.deploymentId").removeprefix("azureml:").partition(":")
    signals = lookup(body, f"{path}.signals")
    if not isinstance(signals, Mapping) and signals is not MISSING:
        raise Undecided("signals", resource.id)
    found = signals if isinstance(signals, Mapping) else {}
    return ModelMonitor(
        id=resource.id,
        workspace=resource.parent or "",
        name=last_segment(resource.name),
        endpoint=endpoint,
        deployment=deployment,
        task=text(body, f"{path}.monitoringTarget.taskType"),
        signals=tuple(text(signal, "signalType") for signal in found.values()),
        emails=texts(body, f"{path}.alertNotificationSettings.emailNotificationSettings.emails"),
        window=next((text(signal, "productionData.windowSize") for signal in found.values()), ""),
        every=text(body, "properties.trigger.frequency"),
        interval=number(body, "properties.trigger.interval", 1),
        instance=text(body, f"{path}.computeConfiguration.instanceType"),
        enabled=flag(body, "properties.isEnabled", True),
    )


def write(monitor: ModelMonitor, workspace: Resource, place: Place, depends_on: tuple[str, ...] = ()) -> tuple[Resource, ...]:
    """The schedule. The comparison runs on machines without a name in the workspace's managed network."""
    definition = stated(
        computeConfiguration={
            "computeType": "ServerlessSpark",
            "computeIdentity": {"computeIdentityType": "ManagedIdentity"},
            "instanceType": monitor.instance,
            "runtimeVersion": "3.4",
        },
        monitoringTarget={"taskType": monitor.task, "deploymentId": f"azureml:{monitor.endpoint}:{monitor.deployment}"},
        signals={signal.lower(): _signal(monitor, signal) for signal in monitor.signals},
        alertNotificationSettings={"emailNotificationSettings": {"emails": list(monitor.emails)}} if monitor.emails else None,
    )
    properties: dict[str, Value] = {
        "displayName": monitor.name,
        "isEnabled": monitor.enabled,
        "trigger": {"triggerType": "Recurrence", "frequency": monitor.every, "interval": monitor.interval, "timeZone": "UTC"},
        "action": {"actionType": MONITOR, "monitorDefinition": definition},
    }
    body: dict[str, Value] = {"properties": properties}
    return (place.below(workspace, "schedules", API_VERSION, monitor.name, body, depends_on=depends_on),)


def _signal(monitor: ModelMonitor, signal: str) -> Value:
    """What is compared: the last window with the one before it, as the deployment's data collector keeps them."""
    context = "model_outputs" if signal == "PredictionDrift" else "model_inputs"

    def rolling(offset: str) -> Value:
        return {
            "inputDataType": "Rolling",
            "jobInputType": "uri_folder",
            "dataContext": context,
            "uri": f"azureml:{monitor.endpoint}-{monitor.deployment}-{context}:1",
            "windowSize": monitor.window,
            "windowOffset": offset,
        }

    return {
        "signalType": signal,
        "productionData": rolling("P0D"),
        "referenceData": rolling(monitor.window),
        "metricThresholds": [_threshold(signal, data_type) for data_type in ("Numerical", "Categorical")],
    }


def _threshold(signal: str, data_type: str) -> Value:
    metric = "JensenShannonDistance" if signal.endswith("Drift") else "NullValueRate"
    limit = 0.1 if signal.endswith("Drift") else 0.05
    return {"dataType": data_type, "metric": metric, "threshold": {"value": limit}}
