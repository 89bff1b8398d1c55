"""Snapshots on disk: one JSON document and Parquet tables."""
