"""Builds the word lists of ``mappings/lexicon/words/``; ``python -m tools.lexicon`` writes them."""
