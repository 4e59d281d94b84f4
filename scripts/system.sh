#!/usr/bin/env bash
# Installs the Debian packages the named parts need, and nothing that is there already.
# usage: system.sh [python3-venv] [chromium] [postgresql] [driver] [signatures]
set -euo pipefail

missing=() welcome=()
for part in "$@"; do
  case "$part" in
    python3-venv) python3 -c 'import venv, ensurepip' 2>/dev/null || missing+=(python3-venv) ;;
    chromium) command -v chromium >/dev/null || missing+=(chromium)
      # The same engine without windows: tests of pages take half the time in it, and do without where there is none.
      command -v chromium-headless-shell >/dev/null || welcome+=(chromium-headless-shell)
      # PT faces, as the pages ask for; without them the system's own are used.
      [ -d /usr/share/fonts/truetype/paratype ] || missing+=(fonts-paratype) ;;
    postgresql) compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || missing+=(postgresql)
      # A root made by hand may be closed to all but its owner; the server's own user reaches its programs through it.
      if [ "$(id -u)" -eq 0 ] && [ "$(stat -c %A / | cut -c10)" != x ]; then
        echo "Opening / to the users of services, as Debian has it: chmod go+rx /"
        chmod go+rx /
      fi ;;
    # What the Node inside Playwright's wheel is linked with; the wheel must be installed already.
    driver) while read -r library; do
        case "$library" in
          libatomic.so.1) missing+=(libatomic1) ;;
          libstdc++.so.6) missing+=(libstdc++6) ;;
          libgcc_s.so.1) missing+=(libgcc-s1) ;;
          *) echo "The browser driver needs $library, and this script does not know its Debian package" >&2; exit 1 ;;
        esac
      done < <(.venv/bin/python -m bench.chromium) ;;
    # What says of our signatures what it thinks of them; keys of GOST and a token, where they are to be had.
    signatures) command -v pdfsig >/dev/null || missing+=(poppler-utils)
      command -v openssl >/dev/null || missing+=(openssl)
      openssl engine gost >/dev/null 2>&1 || welcome+=(libengine-gost-openssl)
      command -v softhsm2-util >/dev/null || welcome+=(softhsm2) ;;
    *) echo "system.sh: no such part: $part" >&2; exit 2 ;;
  esac
done
[ ${#missing[@]} -eq 0 ] && [ ${#welcome[@]} -eq 0 ] && exit 0

run=()
if [ "$(id -u)" -ne 0 ]; then
  # What is only welcome is not worth a password.
  [ ${#missing[@]} -eq 0 ] && exit 0
  command -v sudo >/dev/null || { echo "Install as root first: apt-get install ${missing[*]}" >&2; exit 1; }
  run=(sudo)
fi
get() { "${run[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null; }

if [ ${#missing[@]} -gt 0 ]; then
  echo "Installing ${missing[*]}"
  "${run[@]}" apt-get update -qq
  get "${missing[@]}"
fi
for package in "${welcome[@]}"; do
  if apt-cache show "$package" >/dev/null 2>&1; then
    echo "Installing $package"
    get --no-remove "$package" || echo "Going on without $package"
  fi
done
