"""The assessment as OSCAL 1.2.1, https://pages.nist.gov/OSCAL/: one function for each document, all of one catalogue of controls.

The names of NIST's models are the files' names. Identifiers follow from what they name, so that two runs that find the same differ in
their times only.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from enclave.report.oscal.catalog import catalog
from enclave.report.oscal.component_definition import component_definition
from enclave.report.oscal.mapping_collection import mapping_collection
from enclave.report.oscal.parts import Assessed, assessed
from enclave.report.oscal.plan import assessment_plan, system_security_plan
from enclave.report.oscal.poam import plan_of_action_and_milestones
from enclave.report.oscal.results import assessment_results

DOCUMENTS: Mapping[str, Callable[[Assessed], dict[str, Any]]] = MappingProxyType({
    "catalog": catalog,
    "component-definition": component_definition,
    "system-security-plan": system_security_plan,
    "assessment-plan": assessment_plan,
    "assessment-results": assessment_results,
    "plan-of-action-and-milestones": plan_of_action_and_milestones,
    "mapping-collection": mapping_collection,
})

__all__ = ["DOCUMENTS", "Assessed", "assessed"]
