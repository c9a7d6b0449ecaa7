"""The control matrix: what is asked of an enclave, what speaks for each control and where it can be found again."""

from enclave.report.controls.assessment import Assessed, Assessment, Status, assess
from enclave.report.controls.evidence import Given

__all__ = ["Assessed", "Assessment", "Given", "Status", "assess"]
