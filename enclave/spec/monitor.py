"""Which models are watched for drift, and what drift sets off. Secrets are not written here: `ENCLAVE_TRIGGER_<NAME>_TOKEN`."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from enclave.spec.base import ENDPOINT, WORKSPACE, Count, Days, Key, Label, Model, Share, Slug

Endpoint = Annotated[str, StringConstraints(pattern=ENDPOINT, max_length=255)]


class Watched(Model):
    """One model whose predictions are compared with a reference, each period once it is over."""

    project: Slug = Field(description="project whose callers may send its telemetry")
    reference: str = Field(
        min_length=1,
        max_length=255,
        description="CSV or Parquet of a time when all was well, beside this file: the features, and `prediction`,"
        " `score` and `label` where there are any",
    )
    every: Literal["hour", "day", "week"] = Field(default="day", description="the period that is compared")
    false_alarm_rate: Share = Field(default=Decimal("0.05"), description="chance that there is any false alarm in `days`")
    days: Days = Field(default=365, description="time in which there is any false alarm with the chance of `false_alarm_rate`")
    detectors: tuple[Annotated[str, StringConstraints(max_length=64)], ...] = Field(
        default=(), description="detectors, by name; without them the default ones"
    )
    problem: Literal["classification", "regression"] | None = Field(default=None, description="without it the labels tell")


class AzureMl(Model):
    """A job of Azure Machine Learning, started by managed identity."""

    workspace: str = Field(pattern=WORKSPACE, description="id of the workspace")
    job: str = Field(min_length=1, max_length=255, description="JSON file with the job's `properties`, beside this one")


class BatchEndpoint(Model):
    """A batch endpoint of Azure Machine Learning, invoked by managed identity."""

    address: Endpoint = Field(description="where it is invoked, `https://<endpoint>.<region>.inference.ml.azure.com/jobs`")
    job: str | None = Field(
        default=None, min_length=1, max_length=255, description="JSON file with `properties`, such as `InputData`, beside this one"
    )
    deployment: Label | None = Field(default=None, description="without it the endpoint's default one")


class Trigger(Model):
    """What drift sets off, of exactly one kind."""

    webhook: Endpoint | None = Field(
        default=None, description="address that gets a CloudEvent; a token is in `ENCLAVE_TRIGGER_<NAME>_TOKEN`"
    )
    event_grid: Endpoint | None = Field(default=None, description="endpoint of an Event Grid topic, signed in by managed identity")
    azure_ml: AzureMl | None = Field(default=None, description="a training job or pipeline")
    batch_endpoint: BatchEndpoint | None = Field(default=None, description="a pipeline that was deployed to a batch endpoint")
    cool_down_hours: Count = Field(default=24, description="how long after one drift another one sets nothing off")


class Monitor(Model):
    """Drift of models, and what it sets off."""

    models: dict[Label, Watched] = Field(default={}, description="models by the name that their telemetry has")
    triggers: dict[Key, Trigger] = Field(default={}, description="what drift sets off, by a name that you choose")
