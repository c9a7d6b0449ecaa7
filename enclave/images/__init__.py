"""The image gate: vulnerability reports of container images become one decision, with a reason for everything.

    formats  -> model  what a scanner says, and whether it really scanned
    vex               who says that a finding does not matter here, and why that counts or not
    feeds, exposure   what is exploited, how likely, and what can be reached
    clock, known      since when a finding could be known, and the log that remembers it
    gate              all of it under the policy of `enclave.yaml` -> pass or block
    show              the decision as text, JSON, SARIF, JUnit
    admission         what keeps a cluster from starting anything else
"""
