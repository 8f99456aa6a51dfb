"""Machinery that services share and that knows no service: workflow, ledger, jobs, audit, facts, occupancy."""
