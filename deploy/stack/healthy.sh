#!/bin/bash
# Checks whether a node is usable: it answers a user, and every shard that it needs is there. A node
# that answers "401" already may not know its users yet.
# The password goes to curl by a pipe: an argument could be read in the list of processes.
set -euo pipefail
config=/usr/share/elasticsearch/config/stack
printf 'user = "elastic:%s"\n' "$(<"$config/elastic")" |
    curl --silent --fail --config - --cacert "$config/ca.crt" --max-time 9 --output /dev/null \
        "https://localhost:9200/_cluster/health?wait_for_status=yellow&timeout=5s"
