"""An index in one file, out of either engine into either."""
