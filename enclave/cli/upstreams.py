"""What stands behind the gateway that a command starts: the enclave's own accounts, others that exist already, or one server for all."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from enclave.errors import InputError
from enclave.gateway.endpoints import Place, Upstream, scope
from enclave.spec.load import Document
from enclave.wire.client import Client

KEY, MODEL = "ENCLAVE_UPSTREAM_KEY", "ENCLAVE_UPSTREAM_MODEL"
V1 = "/openai/v1"
"""Azure OpenAI's surface without versions; accounts that were made before it have it too
(learn.microsoft.com/azure/ai-foundry/openai/api-version-lifecycle, 2026-11)."""
MOST_BYTES = 1_000_000
LOCAL = ("localhost", "127.0.0.1", "[::1]")


def chosen_upstream(document: Document, url: str | None, endpoints: Path | None, environment: Mapping[str, str]) -> Upstream:
    """One server when there is a `url`, else accounts: those of the file `endpoints`, then the enclave's own. Raises InputError."""
    if url and endpoints is not None:
        raise InputError("`--upstream` sends every call to one server, so `--endpoints` would have no effect", hint="leave one out")
    if url:
        Client(url)
        if "\n" in (key := environment.get(KEY, "")):
            raise InputError(f"{KEY} has a line break")
        return Upstream(url, key, environment.get(MODEL, ""))
    from enclave.compose.model_hosts import model_hosts
    from enclave.gateway.credentials import sign_in

    spec = document.spec
    places = [(name, region) for name, project in spec.projects.items() for region in (project.region, *project.failover_regions)]
    own = {place: f"https://{host}{V1}" for place, host in model_hosts(spec).items()}
    accounts = own | (_read(endpoints, places) if endpoints is not None else {})
    return Upstream(accounts=accounts, sign_in=partial(sign_in, scope(accounts.values())))


def _read(file: Path, places: list[Place]) -> dict[Place, str]:
    """`<project>: {<region>: https://<account>.openai.azure.com}`, as base URLs."""
    try:
        with file.open("rb") as opened:
            text = opened.read(MOST_BYTES + 1)
        document = YAML(typ="safe").load(text) if len(text) <= MOST_BYTES else None
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", str(file)) from error
    except (YAMLError, UnicodeDecodeError, ValueError, RecursionError) as error:
        raise InputError("is not YAML", str(file), "write it as `<project>: {<region>: https://<account>.openai.azure.com}`") from error
    if not isinstance(document, dict) or not all(isinstance(regions, dict) for regions in document.values()):
        raise InputError("names no endpoints", str(file), "write it as `<project>: {<region>: https://<account>.openai.azure.com}`")
    found: dict[Place, str] = {}
    for project, regions in document.items():
        for region, url in regions.items():
            if (project, region) not in places:
                served = ", ".join(f"`{name}` in `{key}`" for name, key in places)
                raise InputError(f"region `{region}` does not serve project `{project}`", str(file), f"there are {served}")
            found[project, region] = _base_url(url, f"{file}: {project}: {region}")
    return found


def _base_url(value: object, where: str) -> str:
    """Of an account, or of the surface itself. It gets a token of ours, so it must prove who it is."""
    url = str(value).rstrip("/")
    try:
        Client(url)
    except (InputError, ValueError) as error:
        raise InputError(f"`{value}` is not the address of an account", where, "write `https://<account>.openai.azure.com`") from error
    scheme, _, rest = url.partition("://")
    host, slash, _ = rest.partition("/")
    if scheme != "https" and host.rpartition(":")[0] not in LOCAL:
        raise InputError(f"`{value}` does not say who answers there", where, "use https: the gateway's token is sent to it")
    return url if slash else url + V1
