"""Reading and writing: plans from other tools' files. Nothing else in the library knows a format."""

from itpm.interop import mspdi

__all__ = ["mspdi"]
