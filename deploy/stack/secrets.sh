#!/bin/bash
# Creates the secrets, once: certificates and passwords, each in a volume that only its users mount.
# Existing files stay as they are, so every `up` may run this, even while they are being read: a file
# is replaced in one step, and only by a different one.
# Prints no secret. Runs as root in Elasticsearch's image, for its certutil.
set -euo pipefail
umask 077

readonly ca=/stack/ca nodes=/stack/nodes kibana=/stack/kibana keeper=/stack/keeper
readonly renew_after_days=300 # of the 397 that a certificate of a node is good for

same() { # FILE FILE: both are there and of one content
    [[ -s $1 && -s $2 && $(<"$1") == "$(<"$2")" ]]
}

place() { # FILE TARGET: for whoever runs the services; they may be reading it
    chown 1000:0 "$1"
    chmod 0600 "$1"
    mv "$1" "$2"
}

copy() { # FILE TARGET
    same "$1" "$2" && return
    cp "$1" "$2.new"
    place "$2.new" "$2"
}

password() { # 32 letters and digits: 190 bits
    head -c 512 /dev/urandom | base64 -w0 | tr -dc 'A-Za-z0-9' | head -c 32
}

secret() { # FILE: a new password, unless it is there
    [[ -s $1 ]] && return
    password >"$1.new"
    place "$1.new" "$1"
}

if [[ ! -s $ca/ca/ca.key || ! -s $ca/ca/ca.crt ]]; then
    rm -rf "$ca/ca"
    elasticsearch-certutil ca --silent --pem --days 3650 --out "$ca/ca.zip"
    unzip -q -o "$ca/ca.zip" -d "$ca"
    rm "$ca/ca.zip"
    echo "created a certificate authority"
fi

issue() { # NAME FOLDER: a certificate signed by our authority, made anew in good time
    local name=$1 folder=$2 work kind
    # NAME.ca is the authority that it is from: another one has to sign another. Written last, so
    # that a key and a certificate that were not both replaced are made again
    if same "$ca/ca/ca.crt" "$folder/$name.ca" && [[ -s $folder/$name.key && -s $folder/$name.crt &&
        -z $(find "$folder/$name.crt" -mtime "+$renew_after_days") ]]; then
        return
    fi
    work=$(mktemp -d /tmp/issue.XXXXXX)
    printf 'instances: [{name: %s, dns: [%s, localhost], ip: [127.0.0.1]}]\n' "$name" "$name" \
        >"$work/instances.yml"
    elasticsearch-certutil cert --silent --pem --days 397 --in "$work/instances.yml" \
        --ca-cert "$ca/ca/ca.crt" --ca-key "$ca/ca/ca.key" --out "$work/cert.zip"
    unzip -q -o "$work/cert.zip" -d "$work"
    rm -f "$folder/$name.ca"
    for kind in key crt; do
        # into the same folder first: from another file system, mv would write it bit by bit
        cp "$work/$name/$name.$kind" "$folder/$name.$kind.new"
        place "$folder/$name.$kind.new" "$folder/$name.$kind"
    done
    copy "$ca/ca/ca.crt" "$folder/$name.ca"
    rm -rf "$work"
    echo "created a certificate for $name"
}

# whom to trust before what is to be trusted
for folder in "$nodes" "$kibana" "$keeper" /stack/indexer /stack/reader; do
    copy "$ca/ca/ca.crt" "$folder/ca.crt"
done
for node in es01 es02 es03; do issue "$node" "$nodes"; done
issue kibana "$kibana"

secret "$keeper/elastic"
secret "$kibana/password"
secret "$kibana/encryption-key"
copy "$keeper/elastic" "$nodes/elastic"
copy "$kibana/password" "$keeper/kibana"

# a new volume is root's, where the image has no folder of that name
chown 1000:0 /stack/snapshots
chmod 0700 /stack/snapshots

# everybody runs as user 1000; who can read what is decided by which volume is mounted where
for folder in "$nodes" "$kibana" "$keeper" /stack/indexer /stack/reader; do
    chown -R 1000:0 "$folder"
    find "$folder" -type d -exec chmod 0700 {} +
    find "$folder" -type f -exec chmod 0600 {} +
done
