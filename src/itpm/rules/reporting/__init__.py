"""What an evaluation says, and to whom: reports, comparisons, waivers, SARIF, pages."""

from itpm.rules.reporting.comparing import ReportComparison
from itpm.rules.reporting.pages import catalogue_page, pack_page, rule_page
from itpm.rules.reporting.report import RuleReport
from itpm.rules.reporting.sarif import sarif_dict, to_sarif
from itpm.rules.reporting.waivers import Waiver

__all__ = [
    "ReportComparison",
    "RuleReport",
    "Waiver",
    "catalogue_page",
    "pack_page",
    "rule_page",
    "sarif_dict",
    "to_sarif",
]
