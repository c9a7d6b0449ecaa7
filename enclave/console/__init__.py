"""The read-only console: one page that says within seconds whether the enclave is as it should be.

    tail, today      the log, read on from where the last look ended; what happened since midnight UTC
    spend            the ledger against the file's ceilings
    background       slow answers, computed in a thread: the proof, the check of the whole log
    view             all of that as one JSON document, and what needs attention in it
    app, templates   the page, its JSON twin, and the headers around them
"""
