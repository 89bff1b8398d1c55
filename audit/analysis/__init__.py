"""Graph and symbols to ledger, families, cycles, components, metrics and findings."""
