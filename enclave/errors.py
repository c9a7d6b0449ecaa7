"""The errors of the whole program: what happened, where, and what to do.

    EnclaveError            could not run                       exit 3
    |-- InputError          the user's input is wrong           exit 2
    |   `-- InputErrors     several of them, all at once        exit 2
    `-- UnsupportedError    a target cannot express something   exit 3
"""

from __future__ import annotations

from collections.abc import Sequence


class EnclaveError(Exception):
    """Something could not be done. `message` is lower case, without a full stop, in the user's own words.

    `where` is a place a person can open (`enclave.yaml:14:7`, a resource id), `hint` says what to do.
    """

    exit_code = 3

    def __init__(self, message: str, where: str = "", hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.hint = hint

    def parts(self) -> tuple[EnclaveError, ...]:
        """The single errors that this one stands for, in the order a person would fix them."""
        return (self,)

    def __str__(self) -> str:
        line = f"{self.where}: {self.message}" if self.where else self.message
        return f"{line}\n  {self.hint}" if self.hint else line


class InputError(EnclaveError):
    """The input is wrong and the user can mend it."""

    exit_code = 2


class InputErrors(InputError):
    """Every problem of one input at once."""

    def __init__(self, problems: Sequence[InputError]) -> None:
        count = len(problems)
        super().__init__(f"{count} problem{'' if count == 1 else 's'}")
        self.problems = tuple(problems)

    def parts(self) -> tuple[EnclaveError, ...]:
        return tuple(part for problem in self.problems for part in problem.parts())

    def __str__(self) -> str:
        return "\n".join(str(part) for part in self.parts())


class UnsupportedError(EnclaveError):
    """A target or a room cannot say what it was asked to say, and refuses rather than dropping it."""
