#!/usr/bin/env bash
# Makes the three files that are handed out, and hashes.txt: the package, the page, the portable folder for Windows.
#
#   bash release/make.sh [FOLDER]       FOLDER: dist where none is named; what is there already is not made again
#
# Needs python3 with pip, and npm. XL903_PAGE_PARTS may name a folder with the page's parts. XL903_TAG, where it is set, has
# to be the version in pyproject.toml, with a v before it.
set -euo pipefail

here=$(cd "$(dirname "$0")/.." && pwd)
mkdir -p "${1:-$here/dist}"
out=$(cd "${1:-$here/dist}" && pwd)
scratch=$(mktemp -d "${TMPDIR:-/tmp}/xl903-make-XXXXXX")
trap 'rm -rf "$scratch"' EXIT

if ! compgen -G "$out/xl903-*.whl" >/dev/null; then
  python3 -m pip wheel --quiet --disable-pip-version-check --no-deps -w "$out" "$here"
fi
wheel=$(compgen -G "$out/xl903-*.whl")
if [ -n "${XL903_TAG:-}" ] && [ "$(basename "$wheel")" != "xl903-${XL903_TAG#v}-py3-none-any.whl" ]; then
  echo "The tag $XL903_TAG is not the version of $(basename "$wheel"): change pyproject.toml or the tag."
  exit 1
fi
if [ ! -e "$out/xl903.html" ]; then
  python3 "$here/release/fetch_page_parts.py" "${XL903_PAGE_PARTS:=$scratch/parts}"
  python3 -m venv "$scratch/venv"
  "$scratch/venv/bin/python" -m pip install --quiet --disable-pip-version-check "$wheel"
  "$scratch/venv/bin/xl903" page build --parts "$XL903_PAGE_PARTS" -o "$out/xl903.html"
fi
if [ ! -e "$out/xl903-portable.zip" ]; then
  python3 "$here/release/portable.py" --wheel "$wheel" -o "$out/xl903-portable.zip"
fi
(cd "$out" && sha256sum xl903-*.whl xl903-portable.zip xl903.html | tee hashes.txt)
