#!/bin/sh
# Writes what a journalist's terminal needs into a folder: the reader's key and the certificate of the
# authority, readable only by this user. Prints the settings, for `eval`; prints no secret.
# sh deploy/stack/client.sh [FOLDER]
set -eu
umask 077
folder=${1:-.stack}
compose=${COMPOSE:-docker compose}

quoted() { # WORD: as a shell reads it back, whatever is in it
    printf "'%s'" "$(printf '%s' "$1" | sed "s/'/'\\\\''/g")"
}

mkdir -p -- "$folder"
folder=$(CDPATH='' cd -- "$folder" && pwd)
for name in ca.crt api-key; do
    $compose exec -T keeper cat "/stack/reader/$name" >"$folder/$name.new" ||
        { rm "$folder/$name.new"; exit 1; }
    mv "$folder/$name.new" "$folder/$name"
done
port=$($compose port es01 9200)
cat <<END
export FIHRIS_ENGINE=elasticsearch
export FIHRIS_ELASTICSEARCH_URL=https://localhost:${port##*:}
export FIHRIS_ELASTICSEARCH_CA=$(quoted "$folder/ca.crt")
export FIHRIS_ELASTICSEARCH_API_KEY_FILE=$(quoted "$folder/api-key")
END
