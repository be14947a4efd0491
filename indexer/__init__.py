"""From files to a published generation: reading, splitting, metadata, quarantine, loading."""
