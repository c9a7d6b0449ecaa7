"""Where calls go: the account of each project in each region, by the gateway's own identity; or one OpenAI-compatible server for all."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterable, Mapping, Sequence
from urllib.parse import urlsplit

import msgspec

from enclave.gateway.bearer import Bearer, Token
from enclave.gateway.breaker import Breaker
from enclave.gateway.groups import GRAPH
from enclave.gateway.rules import ProjectRules, Target
from enclave.wire.client import Client

SCOPE = "https://cognitiveservices.azure.com/.default"
"""Whom the token is for (learn.microsoft.com/azure/ai-foundry/openai/how-to/managed-identity, 2026-11)."""
US_GOVERNMENT, US_SCOPE = ".azure.us", "https://cognitiveservices.azure.us/.default"
"""What hosts there end in, and whom a token for them is for
(learn.microsoft.com/azure/azure-government/compare-azure-government-global-azure, 2026-11)."""
Place = tuple[str, str]
"""A project and the key of a region."""


def scope(urls: Iterable[str]) -> str:
    """Whom a token for these accounts is for; they are all of one cloud."""
    government = any((urlsplit(url).hostname or "").endswith(US_GOVERNMENT) for url in urls)
    return US_SCOPE if government else SCOPE


class Upstream(msgspec.Struct, frozen=True):
    """What stands behind the gateway: `url` for everything, or `accounts`."""

    url: str = ""
    """Base URL of one OpenAI-compatible server."""
    key: str = ""
    """Sent to that server as a bearer token, when there is one. A caller's token never is."""
    model: str = ""
    """Instead of each deployment's model there, when there is one."""
    accounts: Mapping[Place, str] = {}
    """Base URL of each project's account in each region, `https://<account>.openai.azure.com/openai/v1`."""
    content_safety: Mapping[str, str] = {}
    """Base URL of Content Safety in each region, where any project's policy asks it."""
    sign_in: Callable[[], Callable[[], Token]] | None = None
    """Makes what gets tokens for the accounts, once in each process."""
    graph: str = GRAPH
    graph_sign_in: Callable[[], Callable[[], Token]] | None = None
    """Makes what gets tokens for Microsoft Graph, where the file has groups looked up."""
    tls: ssl.SSLContext | None = None
    """Whom connections trust; None: whom the machine trusts."""
    connect_seconds: float = 5.0
    read_seconds: float = 600.0
    """As long as the official SDK waits (openai 3.54, `DEFAULT_TIMEOUT`): a model that thinks says nothing for minutes, and who gives up
    before its caller does has the caller ask, and pay, once more."""
    total_seconds: float = 900.0


class Endpoint:
    """One server: its connections, who calls it, and how calls to it went."""

    __slots__ = ("_key", "_model", "bearer", "breaker", "client", "is_account")

    def __init__(self, client: Client, bearer: Bearer | None, key: str, model: str, named: bool) -> None:
        self.client = client
        self.bearer = bearer
        self.breaker = Breaker()
        self._key = b"Bearer " + key.encode() if key else b""
        self._model = model
        self.is_account = named
        """An account of Azure's, which knows deployments by their names."""

    def model(self, target: Target, deployment: str) -> str:
        """What it calls the model: an account knows deployments by their names, other servers know models."""
        return deployment if self.is_account else self._model or target.deployment.model

    async def authorization(self) -> bytes:
        """The value of the `authorization` header; empty: none. Raises SignInError."""
        return await self.bearer.authorization() if self.bearer is not None else self._key


class Endpoints:
    """All servers of one process. Make it on the event loop that uses it. Raises InputError for what is no base URL."""

    def __init__(self, upstream: Upstream, projects: Mapping[str, ProjectRules]) -> None:
        self._credits: dict[tuple[str, str], list[int]] = {}
        bearer = Bearer(upstream.sign_in()) if upstream.sign_in is not None else None
        self.bearer = bearer
        """Who calls the accounts."""
        self._all: dict[str, Endpoint] = {}
        self._by_place: dict[Place, Endpoint] = {}
        for name, rules in projects.items():
            for region in rules.regions:
                url = upstream.accounts.get((name, region)) or upstream.url
                endpoint = self._all.get(url)
                if endpoint is None:
                    client = Client(
                        url, connect_seconds=upstream.connect_seconds, read_seconds=upstream.read_seconds,
                        total_seconds=upstream.total_seconds, tls=upstream.tls,
                    )
                    owned = (name, region) in upstream.accounts
                    endpoint = Endpoint(client, bearer if owned else None, "" if owned else upstream.key, upstream.model, owned)
                    self._all[url] = endpoint
                self._by_place[name, region] = endpoint

    def of(self, project: str, target: Target) -> Endpoint:
        """The server of a project in the region of a target."""
        return self._by_place[project, target.region]

    def order(self, rules: ProjectRules, targets: Sequence[Target]) -> Sequence[Target]:
        """Targets in the order in which they should be asked, each server once: first by the project's shares or else as they
        are given, those that asked to be left alone last."""
        if len(targets) == 1:
            return targets
        found = list(targets)
        if rules.shares:
            found.insert(0, found.pop(self._turn(rules, found)))
        distinct: dict[Endpoint, Target] = {}
        for target in found:
            distinct.setdefault(self.of(rules.name, target), target)
        return sorted(distinct.values(), key=lambda target: not self.of(rules.name, target).breaker.rested)

    def _turn(self, rules: ProjectRules, targets: Sequence[Target]) -> int:
        """Whose turn it is: over any run of calls each region gets its share, evenly spread (as nginx weighs its servers)."""
        shares = [rules.shares.get(target.region, 0) for target in targets]
        credits = self._credits.setdefault((rules.name, "/".join(target.region for target in targets)), [0] * len(targets))
        for index, share in enumerate(shares):
            credits[index] += share
        turn = credits.index(max(credits))
        credits[turn] -= sum(shares)
        return turn

    def states(self) -> dict[str, str]:
        """Base URL -> whether it is worth asking: `closed`, `open`, `half-open`."""
        return {url: endpoint.breaker.state for url, endpoint in self._all.items()}

    async def close(self) -> None:
        """Cut every connection."""
        for endpoint in self._all.values():
            await endpoint.client.close()
        if self.bearer is not None:
            await self.bearer.close()
