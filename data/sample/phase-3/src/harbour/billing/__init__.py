"""Dues, invoices and accounts."""
