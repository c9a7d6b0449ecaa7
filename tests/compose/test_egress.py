"""Names that may be reached: declared for all, needed for some."""

from __future__ import annotations

from collections.abc import Callable

from enclave.compose import compose
from enclave.compose.egress import DATA, LEDGER_IDENTITY, outlets
from enclave.compose.site import GATEWAY, MACHINES, OPERATIONS, sites
from enclave.spec.address_plan import AGENTS, LAYOUT
from enclave.spec.components import Components, Security
from enclave.spec.models import Spec

FEEDS = ("packages.example.com", "mirror.example.com")


def test_declared_names_are_for_every_client(spec: Callable[..., Spec]) -> None:
    found = outlets(sites(spec())[0])
    assert [(outlet.fqdn, outlet.sources) for outlet in found] == [
        ("login.microsoftonline.com", (GATEWAY, OPERATIONS)), ("*.example.com", (GATEWAY, OPERATIONS)),
    ]


def test_selective_isolation_lets_machines_reach_package_feeds_and_nobody_else(spec: Callable[..., Spec]) -> None:
    fed = {"package_feeds": FEEDS}
    selective = spec(network_isolation="selective", components={"virtual_machines": True}, network=fed)
    feeds = [outlet for outlet in outlets(sites(selective)[0]) if outlet.fqdn in FEEDS]
    assert tuple(outlet.fqdn for outlet in feeds) == FEEDS
    assert {outlet.sources for outlet in feeds} == {(MACHINES,)}
    assert not [outlet for outlet in outlets(sites(spec(network_isolation="selective", network=fed))[0]) if outlet.fqdn in FEEDS]
    managed = spec(network_isolation="managed", components={"virtual_machines": True}, network=fed)
    assert not [outlet for outlet in outlets(sites(managed)[0]) if outlet.fqdn in FEEDS]


def test_what_is_declared_for_all_is_not_repeated(spec: Callable[..., Spec]) -> None:
    network = {"egress": [{"fqdn": FEEDS[0], "why": "everybody"}], "package_feeds": FEEDS}
    selective = spec(network_isolation="selective", components={"virtual_machines": True}, network=network)
    assert [outlet.why for outlet in outlets(sites(selective)[0]) if outlet.fqdn == FEEDS[0]] == ["everybody"]


def test_a_name_may_be_needed_only_where_a_switch_is_on(spec: Callable[..., Spec]) -> None:
    components = {"kubernetes": True, "container_registry": True}
    for defended in (True, False):
        found = outlets(sites(spec(components=components, security={"defender": defended}))[0])
        assert any(outlet.fqdn == "*.cloud.defender.microsoft.com" for outlet in found) is defended


def test_needed_names_stand_in_the_intent_with_their_subnets(spec: Callable[..., Spec]) -> None:
    selective = spec(network_isolation="selective", components={"virtual_machines": True}, network={"package_feeds": FEEDS})
    intent = compose(selective).intent
    assert intent is not None
    (feed,) = [egress for egress in intent.egress if egress.fqdn == FEEDS[0]]
    assert feed.sources == tuple(site.subnet(MACHINES) for site in sites(selective))


def test_agents_in_a_subnet_of_their_own_reach_what_they_need_and_nobody_else_does(spec: Callable[..., Spec]) -> None:
    agents = {name: {"region": "north", "platform": "foundry", "agents": True} for name in ("helper", "writer")}
    own = {"snet-agents-helper", "snet-agents-writer"}
    for isolation, subnets in (("complete", own), ("managed", set())):
        egress = {"egress": [{"fqdn": "login.microsoftonline.com", "why": "tokens"}]}
        site = sites(spec(network_isolation=isolation, projects=agents, network=egress))[0]
        found = {outlet.fqdn: set(outlet.sources) for outlet in outlets(site)}
        for row in DATA["agents"]:
            if row["fqdn"] == "login.microsoftonline.com":  # declared for all
                assert own & found[row["fqdn"]] == subnets
            else:
                assert found.get(row["fqdn"], set()) == subnets


def test_the_table_names_components_and_subnets_that_exist_and_gives_reasons() -> None:
    subnets = {AGENTS, *(subnet for _, _, found in LAYOUT for subnet, _ in found)}
    rows = [row for found in DATA["components"].values() for row in found] + DATA["agents"]
    assert set(DATA["components"]) <= set(Components.model_fields)
    assert all(row["why"] and row["from"] and set(row["from"]) <= subnets for row in rows)
    assert {row["when"] for row in rows if "when" in row} <= set(Security.model_fields)
    assert DATA["source"]
    assert DATA["date"]


def test_anchors_that_the_file_names_are_for_the_gateway_alone(spec: Callable[..., Spec]) -> None:
    anchors = {
        "blobs": ["https://elsewhere.blob.core.windows.net/log"], "confidential_ledgers": ["https://mine.confidential-ledger.azure.com"],
    }
    found = outlets(sites(spec(audit={"anchors": anchors}))[0])
    assert [(outlet.fqdn, outlet.sources) for outlet in found if "audit.anchors" in outlet.why] == [
        (host, (GATEWAY,)) for host in ("elsewhere.blob.core.windows.net", "mine.confidential-ledger.azure.com", LEDGER_IDENTITY)
    ]
    assert not any("audit.anchors" in outlet.why for outlet in outlets(sites(spec())[0]))
