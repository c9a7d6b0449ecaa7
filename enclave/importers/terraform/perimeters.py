"""azurerm: network security perimeters with their profiles, access rules and associations (docs/r/network_security_perimeter_*)."""

from __future__ import annotations

from enclave.graph.body import MISSING, Absent
from enclave.graph.model import Value
from enclave.importers.terraform.mapping import Field, Link, Made, Mapped, Under
from enclave.importers.terraform.view import View

TYPE = "Microsoft.Network/networkSecurityPerimeters"
PERIMETER = ("azurerm_network_security_perimeter",)
PROFILE = ("azurerm_network_security_perimeter_profile",)


def _subscriptions(view: View) -> Value | Absent:
    found = view.value("subscription_ids")
    return [{"id": each} for each in found] if isinstance(found, list) else MISSING if found is MISSING else found


MAPPINGS = (
    Mapped("azurerm_network_security_perimeter", TYPE),
    Mapped("azurerm_network_security_perimeter_profile", f"{TYPE}/profiles", (), Under("network_security_perimeter_id", PERIMETER)),
    Mapped(
        "azurerm_network_security_perimeter_access_rule",
        f"{TYPE}/profiles/accessRules",
        (
            Field("direction", "properties.direction"),
            Field("address_prefixes", "properties.addressPrefixes"),
            Field("fqdns", "properties.fullyQualifiedDomainNames"),
            Field("service_tags", "properties.serviceTags"),
            Made("properties.subscriptions", _subscriptions),
        ),
        Under("network_security_perimeter_profile_id", PROFILE),
    ),
    Mapped(
        "azurerm_network_security_perimeter_association",
        f"{TYPE}/resourceAssociations",
        (
            Field("access_mode", "properties.accessMode"),
            Link("resource_id", "properties.privateLinkResource.id"),
            Link("network_security_perimeter_profile_id", "properties.profile.id", PROFILE),
        ),
        # it lies in the perimeter of the profile
        Under("network_security_perimeter_profile_id", PROFILE, above=True),
    ),
)
