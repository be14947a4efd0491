#!/bin/bash
# Makes what must be secret, once: certificates and passwords, each in the volume of those who need
# it and of nobody else. What is there already is left as it is, so that every `up` may run this.
# Prints nothing that is secret. Runs as root in Elasticsearch's image, for its certutil.
set -euo pipefail
umask 077

readonly ca=/stack/ca nodes=/stack/nodes kibana=/stack/kibana keeper=/stack/keeper
readonly renew_after_days=300 # of the 397 that a certificate of a node is good for

password() { # 32 letters and digits: 190 bits
    head -c 512 /dev/urandom | base64 -w0 | tr -dc 'A-Za-z0-9' | head -c 32
}

secret() { # FILE: a new password, unless it is there
    [[ -s $1 ]] || { password >"$1.new"; mv "$1.new" "$1"; }
}

if [[ ! -s $ca/ca/ca.key ]]; then
    rm -rf "$ca/ca"
    elasticsearch-certutil ca --silent --pem --days 3650 --out "$ca/ca.zip"
    unzip -q -o "$ca/ca.zip" -d "$ca"
    rm "$ca/ca.zip"
    echo "made a certificate authority"
fi

issue() { # NAME FOLDER: a certificate signed by our authority, made anew in good time
    local name=$1 folder=$2 work
    if [[ -s $folder/$name.crt && -z $(find "$folder/$name.crt" -mtime "+$renew_after_days") ]]; then
        return
    fi
    work=$(mktemp -d /tmp/issue.XXXXXX)
    printf 'instances: [{name: %s, dns: [%s, localhost], ip: [127.0.0.1]}]\n' "$name" "$name" \
        >"$work/instances.yml"
    elasticsearch-certutil cert --silent --pem --days 397 --in "$work/instances.yml" \
        --ca-cert "$ca/ca/ca.crt" --ca-key "$ca/ca/ca.key" --out "$work/cert.zip"
    unzip -q -o "$work/cert.zip" -d "$work"
    mv "$work/$name/$name.key" "$folder/$name.key"
    mv "$work/$name/$name.crt" "$folder/$name.crt"
    rm -rf "$work"
    echo "made a certificate for $name"
}

for node in es01 es02 es03; do issue "$node" "$nodes"; done
issue kibana "$kibana"
for folder in "$nodes" "$kibana" "$keeper" /stack/indexer /stack/reader; do
    cp "$ca/ca/ca.crt" "$folder/ca.crt"
done

secret "$keeper/elastic"
secret "$kibana/password"
secret "$kibana/encryption-key"
cp "$keeper/elastic" "$nodes/elastic"
cp "$kibana/password" "$keeper/kibana"

# a new volume is root's, where the image has no folder of that name
chown 1000:0 /stack/snapshots
chmod 0700 /stack/snapshots

# everybody runs as user 1000; who can read what is decided by which volume is mounted where
for folder in "$nodes" "$kibana" "$keeper" /stack/indexer /stack/reader; do
    chown -R 1000:0 "$folder"
    find "$folder" -type d -exec chmod 0700 {} +
    find "$folder" -type f -exec chmod 0600 {} +
done
