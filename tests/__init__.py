"""Tests of itpm; the folders mirror ``src/itpm``."""
