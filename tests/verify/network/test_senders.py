from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.network.intervals import IntervalSet
from enclave.verify.network.packets import TCP, Box
from enclave.verify.network.reach import Sender
from enclave.verify.network.senders import may_reach_machines, receivers, senders_to
from enclave.verify.obligations.management_ports import check

SSH = Box(protocols=IntervalSet.of((TCP, TCP)), ports=IntervalSet.of((22, 22)))


def flat(build: Any, **groups: tuple[str, ...]) -> None:
    """One network with a subnet for each group of rules."""
    subnets = {}
    for place, (name, rules) in enumerate(groups.items()):
        subnets[name] = {"prefix": f"10.1.{place}.0/24", "nsg": build.nsg(f"nsg-{name}", *rules)}
    build.network("net", "10.1.0.0/16", subnets)


def senders(build: Any, kit: Any, name: str) -> list[str]:
    found = [each.rpartition("/")[2] for each in senders_to(build.world(), kit.subnet_id("net", name), SSH)]
    world = build.world()
    place = world.estate.site(kit.subnet_id("net", name))
    pairs = [site.subnet.name for site in world.estate.sites.values() if may_reach_machines(Sender(site, world, SSH), place)]
    assert found == pairs
    return found


def test_what_is_not_sent_and_what_is_not_let_in(build: Any, kit: Any) -> None:
    flat(
        build,
        silent=("100 out deny * * from * to *",),
        other_port=("100 out allow tcp 443 from * to *", "110 out deny * * from * to *"),
        here=(),
        shut=("100 in deny * * from * to *",),
        picky=("100 in allow tcp 22 from 10.1.2.0/24 to *", "110 in deny * * from * to *"),
    )
    everybody = ["here", "shut", "picky"]
    assert senders(build, kit, "here") == everybody
    assert senders(build, kit, "silent") == everybody
    assert senders(build, kit, "shut") == []
    assert senders(build, kit, "picky") == ["here"]


def test_who_gets_what_is_sent(build: Any, kit: Any) -> None:
    """Machines get it where it is let out; an endpoint has a route of its own, so its subnet is always asked about."""
    flat(build, silent=("100 out deny * * from * to *",), here=(), private=())
    world = build.world()
    silent = Sender(world.estate.site(kit.subnet_id("net", "silent")), world)
    assert receivers(silent) == frozenset()
    build.endpoint("pe", kit.subnet_id("net", "private"), build.add("Microsoft.KeyVault/vaults", "kv", {}), group="vault")
    world = build.world()
    silent = Sender(world.estate.site(kit.subnet_id("net", "silent")), world)
    assert receivers(silent) == {kit.subnet_id("net", "private").lower()}


def test_a_name_that_is_none_leaves_nobody_out(build: Any, kit: Any) -> None:
    flat(build, silent=("100 out deny * * from * to *",), here=(), doubtful=("100 in deny * * from NoSuchTag to *",))
    assert senders(build, kit, "doubtful") == ["here", "doubtful"]


def test_who_sends_by_a_way_that_cannot_be_followed_is_not_left_out(build: Any, kit: Any) -> None:
    """A machine that is no firewall may put its own address in place of the source."""
    table = build.routes("rt", "10.2.0.0/16 VirtualAppliance 10.1.0.9")
    build.network("net", "10.1.0.0/16", {"app": {"prefix": "10.1.0.0/24", "routes": table}})
    nsg = build.nsg("nsg", "100 in allow * * from 10.1.9.0/24 to *", "110 in deny * * from * to *")
    build.network("other", "10.2.0.0/16", {"there": {"prefix": "10.2.0.0/24", "nsg": nsg}})
    build.peer("net", "other")
    found = senders_to(build.world(), kit.subnet_id("other", "there"), SSH)
    assert found == (kit.subnet_id("net", "app"),)


@pytest.mark.parametrize("rules", [(), ("100 in deny * * from * to *",), ("100 out deny * * from * to *",)])
def test_a_wide_network_is_asked_about_each_subnet_once(build: Any, kit: Any, rules: tuple[str, ...], monkeypatch: Any) -> None:
    flat(build, **{f"s{place}": rules for place in range(60)})
    world, asked = build.world(), 0
    arrivals = Sender.arrivals

    def counted(self: Sender, *arguments: Any) -> Any:
        nonlocal asked
        asked += 1
        return arrivals(self, *arguments)

    monkeypatch.setattr(Sender, "arrivals", counted)
    assert len(tuple(check(world))) == 60
    assert asked <= 4 * 60
