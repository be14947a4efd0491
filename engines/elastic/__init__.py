"""The second engine: an Elasticsearch cluster. Nothing of the client leaves this folder."""
