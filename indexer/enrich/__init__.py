"""What a release says of itself: paragraphs and headings, countries and organizations."""
