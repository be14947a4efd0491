"""The query language: from text to a ``Query`` and back."""
