"""Faults, done for real: programs with sizes by option (``python -m tests.reliability``), run small
by the tests and whole by ``make reliability``."""
