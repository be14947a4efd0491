"""How text becomes terms: runs ``mappings/analysis.json`` in process, as Elasticsearch would."""
