#!/bin/bash
# Starts Kibana with its secrets in its keystore, put there by a pipe. Not in the environment: the
# image's own start script turns settings of the environment into arguments, which everybody on the
# machine can read.
set -euo pipefail

home=${KIBANA_HOME:-/usr/share/kibana}
secrets=${KIBANA_SECRETS:-/stack/kibana}

keep() { # SETTING FILE
    "$home/bin/kibana-keystore" add --stdin --force "$1" <"$2"
}

[[ -s $home/config/kibana.keystore ]] || "$home/bin/kibana-keystore" create
keep elasticsearch.password "$secrets/password"
for setting in xpack.encryptedSavedObjects xpack.security xpack.reporting; do
    keep "$setting.encryptionKey" "$secrets/encryption-key"
done
exec "${KIBANA_START:-/usr/local/bin/kibana-docker}"
