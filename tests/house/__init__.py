"""The promises of the checkout itself: make, the wheel, the documents, the files."""
