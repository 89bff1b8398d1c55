"""The version of the kit; stands in every snapshot."""

__all__ = ["VERSION"]

VERSION = "0.1.0"
