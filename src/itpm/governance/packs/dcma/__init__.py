"""The DCMA's 14-point assessment: the most widely used check of a plan's health, with its ambiguities as parameters."""

from itpm.governance.packs.dcma.assessing import DcmaAssessment, DcmaCheck, dcma_assessment
from itpm.governance.packs.dcma.pack import dcma14

__all__ = ["DcmaAssessment", "DcmaCheck", "dcma14", "dcma_assessment"]
