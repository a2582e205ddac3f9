#!/bin/sh
# Brings this machine to where Candid runs (`setup.sh run`) or can be tested (`setup.sh test`): first the system packages
# that are missing, then .venv. Repeatable, and quick when nothing is missing. CANDID_WHISPERX=no leaves WhisperX out.
set -eu
cd "$(dirname "$0")/.."
PATH="$PATH:/usr/sbin:/sbin"
LC_ALL=C
export PATH LC_ALL

purpose=${1:-run}
state=.setup
uv="$state/uv/bin/uv"
run_packages="python3-venv ca-certificates libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core"
test_packages="chromium espeak-ng ffmpeg postgresql redis-server poppler-utils"

say() { printf '%s\n' "$*"; }
stop() { printf 'setup: %s\n' "$*" >&2; exit 1; }

# --- system packages --------------------------------------------------------------------------------------------------

library_here() { # a shared library's name without its version
    if command -v ldconfig >/dev/null; then ldconfig -p | grep -q "$1\.so"; else command -v pango-view >/dev/null; fi
}

# Looks for the thing itself, not for the package: it may have come another way.
here() { # the name of a Debian package
    case $1 in
        python3-venv) python3 -c 'import ensurepip, venv' 2>/dev/null ;;
        ca-certificates) [ -s "${SSL_CERT_FILE:-/etc/ssl/certs/ca-certificates.crt}" ] || [ -s /etc/ssl/cert.pem ] ;;
        libpango-1.0-0) library_here libpango-1.0 ;;
        libpangoft2-1.0-0) library_here libpangoft2-1.0 ;;
        libharfbuzz-subset0) library_here libharfbuzz-subset ;;
        fonts-dejavu-core) [ -e /usr/share/fonts/truetype/dejavu/DejaVuSans.ttf ] || { fc-list 2>/dev/null | grep -qi dejavu; } ;;
        postgresql) command -v pg_ctl >/dev/null || ls /usr/lib/postgresql/*/bin/pg_ctl >/dev/null 2>&1 ;;
        poppler-utils) command -v pdftotext >/dev/null ;;
        *) command -v "$1" >/dev/null ;;
    esac
}

missing() {
    for package in "$@"; do
        here "$package" || printf '%s ' "$package"
    done
}

apt_get() {
    if [ "$(id -u)" = 0 ]; then
        env DEBIAN_FRONTEND=noninteractive apt-get "$@"
    else
        sudo env LC_ALL=C DEBIAN_FRONTEND=noninteractive apt-get "$@"
    fi
}

install_packages() {
    by_hand="install these packages yourself, then run make again: $*"
    command -v apt-get >/dev/null || stop "this machine has no apt-get, and these are missing (Debian's names): $*"
    [ "$(id -u)" = 0 ] || command -v sudo >/dev/null || stop "not root and no sudo; $by_hand"
    say "Missing on this machine: $*"
    apt_get update -qq >"$state/apt.log" 2>&1 || stop "apt-get update failed (log: $state/apt.log). No network? If so, $by_hand"
    known=
    for package in "$@"; do
        if apt-cache show "$package" >/dev/null 2>&1; then
            known="$known $package"
        elif [ "$package" != libharfbuzz-subset0 ]; then # old releases have none, and PDFs are then only larger
            stop "no package $package in this system's lists (on Ubuntu, Chromium comes by 'snap install chromium'); $by_hand"
        fi
    done
    [ -n "$known" ] || return 0
    # shellcheck disable=SC2086  # a list of words
    apt_get install --no-install-recommends --assume-no $known 2>/dev/null | grep -E '^(Need to get|After this)' || true
    # shellcheck disable=SC2086
    apt_get install --no-install-recommends -y -qq $known >>"$state/apt.log" 2>&1 ||
        stop "apt-get install failed (log: $state/apt.log); $by_hand"
}

# --- Python -----------------------------------------------------------------------------------------------------------

install_uv() {
    version=$(sed -n 's/^uv==\([^ ]*\).*/\1/p' requirements-dev.txt)
    case $("$uv" --version 2>/dev/null) in "uv $version "* | "uv $version") return ;; esac
    python3 -m venv --clear "$state/uv" || stop "python3 -m venv failed: install python3-venv, then run make again"
    sed -n '/^uv==/,/[^\\]$/p' requirements-dev.txt >"$state/uv.txt"
    "$state/uv/bin/python" -m pip install --disable-pip-version-check --require-hashes -r "$state/uv.txt" >"$state/pip.log" 2>&1 ||
        stop "could not fetch uv $version with pip (log: $state/pip.log): check the network connection, then run make again"
}

# Python 3.11 to 3.13: WhisperX has no release for 3.14. Where the system's Python is another, uv fetches one.
make_venv() {
    .venv/bin/python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null && return
    install_uv
    rm -f "$state"/requirements*.txt
    "$uv" venv --quiet --clear --python '>=3.11,<3.14' .venv 2>"$state/python.log" ||
        stop "Candid needs Python 3.11, 3.12 or 3.13, and none could be found or fetched (log: $state/python.log): install one, then run make again"
}

room_for_whisperx() {
    say "WhisperX with PyTorch: about 4.2 GB download, 7.2 GB on disk; set CANDID_WHISPERX=no to leave it out"
    free_kb=$(df -Pk . | awk 'NR == 2 { print $4 }')
    [ "$free_kb" -gt 9000000 ] ||
        stop "WhisperX needs 9 GB of free disk, and $((free_kb / 1000000)) GB are free: make room or set CANDID_WHISPERX=no"
}

# A copy of each requirements file stands in the state folder once all of it is in .venv.
install_python_packages() {
    wanted=
    for file in "$@"; do
        cmp -s "$file" "$state/$file" || wanted="$wanted -r $file"
    done
    [ -n "$wanted" ] || return 0
    install_uv
    case $wanted in *"-r requirements.txt"*) say "Python packages: about 165 MB download, 370 MB on disk (for tests as much again)" ;; esac
    case $wanted in *speech*) [ -e "$state/requirements-speech.txt" ] || room_for_whisperx ;; esac
    quiet=--quiet
    if [ -t 2 ]; then quiet=; fi # downloads show their progress where someone watches
    # shellcheck disable=SC2086
    VIRTUAL_ENV=.venv UV_HTTP_TIMEOUT="${UV_HTTP_TIMEOUT:-180}" "$uv" pip install $quiet --require-hashes $wanted ||
        stop "could not install the Python packages: check the network connection and the free disk, then run make again"
    for file in "$@"; do cp "$file" "$state/$file"; done
}

whisperx_wanted() {
    answer=${CANDID_WHISPERX:-$(sed -n 's/^CANDID_WHISPERX=["'\'']*\([A-Za-z]*\).*/\1/p' .env 2>/dev/null | tail -n 1)}
    case ${answer:-yes} in
        [Yy][Ee][Ss]) return 0 ;;
        [Nn][Oo]) return 1 ;;
        *) stop "CANDID_WHISPERX is '$answer': write yes or no" ;;
    esac
}

mkdir -p "$state"
packages=$run_packages
files=requirements.txt
case $purpose in
    run) ;;
    test) packages="$packages $test_packages" files="$files requirements-dev.txt" ;;
    *) stop "usage: setup.sh run|test" ;;
esac
if whisperx_wanted; then files="$files requirements-speech.txt"; fi
# shellcheck disable=SC2086
lacking=$(missing $packages)
# shellcheck disable=SC2086
[ -z "$lacking" ] || install_packages $lacking
make_venv
# shellcheck disable=SC2086
install_python_packages $files
