"""`bicepconfig.json`: every rule of Bicep's linter that the printed files keep is an error."""

from __future__ import annotations

import json
from typing import Final

RULES: Final = (
    "adminusername-should-not-be-literal", "artifacts-parameters", "decompiler-cleanup", "explicit-values-for-loc-params", "max-asserts",
    "max-outputs", "max-params", "max-resources", "max-variables", "nested-deployment-template-scoping", "no-conflicting-metadata",
    "no-deployments-resources", "no-explicit-any", "no-hardcoded-env-urls", "no-hardcoded-location", "no-hardcoded-outputs",
    "no-loc-expr-outside-params", "no-module-name", "no-unnecessary-dependson", "no-unused-existing-resources", "no-unused-imports",
    "no-unused-params", "no-unused-types", "no-unused-vars", "outputs-should-not-contain-secrets", "prefer-interpolation",
    "prefer-unquoted-property-names", "protect-commandtoexecute-secrets", "secure-parameter-default", "secure-params-in-nested-deploy",
    "secure-params-in-parameters-file", "secure-secrets-in-params", "simplify-interpolation", "simplify-json-null",
    "use-description-output", "use-description-parameters", "use-description-type", "use-description-type-property", "use-parent-property",
    "use-recent-module-versions", "use-recognized-resource-type", "use-resource-symbol-reference", "use-safe-access",
    "use-secure-value-for-secure-inputs", "use-stable-resource-identifiers", "use-stable-vm-image",
)
"""Rules of the linter (Azure/bicep, `src/Bicep.Core/Analyzers/Linter/Rules`, 2026), without those that ask for the network,
that are experimental, or that the printed files break on purpose; docs/bicep.md says which and why."""
CONFIG: Final = json.dumps(
    {"analyzers": {"core": {"enabled": True, "rules": {rule: {"level": "error"} for rule in RULES}}}}, indent=2) + "\n"
