"""Controls and clauses."""

from __future__ import annotations

import re

from enclave.report.oscal import Assessed
from enclave.report.oscal.mapping_collection import mapping_collection


def test_a_mapping_for_each_framework_of_the_file_with_the_words_of_its_source(good: Assessed) -> None:
    mappings = mapping_collection(good)["mapping-collection"]["mappings"]
    assert len(mappings) == len(good.assessment.coverage)
    maps = [each for mapping in mappings for each in mapping["maps"]]
    assert all(re.fullmatch(r"[A-Za-z_][\w.-]*", each["targets"][0]["id-ref"]) for each in maps)
    assert {each["relationship"] for each in maps} == {"intersects-with"}
    assert any(each["props"][1]["value"] == "added by judgement" for each in maps)
