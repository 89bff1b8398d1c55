"""A till that writes slips: one file with imports, a class and a function."""

from __future__ import annotations

__all__ = ["TILL"]

TILL = """
import os
from messages import Slip

class Till:
    def write(self):
        return Slip()

def run(app):
    app.register(1)
"""
