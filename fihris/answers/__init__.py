"""One request, one answer: what every face shows or writes."""
