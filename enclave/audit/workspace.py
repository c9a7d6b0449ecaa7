"""The same question to Log Analytics, through azure-monitor-query (`pip install secure-ai-enclave[azure]`)."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING

from azure.core.exceptions import AzureError, HttpResponseError
from azure.identity import DefaultAzureCredential
from azure.monitor.query import LogsQueryClient, LogsQueryPartialResult

from enclave.audit.query import MAX_CHARACTERS, MAX_SECONDS, Table, table
from enclave.errors import EnclaveError, InputError

if TYPE_CHECKING:
    from azure.core.credentials import TokenCredential

ENDPOINT = "https://api.loganalytics.io"
"""Of the public cloud; learn.microsoft.com/azure/azure-monitor/logs/api/overview."""

_GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def query_workspace(workspace: str, kql: str, *, endpoint: str = ENDPOINT, credential: TokenCredential | None = None) -> Table:
    """Run a KQL query in a Log Analytics workspace, over all that it keeps; the text goes there as it is.

    Signs in as azure-identity finds a way, unless a credential is given. Raises InputError when the text or the workspace is not
    what Log Analytics takes, EnclaveError when it does not let us, cannot be reached, or has only a part of the answer.
    """
    if not _GUID.fullmatch(workspace):
        raise InputError(f"`{workspace}` is not the id of a workspace", hint="it is the GUID that its overview page shows as workspace ID")
    if len(kql) > MAX_CHARACTERS:
        raise InputError(f"the query has {len(kql)} characters, more than {MAX_CHARACTERS}")
    # azure-identity prints every credential that it tries; what matters of it is in the error
    logging.getLogger("azure").setLevel(logging.CRITICAL)
    try:
        with LogsQueryClient(credential or DefaultAzureCredential(), endpoint=endpoint) as client:
            answer = client.query_workspace(workspace, kql, timespan=None, server_timeout=int(MAX_SECONDS))
    except HttpResponseError as error:
        raise _refusal(error, workspace) from error
    except AzureError as error:
        raise EnclaveError(f"log analytics cannot be reached: {_first(error.message)}", endpoint) from error
    if isinstance(answer, LogsQueryPartialResult):
        # a part of an answer looks like an answer
        told = answer.partial_error
        what = _first(f"{told.code}: {told.message}") if told is not None else "it does not say why"
        raise EnclaveError(f"log analytics has only a part of the answer: {what}", workspace, "narrow it with `where` or `summarize`")
    if not answer.tables:
        raise EnclaveError("log analytics answered without a table", workspace)
    first = answer.tables[0]
    return table(tuple(first.columns), tuple(first.columns_types), first.rows)


def _refusal(error: HttpResponseError, workspace: str) -> EnclaveError:
    told = _first(_innermost(error))
    match error.status_code:
        case None:
            # nothing was asked: there was no token to ask with
            hint = "sign in with `az login`, or set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET"
            return EnclaveError(f"cannot sign in to azure: {told}", "", hint)
        case 400:
            return InputError(f"log analytics does not take the query: {told}", "query")
        case 401 | 403:
            hint = "ask for the role `Log Analytics Reader`"
            return EnclaveError(f"log analytics does not let you read the workspace: {told}", workspace, hint)
        case 404:
            return InputError("there is no such workspace", workspace, "it is the GUID that its overview page shows as workspace ID")
        case 429:
            return EnclaveError(f"log analytics is busy: {told}", workspace, "wait a minute and ask again")
        case 504:
            return EnclaveError(f"the query took longer than {MAX_SECONDS:g} s", workspace, "narrow it with `where`, `take` or `summarize`")
        case _:
            return EnclaveError(f"log analytics failed: {told}", workspace)


def _innermost(error: HttpResponseError) -> str:
    """What is wrong with a query stands in the error inside the error."""
    inside = getattr(error.error, "innererror", None)
    while isinstance(inside, dict) and isinstance(inside.get("innererror"), dict):
        inside = inside["innererror"]
    message = inside.get("message") if isinstance(inside, dict) else None
    return str(message or getattr(error.error, "message", None) or error.message)


def _first(text: str | None) -> str:
    """One line, as our messages are."""
    line = (text or "").strip().partition("\n")[0].strip().removesuffix(".")
    return line[:1].lower() + line[1:]
