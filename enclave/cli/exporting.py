"""Who takes the spans and metrics of a file, with what only the environment knows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from enclave.spec.models import Spec
    from enclave.telemetry.spans import Exporter

TOKEN = "ENCLAVE_TELEMETRY_TOKEN"  # noqa: S105  a name
CONNECTION_STRING = "APPLICATIONINSIGHTS_CONNECTION_STRING"


def exporting(spec: Spec, environ: Mapping[str, str]) -> Callable[[], Sequence[Exporter]] | None:
    """What opens them, once in each worker; None: nobody takes any. Says at once what cannot be. Raises InputError."""
    told = spec.telemetry
    if told.otlp is None and not told.azure_monitor:
        return None

    def opened() -> list[Exporter]:
        from enclave.gateway.credentials import sign_in
        from enclave.telemetry.azure_monitor import SCOPE, AzureMonitor
        from enclave.telemetry.otlp import Otlp

        found: list[Exporter] = []
        if told.otlp is not None:
            found.append(Otlp(told.otlp.endpoint, told.service, environ.get(TOKEN, "")))
        if told.azure_monitor:
            fetch = sign_in(SCOPE)

            def sign() -> tuple[str, float]:
                token = fetch()
                return token.value, token.expires

            found.append(AzureMonitor(environ.get(CONNECTION_STRING, ""), told.service, sign))
        return found

    for exporter in opened():
        exporter.close()
    return opened


def exporting_metrics(spec: Spec, data: Path, environ: Mapping[str, str]) -> Callable[[Callable[[float], bool]], None] | None:
    """What sends the metrics of all workers once a minute; None: nobody takes any. Says at once what cannot be. Raises InputError."""
    from enclave.telemetry.merged import Folder
    from enclave.telemetry.otlp_metrics import OtlpMetrics

    told = spec.telemetry.otlp
    if told is None:
        return None
    collector, folder = OtlpMetrics(told.endpoint, spec.telemetry.service, environ.get(TOKEN, "")), Folder(data)
    return lambda wait: collector.run(folder.whole, wait)
