"""Signs the gateway in to Azure: managed identity, workload identity, or whoever develops on this machine.

azure-identity decides: `AZURE_TOKEN_CREDENTIALS=prod` leaves it environment, workload identity and managed identity only
(learn.microsoft.com/azure/developer/python/sdk/authentication/credential-chains).
"""

from __future__ import annotations

import os
from collections.abc import Callable

from azure.core.exceptions import AzureError
from azure.identity import AzureAuthorityHosts, DefaultAzureCredential

from enclave.gateway.bearer import SignInError, Token

KNOWN = (AzureAuthorityHosts.AZURE_PUBLIC_CLOUD, AzureAuthorityHosts.AZURE_GOVERNMENT, AzureAuthorityHosts.AZURE_CHINA)


def sign_in(scope: str) -> Callable[[], Token]:
    """What gets a token for a scope, `https://cognitiveservices.azure.com/.default`. It blocks, and raises SignInError."""
    host = os.environ.get("AZURE_AUTHORITY_HOST", KNOWN[0]).removeprefix("https://").rstrip("/")
    # a cloud of one's own is not in the list that Microsoft's keeps of its clouds, and may not reach it
    credential = DefaultAzureCredential(exclude_interactive_browser_credential=True, disable_instance_discovery=host not in KNOWN)

    def fetch() -> Token:
        try:
            found = credential.get_token_info(scope)
        except (AzureError, ValueError, OSError) as error:
            reason = str(error).strip().partition("\n")[0]
            raise SignInError(f"no token for `{scope}` could be had: {reason}", hint="see `AZURE_TOKEN_CREDENTIALS`") from error
        return Token(found.token, found.expires_on, found.refresh_on)

    return fetch
