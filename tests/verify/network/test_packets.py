from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from enclave.verify.network.intervals import IntervalSet
from enclave.verify.network.packets import FAMILIAR, NOTHING, Box, Packet, PacketSet, familiar

SMALL = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)).map(lambda pair: (min(pair), max(pair))), min_size=1, max_size=2)
SIDE = SMALL.map(lambda ranges: IntervalSet.of(*ranges))
BOX = st.builds(Box, SIDE, SIDE, SIDE, SIDE)
SET = st.lists(BOX, max_size=4).map(lambda boxes: PacketSet.of(*boxes))
UNIVERSE = [Packet(*numbers) for numbers in product(range(4), repeat=4)]


def members(packets: PacketSet) -> set[Packet]:
    return {packet for packet in UNIVERSE if packet in packets}


@settings(max_examples=60, deadline=None)
@given(SET, SET)
def test_every_operation_agrees_with_brute_force(left: PacketSet, right: PacketSet) -> None:
    one, other = members(left), members(right)
    assert members(left | right) == one | other
    assert members(left & right) == one & other
    assert members(left - right) == one - other
    assert (left <= right) == (one <= other)
    assert bool(left) == bool(one)


@settings(max_examples=60, deadline=None)
@given(st.lists(BOX, max_size=4))
def test_boxes_of_a_set_never_overlap(boxes: list[Box]) -> None:
    found = PacketSet.of(*boxes)
    for packet in UNIVERSE:
        assert sum(packet in box for box in found.boxes) == any(packet in box for box in boxes)


@settings(max_examples=60, deadline=None)
@given(SET)
def test_an_example_is_a_member(packets: PacketSet) -> None:
    if packets:
        assert packets.example() in packets
        assert {packet.source for packet in members(packets)} == {n for n in range(4) if n in packets.sources}
        assert {packet.destination for packet in members(packets)} == {n for n in range(4) if n in packets.destinations}
    else:
        assert packets == NOTHING


def test_reaching_all_keeps_only_packets_that_go_to_every_destination() -> None:
    wide = Box(destinations=IntervalSet.of((0, 9)), ports=IntervalSet.of((1, 1)))
    narrow = Box(destinations=IntervalSet.of((0, 4)), ports=IntervalSet.of((2, 2)))
    assert PacketSet.of(wide, narrow).reaching_all(IntervalSet.of((0, 9))).boxes == (wide,)


def test_examples_read_well() -> None:
    assert familiar(IntervalSet.of((0, 2**32 - 1))) == FAMILIAR[0]
    assert familiar(IntervalSet.of((100, 200))) == 104
    assert familiar(IntervalSet.of((100, 101))) == 100
    https = PacketSet.of(Box(protocols=IntervalSet.of((0, 5))))
    assert https.example().port == 443
    assert PacketSet.of(Box(ports=IntervalSet.of((22, 80)))).example().port == 22


def test_a_packet_between_two_addresses() -> None:
    one, two, many = (IntervalSet.of(each) for each in ((4, 4), (4, 5), (0, 255)))

    def between(*pairs: tuple[IntervalSet, IntervalSet]) -> tuple[int, int] | None:
        packet = PacketSet(tuple(Box(source, destination) for source, destination in pairs)).between()
        return packet and (packet.source, packet.destination)

    assert between((one, one)) is None
    assert between((one, one), (one, two)) == (4, 5)
    assert (between((one, two)), between((two, one))) == ((4, 5), (5, 4))
    assert (between((many, many)), between((many, one))) == ((4, 5), (5, 4))
    assert PacketSet().between() is None
