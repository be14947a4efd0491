"""The embedded engine: tantivy in this process, a folder on disk, nothing to start."""
