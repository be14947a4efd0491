"""Texts for people, in Arabic and English."""
