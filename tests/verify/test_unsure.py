from __future__ import annotations

from enclave.errors import EnclaveError
from enclave.graph.body import Undecided
from enclave.verify.unsure import Unsure


def test_it_is_a_doubt_in_its_own_words() -> None:
    problem = Unsure("nobody knows", "/x")
    assert isinstance(problem, Undecided)
    assert isinstance(problem, EnclaveError)
    assert problem.message == "nobody knows"
    assert str(problem) == "/x: nobody knows"
