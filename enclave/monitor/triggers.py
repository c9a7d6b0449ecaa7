"""What drift sets off: a webhook, an Azure Machine Learning job or batch endpoint, an Event Grid event; once for each drift, with the
evidence.

Sources: learn.microsoft.com/rest/api/azureml/jobs/create-or-update; learn.microsoft.com/azure/event-grid/cloud-event-schema;
learn.microsoft.com/azure/machine-learning/how-to-access-data-batch-endpoints-jobs (tabs REST), read 2026-11.
"""

from __future__ import annotations

import hashlib
import json
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

import requests

from enclave.errors import EnclaveError
from enclave.monitor.watching import Found

Kind = Literal["webhook", "azure_ml", "batch_endpoint", "event_grid"]
ARM = "https://management.azure.com"
JOBS = "2024-10-01"
SCOPES: dict[Kind, str] = {
    "webhook": "", "azure_ml": f"{ARM}/.default", "batch_endpoint": "https://ml.azure.com/.default",
    "event_grid": "https://eventgrid.azure.net/.default",
}  # fmt: skip
TIMEOUT = 20.0
TRIES = 3
FIRED = "fired"
TokenFor = Callable[[str], str]
"""A scope -> an access token of the managed identity. Raises EnclaveError."""


@dataclass(frozen=True)
class Trigger:
    """One thing that drift sets off. `url`: the webhook, the Event Grid topic, the batch endpoint, or the id of the workspace.

    `job`: the job's properties.
    """

    name: str
    kind: Kind
    url: str
    cool_down: timedelta = timedelta(hours=24)
    job: Mapping[str, Any] | None = None
    token: str = ""
    """A bearer token for a webhook, if it wants one."""
    deployment: str = ""
    """Of a batch endpoint, if it is not to be the default one."""

    @property
    def is_named(self) -> bool:
        """Whether a second try has the first one's name or id, so that both do what one does."""
        return self.kind != "batch_endpoint"


def is_new(trigger: Trigger, found: Found, history: Sequence[Found]) -> bool:
    """Whether this drift still has to set the trigger off: it goes on from the period before, or the cool-down is not over, else."""
    mine = [one for one in history if (one.project, one.model) == (found.project, found.model) and one.period < found.period]
    fired = [one for one in mine if one.triggers.get(trigger.name) == FIRED]
    if not fired:
        return True
    last = fired[-1]
    since = [one for one in mine if one.period > last.period and not one.error and one.rows]
    if all(one.drift for one in since):
        return False
    return datetime.fromisoformat(found.time) - datetime.fromisoformat(last.time) >= trigger.cool_down


def fire(trigger: Trigger, found: Found, token_for: TokenFor, pause: Callable[[float], None] = time.sleep) -> str:
    """Set it off, in three tries: `fired`, or why it could not be."""
    outcome = ""
    for attempt in range(TRIES):
        if attempt:
            pause(4.0**attempt)
        try:
            method, url, headers, body = request_of(trigger, found)
            token = token_for(SCOPES[trigger.kind]) if SCOPES[trigger.kind] else trigger.token
            if token:
                headers["authorization"] = f"Bearer {token}"
            answer = requests.request(method, url, headers=headers, data=json.dumps(body).encode(), timeout=TIMEOUT, allow_redirects=False)
        except EnclaveError as error:
            return error.message
        except requests.RequestException as error:
            outcome = f"cannot be reached: {type(error).__name__}"
            if not trigger.is_named and not isinstance(error, requests.ConnectTimeout):
                return f"{outcome}; not tried again, since it may run"
            continue
        if 200 <= answer.status_code < 300:
            return FIRED
        outcome = f"answered {answer.status_code}"
        if answer.status_code not in (408, 429) and answer.status_code < 500:
            break
        if not trigger.is_named and answer.status_code not in (429, 503):
            return f"{outcome}; not tried again, since it may run"
    return outcome


def request_of(trigger: Trigger, found: Found) -> tuple[str, str, dict[str, str], Any]:
    """Method, address, headers and body. The same drift has the same id, so that a second try starts no second job."""
    evidence = evidence_of(found)
    identity = hashlib.sha256(f"{trigger.name}/{found.project}/{found.model}/{found.period}".encode()).hexdigest()[:32]
    if trigger.kind == "azure_ml":
        name = re.sub(r"[^A-Za-z0-9_-]", "-", f"drift-{found.model}-{identity[:16]}")
        tags = {"enclave.model": found.model, "enclave.project": found.project, "enclave.period": found.period}
        properties = {**(trigger.job or {}), "tags": {**(trigger.job or {}).get("tags", {}), **tags}, "description": _sentence(found)}
        return "PUT", f"{ARM}{trigger.url}/jobs/{name}?api-version={JOBS}", {"content-type": "application/json"}, {"properties": properties}
    if trigger.kind == "batch_endpoint":
        headers = {"content-type": "application/json"}
        if trigger.deployment:
            headers["azureml-model-deployment"] = trigger.deployment
        return "POST", trigger.url, headers, {"properties": dict(trigger.job or {})}
    event = {
        "specversion": "1.0",
        "id": identity,
        "type": "enclave.monitor.drift",
        "source": f"/enclave/{found.project}/{found.model}",
        "subject": found.period,
        "time": found.time,
        "datacontenttype": "application/json",
        "data": evidence,
    }
    if trigger.kind == "event_grid":
        return (
            "POST",
            f"{trigger.url}?api-version=2018-01-01",
            {"content-type": "application/cloudevents-batch+json; charset=utf-8"},
            [event],
        )
    return "POST", trigger.url, {"content-type": "application/cloudevents+json; charset=utf-8"}, event


def evidence_of(found: Found) -> dict[str, Any]:
    """What whoever retrains should know."""
    return {
        "project": found.project, "model": found.model, "period": found.period, "rows": found.rows, "false_alarm_rate": found.rate,
        "labels": dict(found.labels), "alerts": list(found.alerts),
    }  # fmt: skip


def _sentence(found: Found) -> str:
    columns = sorted({str(alert["column"]) for alert in found.alerts})
    return f"drift of {', '.join(columns[:5])} in the period from {found.period}"[:500]
