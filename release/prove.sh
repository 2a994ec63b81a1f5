#!/usr/bin/env bash
# Shows that all that is handed out works, each in a place of its own: the wheel in a fresh virtual environment with an empty
# home folder and a bare path, the portable folder in a fresh Wine prefix, and the page in Chromium, opened from its file.
# Then prints sizes and hashes. The exit status is 1 where one failed.
#
#   bash release/prove.sh [FOLDER]       FOLDER gets the three files and hashes.txt: dist where none is named
#
# What is in FOLDER already is tried as it is. Needs: python3 with pip, npm and node, Debian's chromium, wine and wine64.
# XL903_PAGE_PARTS and XL903_PAGE_NODE may name the page's parts and a folder with playwright-core, as for the tests.
# XL903_PROVE names what is tried, where it is not all of "wheel portable page".
source "$(dirname "$0")/make.sh" # makes what is missing; says what here, out, scratch and wheel are
failed=0
prove() { # NAME COMMAND...
  local name=$1 from=$SECONDS
  shift
  case " ${XL903_PROVE:-wheel portable page} " in *" $name "*) ;; *) echo "== $name: not tried"; return ;; esac
  echo "== $name"
  if "$@"; then echo "== $name: works ($((SECONDS - from)) s)"; else
    echo "== $name: FAILED"
    failed=1
  fi
}
wheel() { python3 "$here/release/try_package.py" "$wheel" --demo "$scratch/demo"; }
portable() { bash "$here/release/try_under_wine.sh" "$out/xl903-portable.zip"; }
page() {
  if [ -z "${XL903_PAGE_NODE:-}" ]; then
    PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm install --silent --no-save --prefix "$scratch/node" playwright-core@1.60
    export XL903_PAGE_NODE=$scratch/node
  fi
  [ -d "$scratch/demo" ] || { echo "The demo, whose return is given to the page, did not run."; return 1; }
  node "$here/release/try_page.mjs" "$out/xl903.html" "$scratch/demo/this-year" "$scratch/from-page.xlsx"
}
prove wheel wheel
prove page page
prove portable portable

echo "== sizes and hashes"
(cd "$out" && stat -c '%s bytes  %n' xl903-*.whl xl903-portable.zip xl903.html && cat hashes.txt)
exit $failed
