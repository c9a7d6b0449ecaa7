"""Resource ids as expressions of an ARM template: each scope that a template is deployed to has its own way to say them."""

from __future__ import annotations

from typing import Final

from enclave.emit.units import MANAGEMENT_GROUPS, Home
from enclave.errors import UnsupportedError
from enclave.graph.ids import GROUP_TYPE, management_group_of, owner, parse
from enclave.graph.model import Graph, Ref

LONGEST_EXPRESSION: Final = 24_576
"""Characters of an expression that Resource Manager takes (Microsoft Learn, "Azure Resource Manager limits", 2026)."""


def literal(text: str) -> str:
    """A text as a JSON string of a template, escaped where Resource Manager would take it for an expression."""
    if text.startswith("[") and text.endswith("]"):
        return "[" + text
    return expression(f"concat({quoted(text)})") if text.startswith("[") else text


def quoted(text: str) -> str:
    """A text as a literal inside an expression."""
    return "'" + text.replace("'", "''") + "'"


def expression(text: str) -> str:
    """An expression as a JSON string of a template. Raises UnsupportedError for one that is too long."""
    if len(text) > LONGEST_EXPRESSION:
        raise UnsupportedError(f"an expression of {len(text)} characters, more than Resource Manager takes ({LONGEST_EXPRESSION})",
                               "azuredeploy.json")
    return f"[{text}]"


class Ids:
    """Says ids inside a template that is deployed to one scope."""

    def __init__(self, graph: Graph, home: Home) -> None:
        self.graph = graph
        self.home = home
        self.needs_subscription = False
        """Whether the template was found to need the parameter `subscriptionId`, because its scope lies above subscriptions."""
        self._known: dict[str, str] = {}

    def is_here(self, scope: str) -> bool:
        """Whether a scope is the one that the template is deployed to."""
        if self.home.kind == "group":
            return scope.lower() == f"/resourcegroups/{self.home.name}"
        if self.home.kind == "management-group":
            return scope.lower() == f"/providers/microsoft.management/managementgroups/{self.home.name}"
        return not scope

    def identify(self, resource_id: str) -> str:
        """The expression for an id, without brackets."""
        found = self._known.get(resource_id)
        if found is None:
            found = self._known[resource_id] = self._identify(resource_id)
        return found

    def key(self, key: str) -> str:
        """A key of an object: an id of the graph (`userAssignedIdentities`), or a text."""
        return f"[{self.identify(key)}]" if key.startswith("/") and owner(self.graph, key) else literal(key)

    def reference(self, ref: Ref) -> str:
        """What a resource knows once it exists."""
        resource_id = ref.resource + ref.suffix
        if ref.path == "id":
            if resource_id.lower().startswith("/subscriptions/"):
                return literal(ref.prefix + resource_id)
            found = self.identify(resource_id)
            return expression(f"concat({quoted(ref.prefix)}, {found})" if ref.prefix else found)
        if ref.path == "name":
            return expression(f"last(split({self.identify(resource_id)}, '/'))")
        resource = self.graph.get(ref.resource)
        version = quoted(resource.api_version if resource else "")
        root, _, rest = ref.path.partition(".")
        if root == "properties":
            return expression(f"reference({self.identify(resource_id)}, {version}).{rest}")
        return expression(f"reference({self.identify(resource_id)}, {version}, 'Full').{ref.path}")

    def _identify(self, resource_id: str) -> str:
        if not resource_id:
            return self._subscription()
        found = parse(resource_id)
        if found is None or resource_id.lower().startswith("/subscriptions/"):
            above = owner(self.graph, resource_id)
            return quoted(resource_id) if above is None else f"concat({self.identify(above[0].id)}, {quoted(above[1])})"
        names = ", ".join(quoted(name) for name in (found.type, *found.names))
        if found.type == GROUP_TYPE and not found.scope:
            return self._group(found.names[0])
        if not found.scope:
            kind = found.type.lower()
            if kind == MANAGEMENT_GROUPS or kind.startswith(f"{MANAGEMENT_GROUPS}/"):
                return f"tenantResourceId({names})"
            return f"subscriptionResourceId({'' if self._in_subscription else self._parameter() + ', '}{names})"
        scope = parse(found.scope)
        if scope is None or scope.type != GROUP_TYPE or management_group_of(found.scope):
            return f"extensionResourceId({self.identify(found.scope)}, {names})"
        if self.home.kind == "group":
            is_own = scope.names[0].lower() == self.home.name
            return f"resourceId({names})" if is_own else f"resourceId({quoted(scope.names[0])}, {names})"
        return f"extensionResourceId({self._group(scope.names[0])}, {names})"

    @property
    def _in_subscription(self) -> bool:
        return self.home.kind in ("group", "subscription")

    def _subscription(self) -> str:
        return "subscription().id" if self._in_subscription else f"concat('/subscriptions/', {self._parameter()})"

    def _parameter(self) -> str:
        self.needs_subscription = True
        return "parameters('subscriptionId')"

    def _group(self, name: str) -> str:
        if self.home.kind == "group" and name.lower() == self.home.name:
            return "resourceGroup().id"
        if self._in_subscription:
            return f"concat(subscription().id, {quoted('/resourceGroups/' + name)})"
        return f"concat('/subscriptions/', {self._parameter()}, {quoted('/resourceGroups/' + name)})"
