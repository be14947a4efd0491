"""Programs that make the repository's data and documents, run by hand; what they make is committed."""
