"""Whether Microsoft Defender looks at the prompts and answers of one account, whatever the subscription's plan says."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import text
from enclave.graph.model import Resource, Value
from enclave.graph.parts import Place

TYPE = "Microsoft.CognitiveServices/accounts/defenderForAISettings"
API_VERSION = "2026-07-01"
NAME = "Default"
"""The only one that an account has."""


class DefenderForAiSetting(Struct, frozen=True):
    """Defender for one account."""

    id: str
    account: str
    """Id of the account."""
    enabled: bool


def read(resource: Resource) -> DefenderForAiSetting:
    """The setting. Raises `Undecided`."""
    state = text(resource.body, "properties.state", "Disabled")
    return DefenderForAiSetting(resource.id, resource.parent or "", state.lower() == "enabled")


def write(
    setting: DefenderForAiSetting, account: Resource, place: Place, depends_on: tuple[str, ...] = ()
) -> tuple[Resource, ...]:
    """The setting."""
    body: dict[str, Value] = {"properties": {"state": "Enabled" if setting.enabled else "Disabled"}}
    return (place.below(account, "defenderForAISettings", API_VERSION, NAME, body, tagged=True, depends_on=depends_on),)
