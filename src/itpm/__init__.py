"""itpm: one immutable model of an IT project, and pure functions over it.

Names are loaded when they are first used, so that ``import itpm`` costs next to nothing, whatever a program needs of it.
Sub-packages: `itpm.model`, `itpm.scheduling`, `itpm.rules`, `itpm.lifecycle`, `itpm.cost`, `itpm.risk`, `itpm.governance`,
`itpm.interop`, `itpm.render`, `itpm.selection`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from itpm.errors import did_you_mean

# fmt: off
if TYPE_CHECKING:
    from itpm import (
        cost, governance, interop, lifecycle, model, render, risk, rules, scheduling, selection,
    )
    from itpm.errors import (
        Fault, FaultsError, ItpmError, MissingExtraError, NoWorkingTimeError, NotationError, PlanError,
        UndefinedIndexError, UnknownNameError, UnknownTaskError, UnresolvedDurationError,
    )
    from itpm.findings import (
        Explanation, Finding, Severity,
    )
    from itpm.model import (
        Accrual, Assignment, Baseline, BaselineTask, CalendarException, Constraint, ConstraintType,
        CurrencyMismatchError, DayLength, Dependency, DependencyType, Duration, EarnedValueMethod, EffortType,
        ElapsedDuration, ExchangeRate, ExchangeRates, MissingRateError, Moment, Money, Overtime, Percent, Plan,
        Progress, Rate, Resource, ResourceKind, Rounding, SchedulingPolicy, StoredDates, StoredTask, Task,
        TaskDetails, TaskKind, ThreePointEstimate, Unit, Window, WindowKind, WorkCalendar, WorkDuration, WorkWeek,
        activity_code, group_tasks, select_tasks,
    )
    from itpm.scheduling import (
        AccuracyRow, Actual, Alternatives, BaselineVariance, Bound, BoundKind, ChangeKind, Changes, Comparison,
        Difference, ErosionRow, FloatErosion, FloatPath, ForecastAccuracy, ForecastError, ForecastRow, Lever, Levers,
        MergePoint, MilestoneTrend, Network, PlanChange, PlanHistory, Schedule, ScheduledTask, Slip, SlipHistory,
        SlipLine, SlipPart, Solution, TaskComparison, TaskSlips, VarianceRow, baseline_variance, build_network,
        changes_between, clear_baseline, compare, drag, driving_graph, early_bounds, late_bounds, longest_paths,
        merge_points, plan_from_graph, rebaseline, redundant_links, reschedule_remaining, reverse_critical_tasks,
        scenarios, schedule, separate_networks, set_baseline, slip, update, waited_for_by, waits_for, what_if,
        what_moves,
    )
    from itpm.rules import (
        DecisionTable, Derived, Enforcement, FactError, FactSpec, FactType, Facts, Later, MissingFactError, Outcome,
        Rule, RuleContext, RuleError, RulePack, RulePackBuilder, RuleProfile, RuleReport, RuleResult, RulesError,
        UnknownFactError, UnknownRuleError, Waiver, check_examples, compile_rules, condition_rule, evaluate,
        merge_profiles, rule, to_sarif,
    )
    from itpm.lifecycle import (
        Acceptance, Accepted, AddCriterion, AddDeliverable, AddEarlyClosure, AddStage, ApproveGate, Assessment,
        BeginIteration, Begun, Budget, BudgetLine, Command, ConditionMet, Criterion, Deliverable, DeliverableError,
        DeliverableKind, DeliverableStatus, Delivery, DropDeliverable, DropStage, ExceptionRaised, ExceptionSettled,
        FeasibilityStudy, FeasibilityVerdict, FinalReport, Gate, GateApproved, GateCondition, GateCriterion,
        GatePassed, GateRecycled, GateReport, GateVerdict, Goal, Hold, Iteration, IterationBegun, Lesson,
        LifecycleError, LifecycleEvent, LifecycleState, LifecycleStatus, MeetCondition, Methodology, MethodologyError,
        Migrated, Migration, Objective, Objectives, OpenCondition, Options, OverlapStage, PassGate, PlanOfRecord,
        PostMortem, ProjectCharter, Prototype, Prototypes, PutOnHold, RaiseException, RecycleGate, Refused,
        RefusedError, Reopening, RepeatStage, Repetition, ReplaceStage, ResourceNeed, ResourcePlan, Resume, Resumed,
        RiskReview, RiskReviews, ScopeStatement, ServiceLevel, SetApprovers, SetRules, SettleException, Stage,
        StageStatus, StageTime, StatusUpdate, StatusUpdates, SupportMember, SupportTeam, Tailored, Tailoring,
        TailoringRecord, TaskAssignment, TaskAssignments, Terminate, Terminated, Timeline, Tolerance, ToolOption,
        ToolSelection, Training, UnknownApproverError, UnknownGateError, UserGroup, agile, begin, decide,
        deliverable_facts, hybrid, lifecycle_facts, migrate, next_gate, options, prince2, public_sector, replay,
        revise, standing, state_diagram, tailor, timeline, waterfall,
    )
    from itpm.cost import (
        AcceptedPoints, Apportioned, BudgetReview, CorrectiveOption, CostBasis, CostRecord, EarnedSchedule,
        EarnedValue, EarnedValueRow, EarningMilestone, FixedFormula, Forecasts, LevelOfEffort, Measure, OutcomeLimits,
        PercentComplete, PerformanceHistory, TimeForecasts, Units, Variance, VarianceThreshold, WeightedMilestones,
        accrued_costs, budget_review, cost_performance_index, cost_schedule_index, cost_variance,
        cost_variance_percent, earned_schedule, earned_schedule_of_periods, earned_value, estimate_at_completion,
        estimate_to_complete, forecast, forecasts, percent_complete, percent_spent, performance_history,
        performance_history_of_periods, schedule_performance_index, schedule_variance, schedule_variance_percent,
        standard_thresholds, timesheet, to_complete_performance_index, variance_at_completion,
    )
    from itpm.risk import (
        Accept, Action, Assumption, AssumptionStatus, Avoid, BurnDown, Chance, ContingencyReserve, DecisionRecord,
        DecisionsDue, Enhance, Escalate, Exploit, Exposure, HeatMap, Issue, IssueStatus, Mitigate, Opportunity,
        RaidLog, RealisedRisks, Response, ResponseValue, ResponseWorth, Risk, RiskAppetite, RiskBreakdown, RiskError,
        RiskLimit, RiskMatrix, RiskProximities, RiskProximity, RiskRanking, RiskRegister, RiskScore, RiskStatus,
        RiskStepError, Share, Threat, ThreePointCost, Transfer, advance_risk, appetite_findings, best_option,
        burn_down, burn_rate, compare_responses, contingency_reserve, decisions_due, expected_monetary_value,
        exposure, finish_delay, generic_5x5_matrix, heat_map, it_risk_categories, needed_by, next_steps,
        nist_likelihood_matrix, nist_matrix, owasp_matrix, owasp_rating, pmbok_matrix, raid_findings, realised_risks,
        response_value, response_worth, risk_breakdown, risk_findings, risk_occurs, risk_proximities, risk_score,
    )
    from itpm.governance import (
        Alternative, Change, ChangeLog, ChangeStatus, CommunicationPlan, DcmaAssessment, DcmaCheck, Degree, Duty,
        Engagement, FACT_CATALOGUE, GovernanceError, Involvement, Obligation, Project, Responsibilities, Stakeholder,
        SuccessDefinition, TeamMember, UpdateDue, UpdatePlan, UpdatesDue, all_packs, changes_at, dcma_assessment,
        facts_of, outcome_of, packs, recorded, uncovered,
    )
    from itpm.interop import (
        JsonError, from_json, json_schema, plan_from_records, plan_to_records, to_json, value_types,
    )
    from itpm.cost.budgeting import (
        Booking, CostEstimate, Expense, FiscalPeriod, FundingLimit, PaymentTerms, PlanningPackage, Treatment,
        baseline_of, budget, cash_flow, convert_bookings, cost_estimate, detail, distribute, draw, funding_check,
        journeys, loaded_rate, phase_baseline, salary_rate,
    )
    from itpm.lifecycle.cutover import (
        CutoverRunbook, CutoverStep, Rehearsal, StepActual, StepTiming, cutover_findings, cutover_forecast,
        cutover_schedule, return_points,
    )
    from itpm.lifecycle.backlogs import (
        Backlog, BacklogItem, Sprint, SprintFeedback, sprint_burn_up, sprint_facts, sprint_forecast, sprint_velocity,
    )
    from itpm.lifecycle.gate_kit import (
        IT_GATES, IT_GATE_RULES, it_criterion, it_gate,
    )
    from itpm.lifecycle.deliverables import (
        AccessibilityAudit, ArchitectureReview, CutoverPlan, GoNoGo, Hypercare, Increment, MigrationRehearsal,
        OperationalReadiness, PrivacyAssessment, ProductBacklog, RecoveryTest, ReleasePlan, Requirements,
        SecurityTest, SprintReview, TestReport, content_fingerprint, traceability,
    )
    from itpm.risk.simulation import (
        Branch, Correlation, Pert, PortfolioInterrupted, PortfolioResult, RiskDriver, SimulationResult, Triangular,
        analytic_estimate, simulate, simulate_together,
    )

_HOME = {
    "itpm.errors": """
        Fault FaultsError ItpmError MissingExtraError NoWorkingTimeError NotationError PlanError UndefinedIndexError
        UnknownNameError UnknownTaskError UnresolvedDurationError
    """,
    "itpm.findings": """
        Explanation Finding Severity
    """,
    "itpm.model": """
        Accrual Assignment Baseline BaselineTask CalendarException Constraint ConstraintType CurrencyMismatchError
        DayLength Dependency DependencyType Duration EarnedValueMethod EffortType ElapsedDuration ExchangeRate
        ExchangeRates MissingRateError Moment Money Overtime Percent Plan Progress Rate Resource ResourceKind Rounding
        SchedulingPolicy StoredDates StoredTask Task TaskDetails TaskKind ThreePointEstimate Unit Window WindowKind
        WorkCalendar WorkDuration WorkWeek activity_code group_tasks select_tasks
    """,
    "itpm.scheduling": """
        AccuracyRow Actual Alternatives BaselineVariance Bound BoundKind ChangeKind Changes Comparison Difference
        ErosionRow FloatErosion FloatPath ForecastAccuracy ForecastError ForecastRow Lever Levers MergePoint
        MilestoneTrend Network PlanChange PlanHistory Schedule ScheduledTask Slip SlipHistory SlipLine SlipPart
        Solution TaskComparison TaskSlips VarianceRow baseline_variance build_network changes_between clear_baseline
        compare drag driving_graph early_bounds late_bounds longest_paths merge_points plan_from_graph rebaseline
        redundant_links reschedule_remaining reverse_critical_tasks scenarios schedule separate_networks set_baseline
        slip update waited_for_by waits_for what_if what_moves
    """,
    "itpm.rules": """
        DecisionTable Derived Enforcement FactError FactSpec FactType Facts Later MissingFactError Outcome Rule
        RuleContext RuleError RulePack RulePackBuilder RuleProfile RuleReport RuleResult RulesError UnknownFactError
        UnknownRuleError Waiver check_examples compile_rules condition_rule evaluate merge_profiles rule to_sarif
    """,
    "itpm.lifecycle": """
        Acceptance Accepted AddCriterion AddDeliverable AddEarlyClosure AddStage ApproveGate Assessment BeginIteration
        Begun Budget BudgetLine Command ConditionMet Criterion Deliverable DeliverableError DeliverableKind
        DeliverableStatus Delivery DropDeliverable DropStage ExceptionRaised ExceptionSettled FeasibilityStudy
        FeasibilityVerdict FinalReport Gate GateApproved GateCondition GateCriterion GatePassed GateRecycled
        GateReport GateVerdict Goal Hold Iteration IterationBegun Lesson LifecycleError LifecycleEvent LifecycleState
        LifecycleStatus MeetCondition Methodology MethodologyError Migrated Migration Objective Objectives
        OpenCondition Options OverlapStage PassGate PlanOfRecord PostMortem ProjectCharter Prototype Prototypes
        PutOnHold RaiseException RecycleGate Refused RefusedError Reopening RepeatStage Repetition ReplaceStage
        ResourceNeed ResourcePlan Resume Resumed RiskReview RiskReviews ScopeStatement ServiceLevel SetApprovers
        SetRules SettleException Stage StageStatus StageTime StatusUpdate StatusUpdates SupportMember SupportTeam
        Tailored Tailoring TailoringRecord TaskAssignment TaskAssignments Terminate Terminated Timeline Tolerance
        ToolOption ToolSelection Training UnknownApproverError UnknownGateError UserGroup agile begin decide
        deliverable_facts hybrid lifecycle_facts migrate next_gate options prince2 public_sector replay revise
        standing state_diagram tailor timeline waterfall
    """,
    "itpm.cost": """
        AcceptedPoints Apportioned BudgetReview CorrectiveOption CostBasis CostRecord EarnedSchedule EarnedValue
        EarnedValueRow EarningMilestone FixedFormula Forecasts LevelOfEffort Measure OutcomeLimits PercentComplete
        PerformanceHistory TimeForecasts Units Variance VarianceThreshold WeightedMilestones accrued_costs
        budget_review cost_performance_index cost_schedule_index cost_variance cost_variance_percent earned_schedule
        earned_schedule_of_periods earned_value estimate_at_completion estimate_to_complete forecast forecasts
        percent_complete percent_spent performance_history performance_history_of_periods schedule_performance_index
        schedule_variance schedule_variance_percent standard_thresholds timesheet to_complete_performance_index
        variance_at_completion
    """,
    "itpm.risk": """
        Accept Action Assumption AssumptionStatus Avoid BurnDown Chance ContingencyReserve DecisionRecord DecisionsDue
        Enhance Escalate Exploit Exposure HeatMap Issue IssueStatus Mitigate Opportunity RaidLog RealisedRisks
        Response ResponseValue ResponseWorth Risk RiskAppetite RiskBreakdown RiskError RiskLimit RiskMatrix
        RiskProximities RiskProximity RiskRanking RiskRegister RiskScore RiskStatus RiskStepError Share Threat
        ThreePointCost Transfer advance_risk appetite_findings best_option burn_down burn_rate compare_responses
        contingency_reserve decisions_due expected_monetary_value exposure finish_delay generic_5x5_matrix heat_map
        it_risk_categories needed_by next_steps nist_likelihood_matrix nist_matrix owasp_matrix owasp_rating
        pmbok_matrix raid_findings realised_risks response_value response_worth risk_breakdown risk_findings
        risk_occurs risk_proximities risk_score
    """,
    "itpm.governance": """
        Alternative Change ChangeLog ChangeStatus CommunicationPlan DcmaAssessment DcmaCheck Degree Duty Engagement
        FACT_CATALOGUE GovernanceError Involvement Obligation Project Responsibilities Stakeholder SuccessDefinition
        TeamMember UpdateDue UpdatePlan UpdatesDue all_packs changes_at dcma_assessment facts_of outcome_of packs
        recorded uncovered
    """,
    "itpm.interop": """
        JsonError from_json json_schema plan_from_records plan_to_records to_json value_types
    """,
    "itpm.cost.budgeting": """
        Booking CostEstimate Expense FiscalPeriod FundingLimit PaymentTerms PlanningPackage Treatment baseline_of
        budget cash_flow convert_bookings cost_estimate detail distribute draw funding_check journeys loaded_rate
        phase_baseline salary_rate
    """,
    "itpm.lifecycle.cutover": """
        CutoverRunbook CutoverStep Rehearsal StepActual StepTiming cutover_findings cutover_forecast cutover_schedule
        return_points
    """,
    "itpm.lifecycle.backlogs": """
        Backlog BacklogItem Sprint SprintFeedback sprint_burn_up sprint_facts sprint_forecast sprint_velocity
    """,
    "itpm.lifecycle.gate_kit": """
        IT_GATES IT_GATE_RULES it_criterion it_gate
    """,
    "itpm.lifecycle.deliverables": """
        AccessibilityAudit ArchitectureReview CutoverPlan GoNoGo Hypercare Increment MigrationRehearsal
        OperationalReadiness PrivacyAssessment ProductBacklog RecoveryTest ReleasePlan Requirements SecurityTest
        SprintReview TestReport content_fingerprint traceability
    """,
    "itpm.risk.simulation": """
        Branch Correlation Pert PortfolioInterrupted PortfolioResult RiskDriver SimulationResult Triangular
        analytic_estimate simulate simulate_together
    """,
}
_PACKAGES = (
    "cost", "governance", "interop", "lifecycle", "model", "render", "risk", "rules", "scheduling", "selection",
)
_WHERE = {name: home for home, names in _HOME.items() for name in names.split()}

__version__ = "0.1.0"
__all__ = [
    "Accept", "Acceptance", "Accepted", "AcceptedPoints", "AccessibilityAudit", "Accrual", "AccuracyRow", "Action",
    "Actual", "AddCriterion", "AddDeliverable", "AddEarlyClosure", "AddStage", "Alternative", "Alternatives",
    "Apportioned", "ApproveGate", "ArchitectureReview", "Assessment", "Assignment", "Assumption", "AssumptionStatus",
    "Avoid", "Backlog", "BacklogItem", "Baseline", "BaselineTask", "BaselineVariance", "BeginIteration", "Begun",
    "Booking", "Bound", "BoundKind", "Branch", "Budget", "BudgetLine", "BudgetReview", "BurnDown",
    "CalendarException", "Chance", "Change", "ChangeKind", "ChangeLog", "ChangeStatus", "Changes", "Command",
    "CommunicationPlan", "Comparison", "ConditionMet", "Constraint", "ConstraintType", "ContingencyReserve",
    "CorrectiveOption", "Correlation", "CostBasis", "CostEstimate", "CostRecord", "Criterion",
    "CurrencyMismatchError", "CutoverPlan", "CutoverRunbook", "CutoverStep", "DayLength", "DcmaAssessment",
    "DcmaCheck", "DecisionRecord", "DecisionTable", "DecisionsDue", "Degree", "Deliverable", "DeliverableError",
    "DeliverableKind", "DeliverableStatus", "Delivery", "Dependency", "DependencyType", "Derived", "Difference",
    "DropDeliverable", "DropStage", "Duration", "Duty", "EarnedSchedule", "EarnedValue", "EarnedValueMethod",
    "EarnedValueRow", "EarningMilestone", "EffortType", "ElapsedDuration", "Enforcement", "Engagement", "Enhance",
    "ErosionRow", "Escalate", "ExceptionRaised", "ExceptionSettled", "ExchangeRate", "ExchangeRates", "Expense",
    "Explanation", "Exploit", "Exposure", "FACT_CATALOGUE", "FactError", "FactSpec", "FactType", "Facts", "Fault",
    "FaultsError", "FeasibilityStudy", "FeasibilityVerdict", "FinalReport", "Finding", "FiscalPeriod", "FixedFormula",
    "FloatErosion", "FloatPath", "ForecastAccuracy", "ForecastError", "ForecastRow", "Forecasts", "FundingLimit",
    "Gate", "GateApproved", "GateCondition", "GateCriterion", "GatePassed", "GateRecycled", "GateReport",
    "GateVerdict", "GoNoGo", "Goal", "GovernanceError", "HeatMap", "Hold", "Hypercare", "IT_GATES", "IT_GATE_RULES",
    "Increment", "Involvement", "Issue", "IssueStatus", "Iteration", "IterationBegun", "ItpmError", "JsonError",
    "Later", "Lesson", "LevelOfEffort", "Lever", "Levers", "LifecycleError", "LifecycleEvent", "LifecycleState",
    "LifecycleStatus", "Measure", "MeetCondition", "MergePoint", "Methodology", "MethodologyError", "Migrated",
    "Migration", "MigrationRehearsal", "MilestoneTrend", "MissingExtraError", "MissingFactError", "MissingRateError",
    "Mitigate", "Moment", "Money", "Network", "NoWorkingTimeError", "NotationError", "Objective", "Objectives",
    "Obligation", "OpenCondition", "OperationalReadiness", "Opportunity", "Options", "Outcome", "OutcomeLimits",
    "OverlapStage", "Overtime", "PassGate", "PaymentTerms", "Percent", "PercentComplete", "PerformanceHistory",
    "Pert", "Plan", "PlanChange", "PlanError", "PlanHistory", "PlanOfRecord", "PlanningPackage",
    "PortfolioInterrupted", "PortfolioResult", "PostMortem", "PrivacyAssessment", "ProductBacklog", "Progress",
    "Project", "ProjectCharter", "Prototype", "Prototypes", "PutOnHold", "RaidLog", "RaiseException", "Rate",
    "RealisedRisks", "RecoveryTest", "RecycleGate", "Refused", "RefusedError", "Rehearsal", "ReleasePlan",
    "Reopening", "RepeatStage", "Repetition", "ReplaceStage", "Requirements", "Resource", "ResourceKind",
    "ResourceNeed", "ResourcePlan", "Response", "ResponseValue", "ResponseWorth", "Responsibilities", "Resume",
    "Resumed", "Risk", "RiskAppetite", "RiskBreakdown", "RiskDriver", "RiskError", "RiskLimit", "RiskMatrix",
    "RiskProximities", "RiskProximity", "RiskRanking", "RiskRegister", "RiskReview", "RiskReviews", "RiskScore",
    "RiskStatus", "RiskStepError", "Rounding", "Rule", "RuleContext", "RuleError", "RulePack", "RulePackBuilder",
    "RuleProfile", "RuleReport", "RuleResult", "RulesError", "Schedule", "ScheduledTask", "SchedulingPolicy",
    "ScopeStatement", "SecurityTest", "ServiceLevel", "SetApprovers", "SetRules", "SettleException", "Severity",
    "Share", "SimulationResult", "Slip", "SlipHistory", "SlipLine", "SlipPart", "Solution", "Sprint",
    "SprintFeedback", "SprintReview", "Stage", "StageStatus", "StageTime", "Stakeholder", "StatusUpdate",
    "StatusUpdates", "StepActual", "StepTiming", "StoredDates", "StoredTask", "SuccessDefinition", "SupportMember",
    "SupportTeam", "Tailored", "Tailoring", "TailoringRecord", "Task", "TaskAssignment", "TaskAssignments",
    "TaskComparison", "TaskDetails", "TaskKind", "TaskSlips", "TeamMember", "Terminate", "Terminated", "TestReport",
    "Threat", "ThreePointCost", "ThreePointEstimate", "TimeForecasts", "Timeline", "Tolerance", "ToolOption",
    "ToolSelection", "Training", "Transfer", "Treatment", "Triangular", "UndefinedIndexError", "Unit", "Units",
    "UnknownApproverError", "UnknownFactError", "UnknownGateError", "UnknownNameError", "UnknownRuleError",
    "UnknownTaskError", "UnresolvedDurationError", "UpdateDue", "UpdatePlan", "UpdatesDue", "UserGroup", "Variance",
    "VarianceRow", "VarianceThreshold", "Waiver", "WeightedMilestones", "Window", "WindowKind", "WorkCalendar",
    "WorkDuration", "WorkWeek", "accrued_costs", "activity_code", "advance_risk", "agile", "all_packs",
    "analytic_estimate", "appetite_findings", "baseline_of", "baseline_variance", "begin", "best_option", "budget",
    "budget_review", "build_network", "burn_down", "burn_rate", "cash_flow", "changes_at", "changes_between",
    "check_examples", "clear_baseline", "compare", "compare_responses", "compile_rules", "condition_rule",
    "content_fingerprint", "contingency_reserve", "convert_bookings", "cost", "cost_estimate",
    "cost_performance_index", "cost_schedule_index", "cost_variance", "cost_variance_percent", "cutover_findings",
    "cutover_forecast", "cutover_schedule", "dcma_assessment", "decide", "decisions_due", "deliverable_facts",
    "detail", "distribute", "drag", "draw", "driving_graph", "early_bounds", "earned_schedule",
    "earned_schedule_of_periods", "earned_value", "estimate_at_completion", "estimate_to_complete", "evaluate",
    "expected_monetary_value", "exposure", "facts_of", "finish_delay", "forecast", "forecasts", "from_json",
    "funding_check", "generic_5x5_matrix", "governance", "group_tasks", "heat_map", "hybrid", "interop",
    "it_criterion", "it_gate", "it_risk_categories", "journeys", "json_schema", "late_bounds", "lifecycle",
    "lifecycle_facts", "loaded_rate", "longest_paths", "merge_points", "merge_profiles", "migrate", "model",
    "needed_by", "next_gate", "next_steps", "nist_likelihood_matrix", "nist_matrix", "options", "outcome_of",
    "owasp_matrix", "owasp_rating", "packs", "percent_complete", "percent_spent", "performance_history",
    "performance_history_of_periods", "phase_baseline", "plan_from_graph", "plan_from_records", "plan_to_records",
    "pmbok_matrix", "prince2", "public_sector", "raid_findings", "realised_risks", "rebaseline", "recorded",
    "redundant_links", "render", "replay", "reschedule_remaining", "response_value", "response_worth",
    "return_points", "reverse_critical_tasks", "revise", "risk", "risk_breakdown", "risk_findings", "risk_occurs",
    "risk_proximities", "risk_score", "rule", "rules", "salary_rate", "scenarios", "schedule",
    "schedule_performance_index", "schedule_variance", "schedule_variance_percent", "scheduling", "select_tasks",
    "selection", "separate_networks", "set_baseline", "simulate", "simulate_together", "slip", "sprint_burn_up",
    "sprint_facts", "sprint_forecast", "sprint_velocity", "standard_thresholds", "standing", "state_diagram",
    "tailor", "timeline", "timesheet", "to_complete_performance_index", "to_json", "to_sarif", "traceability",
    "uncovered", "update", "value_types", "variance_at_completion", "waited_for_by", "waits_for", "waterfall",
    "what_if", "what_moves",
]
# fmt: on


def __getattr__(name: str) -> object:
    """A public name or sub-package, loaded on first use."""
    if name in _PACKAGES:
        return import_module(f"itpm.{name}")
    if name not in _WHERE:
        raise AttributeError(f"module 'itpm' has no attribute {name!r}{did_you_mean(name, __all__)}")
    value = getattr(import_module(_WHERE[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__, *_PACKAGES})
