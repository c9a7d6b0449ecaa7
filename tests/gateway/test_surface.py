"""Every surface that asks a model has all that the stages want of it."""

from __future__ import annotations

from enclave.gateway.routes import SURFACES
from enclave.gateway.stages import STAGES
from enclave.gateway.stages.stored import STORED
from enclave.gateway.surface import Answers, Api


def test_modules_have_what_the_protocols_name() -> None:
    wanted = {name for protocol in (Answers, Api) for name in vars(protocol) if not name.startswith("_")}
    assert {"read_call", "is_answer", "TARGET"} <= wanted
    apis = {id(surface.dialect.api): surface.dialect.api for surface in SURFACES if surface.dialect is not None}.values()
    assert len(apis) == 10
    for api in apis:
        assert [name for name in sorted(wanted) if not hasattr(api, name)] == []


def test_who_asks_a_model_passes_every_stage_and_who_does_not_never_gets_there() -> None:
    ids = [stage.id for stage in STAGES]
    for surface in SURFACES:
        passed = [stage.id for stage in surface.stages]
        asks = surface.dialect is not None and surface.method == "POST"
        if asks:
            assert [name for name in passed if name in ids] == [name for name in ids if name != "parse" or "form" not in passed]
            assert "form" not in passed or surface.dialect.form is not None
            assert ("permit" in passed) == ("grant" in passed) == (surface.operation.startswith(("Images", "Audio")))
        else:
            assert passed[0] == "identity"
            assert "upstream" not in passed
            # what is told again of a stored answer is looked at as the answer was
            assert surface.dialect is None or {"answer", "answer_safety"} <= set(passed)
    stored = {surface.operation for surface in SURFACES if any(stage.id == "stored" for stage in surface.stages)}
    assert stored == set(STORED)
