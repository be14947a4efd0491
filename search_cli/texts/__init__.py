"""What is said to people, in Arabic and English."""
