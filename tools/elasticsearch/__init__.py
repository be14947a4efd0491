"""A real Elasticsearch for tests, benchmarks and whoever wants to try one: found or started."""
