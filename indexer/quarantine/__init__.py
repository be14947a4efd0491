"""What could not be read: kept with its reason, to be mended and fed in again."""
