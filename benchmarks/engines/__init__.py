"""Both engines side by side: the same answers, and what each of them takes."""
