"""Runs: index, reindex, watch, prune; the gates that a new generation passes."""
