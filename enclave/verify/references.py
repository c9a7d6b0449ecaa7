"""What rules refer to, by name: controls of Microsoft's benchmark and built-in policies. The names are in `references.json`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

_TABLE: Mapping[str, Any] = json.loads((Path(__file__).parent / "references.json").read_text(encoding="utf-8"))
CONTROLS: Mapping[str, str] = MappingProxyType(_TABLE["mcsb"])
"""Control of the Microsoft cloud security benchmark -> its name."""
POLICIES: Mapping[str, str] = MappingProxyType(_TABLE["policies"])
"""GUID of a built-in definition of Azure Policy -> its display name."""
