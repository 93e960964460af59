"""Simulation of a plan with its risks: how sure a date and a budget are, and what makes them so."""

from itpm.risk.simulation.analytic import AnalyticEstimate, analytic_estimate, clark_maximum, expected_plan
from itpm.risk.simulation.contingency import Contingency, ContingencyShare, ContingencySplit
from itpm.risk.simulation.distributions import Distribution, Fixed, LogNormal, Normal, Pert, Triangular, Uniform
from itpm.risk.simulation.drivers import Branch, Correlation, RiskDriver
from itpm.risk.simulation.empirical import Discrete, Percentiles, Quantiles
from itpm.risk.simulation.estimates import CostSample, DateSample, Estimate
from itpm.risk.simulation.portfolios import PortfolioInterrupted, PortfolioResult, simulate_together
from itpm.risk.simulation.responding import ResponseGain, ResponseValues
from itpm.risk.simulation.results import SimulationResult
from itpm.risk.simulation.running import SimulationInterrupted, simulate
from itpm.risk.simulation.tablets import CriticalityTable, CriticalTask, JointConfidence

__all__ = [
    "AnalyticEstimate",
    "Branch",
    "Contingency",
    "ContingencyShare",
    "ContingencySplit",
    "Correlation",
    "CostSample",
    "CriticalTask",
    "CriticalityTable",
    "DateSample",
    "Discrete",
    "Distribution",
    "Estimate",
    "Fixed",
    "JointConfidence",
    "LogNormal",
    "Normal",
    "Percentiles",
    "Pert",
    "PortfolioInterrupted",
    "PortfolioResult",
    "Quantiles",
    "ResponseGain",
    "ResponseValues",
    "RiskDriver",
    "SimulationInterrupted",
    "SimulationResult",
    "Triangular",
    "Uniform",
    "analytic_estimate",
    "clark_maximum",
    "expected_plan",
    "simulate",
    "simulate_together",
]
