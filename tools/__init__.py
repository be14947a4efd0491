"""Programs that make what the repository carries as data and documents; run by hand."""
