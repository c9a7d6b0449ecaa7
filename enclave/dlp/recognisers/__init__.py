"""Recognisers of people's names, addresses and organisations that are not part of this package, and how they join its findings."""

from __future__ import annotations
