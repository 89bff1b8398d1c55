"""Audit a Python codebase for a single source of truth.

The package's rooms are its public paths: `audit.pipeline` takes a source to a snapshot,
`audit.snapshots.store` saves and loads it, `audit.phases` compares two, `audit.views` and
`audit.reports` show them. Nothing is re-exported here, so every public name has one path.
"""
