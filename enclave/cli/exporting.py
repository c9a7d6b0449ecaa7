"""Who takes the spans and metrics of a file, with what only the environment knows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from enclave.spec.models import Spec
    from enclave.telemetry.azure_monitor import AzureMonitor
    from enclave.telemetry.spans import Exporter

TOKEN = "ENCLAVE_TELEMETRY_TOKEN"  # noqa: S105  a name
CONNECTION_STRING = "APPLICATIONINSIGHTS_CONNECTION_STRING"


def exporting(spec: Spec, environ: Mapping[str, str]) -> Callable[[], Sequence[Exporter]] | None:
    """What opens them, once in each worker; None: nobody takes any. Says at once what cannot be. Raises InputError."""
    told = spec.telemetry
    if told.otlp is None and not told.azure_monitor:
        return None

    def opened() -> list[Exporter]:
        from enclave.telemetry.otlp import Otlp

        found: list[Exporter] = []
        if told.otlp is not None:
            found.append(Otlp(told.otlp.endpoint, told.service, environ.get(TOKEN, "")))
        if told.azure_monitor:
            found.append(_component(told.service, environ))
        return found

    for exporter in opened():
        exporter.close()
    return opened


def exporting_metrics(spec: Spec, data: Path, environ: Mapping[str, str]) -> Sequence[Callable[[Callable[[float], bool]], None]]:
    """What sends the metrics of all workers once a minute, one for each who takes them. Says at once what cannot be. Raises InputError."""
    from enclave.telemetry.azure_metrics import AzureMetrics
    from enclave.telemetry.merged import Folder
    from enclave.telemetry.minutely import Taker, run
    from enclave.telemetry.otlp_metrics import OtlpMetrics

    told, takers = spec.telemetry, list[Taker]()
    if told.otlp is not None:
        takers.append(OtlpMetrics(told.otlp.endpoint, told.service, environ.get(TOKEN, "")))
    if told.azure_monitor:
        takers.append(AzureMetrics(_component(told.service, environ)))
    return [partial(run, taker, Folder(data).whole) for taker in takers]


def _component(service: str, environ: Mapping[str, str]) -> AzureMonitor:
    from enclave.gateway.credentials import sign_in
    from enclave.telemetry.azure_monitor import SCOPE, AzureMonitor

    fetch = sign_in(SCOPE)

    def sign() -> tuple[str, float]:
        token = fetch()
        return token.value, token.expires

    return AzureMonitor(environ.get(CONNECTION_STRING, ""), service, sign)
