"""Settings of a run: what there is to set, where it is read, which value counts."""
