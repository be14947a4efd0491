"""Programs that make the repository's data and documents; run by hand, their output is committed."""
