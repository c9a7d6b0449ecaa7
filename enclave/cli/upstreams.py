"""What stands behind the gateway that a command starts: the enclave's own accounts, others that exist already, or one server for all."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from enclave.errors import InputError
from enclave.gateway.endpoints import Place, Upstream, scope
from enclave.spec.load import Document
from enclave.spec.policy import effective_policies
from enclave.wire.client import Client

KEY, MODEL = "ENCLAVE_UPSTREAM_KEY", "ENCLAVE_UPSTREAM_MODEL"
CONTENT_SAFETY = "ENCLAVE_CONTENT_SAFETY"
"""Base URL of an account for all regions, instead of the enclave's own in each."""
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
        return Upstream(
            url, key, environment.get(MODEL, ""), **_content_safety(document, environment, is_local=True), **_graph(document, environment)
        )
    from enclave.compose.model_hosts import model_hosts
    from enclave.gateway.credentials import sign_in

    spec = document.spec
    places = [(name, region) for name, project in spec.projects.items() for region in (project.region, *project.failover_regions)]
    own = {place: f"https://{host}{V1}" for place, host in model_hosts(spec).items()}
    accounts = own | (_read(endpoints, places) if endpoints is not None else {})
    safety = _content_safety(document, environment, is_local=False)
    return Upstream(accounts=accounts, **{**safety, "sign_in": partial(sign_in, scope(accounts.values()))}, **_graph(document, environment))


def _graph(document: Document, environment: Mapping[str, str]) -> dict[str, Any]:
    """Who asks Microsoft Graph, where the file has groups looked up."""
    if not document.spec.identity.look_up_groups:
        return {}
    from enclave.gateway.credentials import sign_in
    from enclave.gateway.entra import authority
    from enclave.gateway.groups import GRAPH, GRAPHS

    graph = GRAPHS.get(authority(environment), GRAPH)
    return {"graph_sign_in": partial(sign_in, f"{graph}/.default"), "graph": graph}


def _content_safety(document: Document, environment: Mapping[str, str], *, is_local: bool) -> dict[str, Any]:
    """Where policy wants Content Safety asked: its account in each region, and who calls it. Raises InputError when there is none."""
    if not any(policy.content_safety for policy in effective_policies(document.spec).values()):
        return {}
    url = environment.get(CONTENT_SAFETY, "")
    if not url and is_local:
        raise InputError(
            "policy lets nothing pass without Content Safety, and `--upstream` has none",
            hint=f"{CONTENT_SAFETY}=https://<account>.cognitiveservices.azure.com",
        )
    from enclave.compose.model_hosts import content_safety_hosts
    from enclave.gateway.credentials import sign_in

    if url:
        checked = _proved(url, CONTENT_SAFETY, "https://<account>.cognitiveservices.azure.com")
        urls = dict.fromkeys(document.spec.regions, checked)
    else:
        urls = {region: f"https://{host}" for region, host in content_safety_hosts(document.spec).items()}
    signed = any(url.startswith("https:") for url in urls.values())
    return {"content_safety": urls, **({"sign_in": partial(sign_in, scope(urls.values()))} if signed else {})}


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
    url = _proved(value, where, "https://<account>.openai.azure.com")
    return url if "/" in url.partition("://")[2] else url + V1


def _proved(value: object, where: str, form: str) -> str:
    """A base URL of somebody who proves who it is, or who is on this machine."""
    url = str(value).rstrip("/")
    try:
        Client(url)
    except (InputError, ValueError) as error:
        raise InputError(f"`{value}` is not the address of an account", where, f"write `{form}`") from error
    scheme, _, rest = url.partition("://")
    if scheme != "https" and rest.partition("/")[0].rpartition(":")[0] not in LOCAL:
        raise InputError(f"`{value}` does not say who answers there", where, "use https: the gateway's token is sent to it")
    return url
