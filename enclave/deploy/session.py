"""A signed-in connection to one subscription: the deployments client, and plain requests for what it does not cover.

Signs in with azure-identity only. Azure's errors become EnclaveError, with what to do where that is known.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from azure.core import PipelineClient
from azure.core.exceptions import AzureError, ClientAuthenticationError, HttpResponseError, ServiceRequestError, ServiceResponseError
from azure.core.pipeline import PipelineResponse
from azure.core.pipeline.policies import (
    BearerTokenCredentialPolicy,
    ContentDecodePolicy,
    CustomHookPolicy,
    RequestIdPolicy,
    RetryPolicy,
    UserAgentPolicy,
)
from azure.core.rest import HttpRequest, HttpResponse
from azure.identity import DefaultAzureCredential
from azure.mgmt.resource.deployments import DeploymentsMgmtClient
from azure.mgmt.resource.deployments.operations import DeploymentOperationsOperations, DeploymentsOperations

from enclave import __version__
from enclave.deploy.cloud import Cloud
from enclave.deploy.failures import Failure, failures_in, told
from enclave.errors import EnclaveError

RETRIES: Final = 10
"""Attempts at one request that is throttled or meets a 5xx; Azure says by `Retry-After` how long to wait."""
LEAST_WAIT_TOLD = 5
"""Seconds of waiting from which on a person is told of it."""
SIGN_IN_HINT = "sign in with `az login`, or run where there is a managed identity or a workload identity"


class AzureProblem(EnclaveError):
    """Azure refused. `code` is its error code, `status` the HTTP status, `failures` what it says of single resources."""

    def __init__(self, message: str, where: str, hint: str, *, code: str, status: int, failures: tuple[Failure, ...]) -> None:
        super().__init__(message, where, hint)
        self.code = code
        self.status = status
        self.failures = failures


@dataclass(frozen=True)
class Session:
    """One subscription, signed in."""

    cloud: Cloud
    subscription: str
    client: DeploymentsMgmtClient
    graph_client: PipelineClient[HttpRequest, HttpResponse]

    @property
    def deployments(self) -> DeploymentsOperations:
        """Deployments at any scope."""
        return self.client.deployments

    @property
    def operations(self) -> DeploymentOperationsOperations:
        """What single deployments do."""
        return self.client.deployment_operations

    def arm(self, method: str, path: str, api_version: str, body: object = None, *, absent_ok: bool = False) -> Any:
        """The answer of Azure Resource Manager as JSON, None when there is nothing. Raises EnclaveError.

        `path` starts with `/`, or is the `nextLink` of an earlier answer, which carries its own API version.
        """
        params = {} if "api-version=" in path else {"api-version": api_version}
        request = HttpRequest(method, path, params=params, json=body) if body is not None else HttpRequest(method, path, params=params)
        with explained(f"{method} {path.partition('?')[0]}"):
            return _answer(self.client.send_request(request), absent_ok)

    def pages(self, path: str, api_version: str, *, absent_ok: bool = False) -> Iterator[Any]:
        """Every element of a list, over all its pages."""
        following = path
        while following:
            page = self.arm("GET", following, api_version, absent_ok=absent_ok)
            yield from (page or {}).get("value", ())
            following = (page or {}).get("nextLink") or ""

    def graph(self, method: str, path: str, body: object = None, *, absent_ok: bool = False) -> Any:
        """The answer of Microsoft Graph as JSON, None when there is nothing. Raises EnclaveError."""
        url = path if path.startswith("https://") else f"{self.cloud.graph}{path}"
        if not url.startswith(f"{self.cloud.graph}/"):
            raise EnclaveError(f"`{url}` is not an address of Microsoft Graph")
        request = HttpRequest(method, url, json=body) if body is not None else HttpRequest(method, url)
        with explained(f"{method} {path.partition('?')[0]}"):
            return _answer(self.graph_client.send_request(request), absent_ok)

    def close(self) -> None:
        """Closes the connections."""
        self.client.close()
        self.graph_client.close()


def sign_in(cloud: Cloud, subscription: str, tell: Callable[[str], None]) -> Session:
    """A session for a subscription. Nothing is asked of Azure yet. `tell` is told of long waits."""
    # azure-identity prints every credential that it tries; what matters of it is in the error
    logging.getLogger("azure").setLevel(logging.CRITICAL)
    credential = DefaultAzureCredential(authority=cloud.authority)

    def notice(response: PipelineResponse[Any, Any]) -> None:
        wait = response.http_response.headers.get("Retry-After", "")
        if response.http_response.status_code in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE):
            seconds = int(wait) if wait.isdecimal() else 0
            if seconds >= LEAST_WAIT_TOLD:
                tell(f"azure is busy and asks to wait {seconds} s")

    agent = f"enclave/{__version__}"
    client = DeploymentsMgmtClient(
        credential, subscription, cloud.manager, credential_scopes=[cloud.manager_scope],
        retry_total=RETRIES, retry_status=RETRIES, raw_response_hook=notice, user_agent=agent,
    )
    policies: list[Any] = [
        RequestIdPolicy(), UserAgentPolicy(agent), ContentDecodePolicy(),
        RetryPolicy(retry_total=RETRIES, retry_status=RETRIES),
        BearerTokenCredentialPolicy(credential, cloud.graph_scope), CustomHookPolicy(raw_response_hook=notice),
    ]
    return Session(cloud, subscription, client, PipelineClient(cloud.graph, policies=policies))


@contextmanager
def explained(what: str) -> Iterator[None]:
    """Turns errors of the Azure libraries into EnclaveError."""
    try:
        yield
    except HttpResponseError as error:
        if isinstance(error, ClientAuthenticationError) or error.status_code == HTTPStatus.UNAUTHORIZED:
            raise EnclaveError(f"azure did not accept the sign-in: {_first_line(error)}", what, SIGN_IN_HINT) from error
        raise problem(error, what) from error
    except (ServiceRequestError, ServiceResponseError) as error:
        raise EnclaveError(f"azure could not be reached: {_first_line(error)}", what, "check the network, then run it again") from error
    except AzureError as error:
        raise EnclaveError(f"the azure library failed: {_first_line(error)}", what) from error


def problem(error: HttpResponseError, what: str) -> AzureProblem:
    """Azure's refusal in our words."""
    status = error.status_code or 0
    found = failures_in(_error_body(error))
    first = found[0] if found else Failure(code=str(status), message=_first_line(error))
    message = "\n".join(told(failure) for failure in found) or f"azure answered {status}: {first.message}"
    return AzureProblem(message, what, "" if found else first.hint, code=first.code, status=status, failures=found)


def _answer(response: HttpResponse, absent_ok: bool) -> Any:
    if absent_ok and response.status_code == HTTPStatus.NOT_FOUND:
        return None
    response.raise_for_status()
    return response.json() if response.content else None


def _error_body(error: HttpResponseError) -> Mapping[str, Any]:
    response: Any = error.response
    try:
        body = response.json() if response is not None else None
    except ValueError:
        return {}
    found = body.get("error", body) if isinstance(body, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def _first_line(error: BaseException) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
