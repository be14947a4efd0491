# Sourced by the other scripts: finding a Python that will do, making a virtual environment with it.
# PYTHON names the one to take.

is_new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

# Sets $python, or says what is wrong and exits.
find_python() {
    if [ -n "${PYTHON:-}" ]; then
        python=$PYTHON
        is_new_enough "$python" && return
        echo "error: PYTHON=$python is not Python 3.11 or later ($("$python" --version 2>&1))" >&2
        echo "next:  give another, such as: make PYTHON=python3.13 demo" >&2
        exit 1
    fi
    for python in python3 python3.14 python3.13 python3.12 python3.11; do
        is_new_enough "$python" && return
    done
    echo "error: Python 3.11 or later is needed; python3 is $(python3 --version 2>&1)" >&2
    echo "next:  install one (apt install python3 python3-venv, or brew install python3)," >&2
    echo "       or name one: make PYTHON=/path/to/python3.13 demo" >&2
    exit 1
}

# make_venv FOLDER: with $python; by venv, else virtualenv, else uv, else says what to install.
make_venv() {
    if "$python" -c 'import ensurepip, venv' 2>/dev/null && "$python" -m venv "$1"; then
        return
    fi
    rm -rf "$1" # a failed venv leaves half of one
    if "$python" -m virtualenv --version >/dev/null 2>&1; then
        "$python" -m virtualenv --quiet "$1"
    elif command -v virtualenv >/dev/null 2>&1; then
        virtualenv --quiet -p "$python" "$1"
    elif command -v uv >/dev/null 2>&1; then
        uv venv --quiet --seed --python "$python" "$1"
    else
        version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        echo "error: $python cannot make a virtual environment: it comes without ensurepip" >&2
        echo "next:  apt install python$version-venv (Debian, Ubuntu; or python3-venv)," >&2
        echo "       or install virtualenv or uv, and run make again" >&2
        exit 1
    fi
}
