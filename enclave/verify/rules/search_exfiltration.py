"""Rule search-exfiltration: a search service may send data to other services."""

from __future__ import annotations

from collections.abc import Iterator

from enclave.finding import Severity
from enclave.graph.body import texts
from enclave.graph.model import Graph, Resource
from enclave.verify.rule import References, Rule, each
from enclave.verify.samples import search_service


def judge(resource: Resource, graph: Graph) -> Iterator[str]:
    """The service must block everything that could carry data out."""
    if "blockall" not in (word.lower() for word in texts(resource.body, "properties.dataExfiltrationProtections")):
        yield "dataExfiltrationProtections does not hold BlockAll"


RULE = Rule(
    id="search-exfiltration",
    title="a search service may send data to other services",
    severity=Severity.MEDIUM,
    why=(
        "indexers, skills and vectorizers call out from the service: whoever may write an index can let it send documents to an address"
        " of their own"
    ),
    fix='set `dataExfiltrationProtections: ["BlockAll"]`',
    check=each(("Microsoft.Search/searchServices",), judge),
    references=References(mcsb=("NS-2", "DP-2"), pages=("learn.microsoft.com/rest/api/searchmanagement/services/create-or-update",)),
    fails=(search_service(),),
    passes=(search_service(dataExfiltrationProtections=["BlockAll"]),),
    azurerm=(),
)
