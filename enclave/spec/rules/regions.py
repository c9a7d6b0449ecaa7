"""The regions of the file against the regions of Azure."""

from __future__ import annotations

from collections.abc import Iterator

from enclave.regions import REGIONS
from enclave.spec.rules.subject import Subject
from enclave.spec.source import Keys, Problem
from enclave.spec.suggest import LISTED, did_you_mean, listed


def known_azure_regions(subject: Subject) -> Iterator[Problem]:
    """A location or a pair is a region of the Azure public cloud, by its programmatic name."""
    for key, region in subject.spec.regions.items():
        for field, name in (("location", region.location), ("pair", region.pair)):
            if name is not None and name not in REGIONS:
                hint = did_you_mean(name, REGIONS) or "use the programmatic name, as `az account list-locations` prints it"
                yield subject.problem(("regions", key, field), f"`{name}` is not a region of the Azure public cloud", hint)


def pairs_keep_residency(subject: Subject) -> Iterator[Problem]:
    """What is copied for recovery stays inside the residency boundary: the geography, or the European Union."""
    for key, region in subject.spec.regions.items():
        here, pair = REGIONS.get(region.location), REGIONS.get(region.pair or "")
        if here is None or pair is None:
            continue
        keys: Keys = ("regions", key, "pair")
        because: tuple[Keys, ...] = (("regions", key, "location"),)
        if here == pair:
            yield subject.problem(keys, f"`{pair.name}` is its own pair", "name another region, or leave `pair` out", because)
        elif here.boundary != pair.boundary:
            others = sorted(other.name for other in REGIONS.values() if other.boundary == here.boundary and other != here)
            best = [here.pair] if here.pair in others else others[:LISTED]
            hint = f"use {listed(best)}, or leave `pair` out" if best else "leave `pair` out"
            message = f"recovery in `{pair.name}` takes data out of {here.boundary}, where `{here.name}` keeps it, into {pair.boundary}"
            yield subject.problem(keys, message, hint, because)


def locations_differ(subject: Subject) -> Iterator[Problem]:
    """Each Azure region stands once."""
    first: dict[str, str] = {}
    for key, region in subject.spec.regions.items():
        other = first.setdefault(region.location, key)
        if other != key:
            keys: Keys = ("regions", other, "location")
            message = f"region `{key}` is in `{region.location}`, as region `{other}` is ({subject.place(keys)})"
            yield subject.problem(("regions", key, "location"), message, "one region per location: give it all the tags", (keys,))
