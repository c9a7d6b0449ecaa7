"""The detectors, in the order in which they are reported; each is `enclave/monitor/detectors/<id>.py`, or of a family in one file."""

from __future__ import annotations

from enclave.monitor.detector import Detector
from enclave.monitor.detectors import (
    chi_squared,
    classification,
    correlation,
    domain_classifier,
    embedding_drift,
    estimated_classification,
    estimated_regression,
    hellinger,
    jensen_shannon,
    klotz,
    kolmogorov_smirnov,
    l_infinity,
    maximum_mean_discrepancy,
    missing_values,
    normalized_wasserstein,
    out_of_range,
    population_stability,
    reconstruction_error,
    refusal_rate,
    regression,
    text_length,
    type_errors,
    unseen_categories,
    van_der_waerden,
    wasserstein,
)

SINGLE = (
    van_der_waerden, klotz, kolmogorov_smirnov, jensen_shannon, wasserstein, normalized_wasserstein, population_stability, hellinger,
    chi_squared, l_infinity, missing_values, type_errors, unseen_categories, out_of_range, text_length, refusal_rate,
    correlation, reconstruction_error, maximum_mean_discrepancy, domain_classifier, embedding_drift,
)  # fmt: skip
FAMILIES = (classification, regression, estimated_classification, estimated_regression)
DETECTORS: tuple[Detector, ...] = (
    *(module.DETECTOR for module in SINGLE),
    *(detector for family in FAMILIES for detector in family.DETECTORS),
)
