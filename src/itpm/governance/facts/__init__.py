"""What is known of a project at a moment, by name."""

from itpm.governance.facts.gathering import FACT_CATALOGUE, facts_of

__all__ = ["FACT_CATALOGUE", "facts_of"]
