"""Writes the bill of materials of the gateway's image: CycloneDX 1.6, of what requirements/run.txt pins (cyclonedx.org/docs/1.6/json).

usage: sbom.py REQUIREMENTS > FILE. Licences and dependencies come from the packages' own metadata, so they must be installed as they
are pinned. The same input gives the same bytes; SOURCE_DATE_EPOCH, where it is set, is its time.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)(\[[^\]]*\])?==(?P<version>[^ ;\\]+)(?P<marker> *;[^\\]*)?", re.M)
HASH = re.compile(r"--hash=sha256:(?P<hash>[0-9a-f]{64})")
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
SPDX: Mapping[str, str] = {
    "MIT License": "MIT", "MIT": "MIT", "The MIT License": "MIT",
    "Apache Software License": "Apache-2.0", "Apache License 2.0": "Apache-2.0", "Apache-2.0": "Apache-2.0", "Apache 2.0": "Apache-2.0",
    "BSD-3-Clause": "BSD-3-Clause", "BSD 3-Clause": "BSD-3-Clause", "ISC License (ISCL)": "ISC",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0", "Python Software Foundation License": "PSF-2.0",
    "GNU Lesser General Public License v2 or later (LGPLv2+)": "LGPL-2.1-or-later", "LGPL-2.1-or-later": "LGPL-2.1-or-later",
}  # fmt: skip
"""What packages write, where it is no SPDX expression."""


class Pinned:
    """One package as it is pinned."""

    def __init__(self, name: str, version: str, hashes: list[str]) -> None:
        self.name, self.version, self.hashes = normal(name), version, hashes
        self.ref = f"pkg:pypi/{self.name}@{version}"


def normal(name: str) -> str:
    """A package's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pinned(text: str) -> Iterator[Pinned]:
    """What a file of requirements with hashes pins. Raises ValueError for what has no hash."""
    found = [*PIN.finditer(text)]
    for match, after in zip(found, [*found[1:], None], strict=True):
        hashes = HASH.findall(text[match.end() : after.start() if after else len(text)])
        if not hashes:
            raise ValueError(f"`{match['name']}` is pinned without a hash")
        yield Pinned(match["name"], match["version"], hashes)


def licences(package: Distribution) -> list[dict[str, Any]]:
    """As CycloneDX writes them; none where the package says nothing."""
    metadata = package.metadata
    if expression := metadata.get("License-Expression"):
        return [{"expression": expression}]
    classes = [str(line).rpartition(" :: ")[2] for line in metadata.get_all("Classifier") or () if str(line).startswith("License ::")]
    written = str(metadata.get("License") or "").strip().splitlines()
    said = [one for one in (written[:1] if written and written[0] in SPDX else classes or written[:1]) if one and one != "OSI Approved"]
    return [{"license": {"id": SPDX[one]} if one in SPDX else {"name": one}} for one in dict.fromkeys(said)]


def bill(packages: list[Pinned], version: str, time: str | None) -> dict[str, Any]:
    """The document. Raises PackageNotFoundError, and ValueError for a package that is installed in another version."""
    refs = {package.name: package.ref for package in packages}
    root = f"pkg:pypi/secure-ai-enclave@{version}"
    components, dependencies = [], [{"ref": root, "dependsOn": sorted(refs.values())}]
    for package in packages:
        installed = distribution(package.name)
        if installed.version != package.version:
            raise ValueError(f"`{package.name}` is pinned as {package.version} and installed as {installed.version}")
        components.append({
            "type": "library", "bom-ref": package.ref, "name": package.name, "version": package.version, "scope": "required",
            "hashes": [{"alg": "SHA-256", "content": one} for one in package.hashes],
            "licenses": licences(installed), "purl": package.ref,
        })  # fmt: skip
        needed = {normal(found[0]) for line in installed.requires or () if "extra ==" not in line and (found := NAME.match(line))}
        dependencies.append({"ref": package.ref, "dependsOn": sorted(refs[name] for name in needed if name in refs)})
    about: dict[str, Any] = {
        "lifecycles": [{"phase": "build"}],
        "component": {
            "type": "application", "bom-ref": root, "name": "secure-ai-enclave", "version": version,
            "licenses": [{"license": {"id": "Apache-2.0"}}], "purl": root,
        },
        "properties": [{"name": "secure-ai-enclave:hashes", "value": "of every distribution of a component that may be installed"}],
    }  # fmt: skip
    if time is not None:
        about["timestamp"] = time
    serial = uuid5(NAMESPACE_URL, json.dumps([components, about], sort_keys=True))
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json", "bomFormat": "CycloneDX", "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{serial}", "version": 1, "metadata": about, "components": components, "dependencies": dependencies,
    }  # fmt: skip


def main(file: str) -> int:
    """Print the bill; what is missing goes to stderr."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    time = datetime.fromtimestamp(int(epoch), UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if epoch else None
    init = (Path(__file__).parent.parent / "enclave" / "__init__.py").read_text(encoding="utf-8")
    version = re.search(r'__version__ = "([^"]+)"', init)
    try:
        document = bill([*pinned(Path(file).read_text(encoding="utf-8"))], version[1] if version else "0", time)
    except (OSError, ValueError, PackageNotFoundError) as error:
        print(f"no bill of materials: {error}", file=sys.stderr)
        return 3
    for component in document["components"]:
        if not component["licenses"]:
            print(f"`{component['name']}` does not say its licence", file=sys.stderr)
    print(json.dumps(document, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
