#!/bin/sh
# The demo: index the sample releases and search them, each command shown before it runs.
#
# FIHRIS is the command to run (default: fihris); the index goes to .demo, which is made anew.
# Each step knows the exit code it must end with; another one fails the demo.
set -eu
cd "$(dirname "$0")/.."

program=${FIHRIS:-fihris}
unset FIHRIS_CONFIG FIHRIS_ENGINE FIHRIS_INDEX FIHRIS_JSON
export FIHRIS_HOME=.demo
rm -rf "$FIHRIS_HOME"

# words are lit by colour: shown also where the output is kept in a log, unless NO_COLOR is set
if [ -z "${NO_COLOR:-}" ]; then export FIHRIS_COLOR=always; fi
if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then bold=$(printf '\033[1m') plain=$(printf '\033[0m'); else bold='' plain=''; fi

fihris() { command "$program" "$@"; }

# step EXIT_CODE WHAT_IT_SHOWS COMMAND
step() {
    printf '\n%s# %s\n$ %s%s\n' "$bold" "$2" "$3" "$plain"
    code=0
    eval "$3" 2>&1 || code=$?
    if [ "$code" -ne "$1" ]; then
        echo "error: this step ended with exit code $code, expected $1" >&2
        exit 1
    fi
}

step 0 'Read the sample releases, split them into paragraphs, make them searchable.' \
    'fihris index seeds/*.txt seeds/*.jsonl seeds/*.gz'

step 0 'A phrase, whatever is joined to its words: whole words lit, the best three articles.' \
    "fihris search '\"وزارة الداخلية\"' --size 3"

step 0 'The same in releases about one country; sub-headings stand above their paragraphs.' \
    "fihris search '\"وزارة الداخلية\" بلد:السعودية'"

step 0 'How many articles say it, by whom, about where and when.' \
    "fihris facets '\"وزارة الداخلية\"' --by source,country,month --size 5"

step 0 'An answer for programs.' \
    "fihris --json search '\"التعاون الأمني\"' --size 1 --paragraphs 1"

step 0 'A release with every vowel written, found by words without any.' \
    "fihris search 'القراءة في المدارس' --source 'وكالة سهل الزيتون للأنباء' --size 1"

step 0 'Whatever a newsroom has: pages, feeds, Word, PDF, mail, tables, archives, old encodings.' \
    'fihris index seeds/newsroom'

step 0 'Found across the lines of a hard-wrapped text, and in the PDF.' \
    "fihris search '\"وزير المياه\" أو \"صيانة الأرصفة\"' --source 'مكتب الميناء الإعلامي'"

step 4 'Bad input is set aside with its reason, the rest is loaded; exit code 4 says so.' \
    'fihris index seeds/broken'

step 1 'What finds nothing says what each word alone would find, and exits with 1.' \
    "fihris search 'وزارة الفضاء'"

printf '\n%s# Try your own: %s search …   (the index of this demo is in .demo)%s\n' \
    "$bold" "FIHRIS_HOME=.demo $program" "$plain"
