#!/bin/bash
# Starts Kibana with its secrets from files: they are in its own environment, not in the container's
# description (`docker inspect`), nor in any argument.
set -euo pipefail
ELASTICSEARCH_PASSWORD=$(</stack/kibana/password)
XPACK_ENCRYPTEDSAVEDOBJECTS_ENCRYPTIONKEY=$(</stack/kibana/encryption-key)
XPACK_SECURITY_ENCRYPTIONKEY=$XPACK_ENCRYPTEDSAVEDOBJECTS_ENCRYPTIONKEY
XPACK_REPORTING_ENCRYPTIONKEY=$XPACK_ENCRYPTEDSAVEDOBJECTS_ENCRYPTIONKEY
export ELASTICSEARCH_PASSWORD XPACK_ENCRYPTEDSAVEDOBJECTS_ENCRYPTIONKEY \
    XPACK_SECURITY_ENCRYPTIONKEY XPACK_REPORTING_ENCRYPTIONKEY
exec /usr/local/bin/kibana-docker
