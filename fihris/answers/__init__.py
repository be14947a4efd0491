"""From a request to an answer, which every interface shows or writes."""
