"""Programs that measure: figures side by side, never asserted by the clock."""
