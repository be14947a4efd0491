"""The Elasticsearch engine: the same promises on a cluster, for teams and for what outgrows one
machine."""
