#!/usr/bin/env bash
# Tries the portable folder under Wine: its Python is a real one for Windows. The person's name has letters outside ASCII,
# and the folder's path a space and an ł. Prints pass or FAIL for each try; the exit status is 1 where one failed.
#
#   bash release/try_under_wine.sh [PORTABLE.zip]       without a zip file, release/portable.py makes one
#
# XL903_WINE_PREFIX may name a prefix that is new, of which a copy is used: to make one takes minutes on a busy machine.
# Needs Debian's wine and wine64, and python3. Everything happens in a new folder that is deleted.
#
# What Wine lacks, and what is done about it, in the unpacked folder alone and never in the product:
# - four functions of C (cimag, cimagf, creal, crealf), without which numpy cannot be loaded: four others are named in it;
# - bcryptprimitives.dll, which Rust's libraries (python-calamine, cryptography, pydantic) ask for random bytes: they get
#   those that happen to be there;
# - the queries that Python's module _wmi makes: the module is taken out, and Python finds the version of Windows without;
# - files as a program's output: all of it goes through a pipe; and cscript's exit status: the client says that it passed;
# - RpcSs forgets no object of a process that was killed: it is started anew after that;
# - WScript.Sleep, and classes of VBScript as objects for others: the shell waits, and a dictionary is handed over;
# - Excel: that dictionary stands in for the workbook, and a click writes its name into it.
set -euo pipefail

here=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/xl903-wine-XXXXXX")
export USER='Zoë Łuk' LOGNAME='Zoë Łuk' WINEPREFIX=$work/prefix WINEDEBUG=-all LC_ALL=C.UTF-8
unset DISPLAY WAYLAND_DISPLAY PYTHONPATH XL903_CACHE
end() { wineserver -k || true; wineserver -w || true; rm -rf "$work"; }
trap end EXIT
for tool in wine wineserver python3; do
  command -v $tool >/dev/null || { echo "$tool is missing: apt-get install wine wine64 python3"; exit 2; }
done

zip=${1:-}
if [ -z "$zip" ]; then
  zip=$work/xl903-portable.zip
  python3 "$here/release/portable.py" -o "$zip"
fi

LIMIT=600 # seconds for a command; one that takes longer is ended, and its try fails
passed=0 failed=0
began=$SECONDS
try() { # NAME COMMAND...
  local name=$1 from=$SECONDS
  shift
  if "$@" >"$work/last.log" 2>&1; then
    echo "pass  $name ($((SECONDS - from)) s)"
    passed=$((passed + 1))
  else
    echo "FAIL  $name ($((SECONDS - from)) s)"
    tail -40 "$work/last.log" | sed 's/^/      /'
    failed=$((failed + 1))
  fi
}

if [ -n "${XL903_WINE_PREFIX:-}" ]; then cp -a "$XL903_WINE_PREFIX" "$WINEPREFIX"; else mkdir "$WINEPREFIX"; fi
# On a busy machine Wine's services start too late, or twice, and COM does not work then.
for attempt in 1 2 3 4 5; do
  wineserver -k || true
  wineserver -w || true
  wineserver -p
  timeout $LIMIT wine wineboot </dev/null >/dev/null 2>&1 || true # with --init, services are started twice
  timeout $LIMIT wine net.exe start RpcSs </dev/null >"$work/net.log" 2>&1 || true
  grep -q "was started\|already running" "$work/net.log" && break
  [ $attempt = 5 ] && { cat "$work/net.log"; echo "Wine's service RpcSs does not start; is this machine too busy?"; exit 2; }
done
home=$WINEPREFIX/drive_c/users/$USER
desk="$home/My tools ł"
mkdir -p "$desk"
python3 -m zipfile -e "$zip" "$desk"
folder=$desk/xl903
echo "wine $(wine --version 2>/dev/null), $(cat "$folder"/python/python*._pth | head -1 | tr -d '\r'), $(stat -c %s "$zip") bytes zipped,"
echo "in C:\\users\\$USER\\My tools ł\\xl903"

work_round_wine() {
  rm -f "$folder/python/_wmi.pyd"
  python3 - "$folder/python/Lib/site-packages" <<'P'
import pathlib, sys
site = pathlib.Path(sys.argv[1])
for module in [*site.glob("numpy/**/_multiarray_umath*.pyd"), *site.rglob("*_calamine*.pyd"), *site.rglob("*_core*.pyd"),
               *site.rglob("_rust*.pyd")]:
    found = module.read_bytes()
    for lacks, has in ((b"cimagf", b"truncf"), (b"crealf", b"roundf"), (b"cimag", b"trunc"), (b"creal", b"round"),
                       (b"bcryptprimitives.dll", b"ucrtbase.dll"), (b"ProcessPrng", b"strnlen")):
        found = found.replace(b"\0" + lacks + b"\0", b"\0" + has.ljust(len(lacks), b"\0") + b"\0")
    module.write_bytes(found)
P
}

here_is() { # whether every file of contents.txt is there and has its hash
  (cd "$folder" && tr -d '\r' <contents.txt | sha256sum --quiet -c)
}

cat >"$work/follow.py" <<'P'
"""Runs a command and gives what it says until it ends, though a program that it started keeps the pipe open."""
import os, select, subprocess, sys, time
limit = time.monotonic() + float(sys.argv[1])
# A Python may set variables of its own, such as XL903_CACHE where xl903 is developed; the server would not have them.
own = {name: value for name, value in os.environ.items() if not name.startswith("XL903_")}
ran = subprocess.Popen(
    sys.argv[2:], env=own, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
)
while True:
    ended = ran.poll() is not None
    if select.select([ran.stdout], [], [], 0.1)[0] and (said := os.read(ran.stdout.fileno(), 65536)):
        sys.stdout.buffer.write(said)
    elif ended:
        break
    if time.monotonic() > limit:
        ran.kill()
        print(f"It was ended after {sys.argv[1]} seconds.")
        sys.exit(124)
sys.exit(ran.returncode)
P
in_windows() { (cd "$folder" && python3 "$work/follow.py" $LIMIT wine "$@"); }
xl903() { in_windows cmd /c xl903.cmd "$@"; }
py() { in_windows python/python.exe "$@"; }
client() { # Wine's cscript leaves with 0 where it cannot read a script, so the client says that it passed
  (cd "$work" && python3 "$work/follow.py" $LIMIT wine cscript //nologo client.vbs "$1") >"$work/client.log" 2>&1 || true
  cat "$work/client.log"
  grep -q '^passed' "$work/client.log"
}
waits() { # until the server is there, for some ten minutes: Wine's cscript cannot sleep
  local from=$SECONDS
  until client there; do
    [ $((SECONDS - from)) -lt $LIMIT ] || return 1
    sleep 5
  done
}
gone() {
  client there || true
  grep -q "there is no server" "$work/client.log"
}
says() { # TEXT COMMAND...: whether the command says it, whatever its exit status
  local wanted=$1
  shift
  "$@" >"$work/answer.log" 2>&1 || true
  cat "$work/answer.log"
  grep -q -- "$wanted" "$work/answer.log"
}
windows_path() { printf '%s' "Z:${work//\//\\}\\$1"; } # of a file in the new folder
serve_stand_in() { # the server as shipped, with a click that needs no Excel
  (cd "$folder" && wine python/python.exe "$(windows_path server.py)") </dev/null 2>&1 | cat >"$work/server.log" &
}
kill_server() { # by its own number, which it says first
  timeout $LIMIT wine taskkill.exe /F /PID "$(head -1 "$work/server.log" | tr -dc 0-9)" </dev/null
}
forget_killed() { # Wine's RpcSs hands out the objects of a killed process for ever
  timeout $LIMIT wine taskkill.exe /F /IM rpcss.exe </dev/null
  timeout $LIMIT wine net.exe start RpcSs </dev/null
}
cp "$here/release/wine_server.py" "$work/server.py"
cp "$here/release/wine_client.vbs" "$work/client.vbs"
cp "$here/release/wine_open_files.py" "$work/open_files.py"

roaming=$home/AppData/Roaming
excel=$roaming/Microsoft/Excel
menu="$roaming/Microsoft/Windows/Start Menu/Programs"
installed() { # Windows does not care that Wine has StartUp where others have Startup
  test -e "$excel/XLSTART/xl903.xlam" && test -e "$menu/xl903.lnk" && [ -n "$(find "$menu" -ipath '*/startup/xl903.lnk')" ] &&
    cmp "$excel/XLSTART/xl903.xlam" "$folder/python/Lib/site-packages/addin/xl903.xlam" &&
    ! LC_ALL=C grep -qP '[^\x00-\x7f]' "$excel/xl903.conf"
}
nothing_of() { # FOLDER: no file of xl903's name is below; if one is, with what is in it since when, and what runs
  local left
  left=$(find "$1" -name 'xl903*' -not -path "$desk/*")
  [ -z "$left" ] && return
  date
  echo "$left" | while read -r one; do find "$one" -printf '%P %t\n'; done
  wine tasklist.exe </dev/null 2>&1 | cat
  return 1
}
demo_made() { test -s "$folder/xl903-demo/checked.xlsx"; }

try "every file of contents.txt is there, byte for byte" here_is
work_round_wine
serve_stand_in
try "the server is found without the registry" waits
try "a hundred clicks in a row" client hundred
try "a click while it is busy" client busy
try "a click from a tab of another version" client version
try "it is killed" kill_server
try "a click after that finds none" gone
try "Wine's RpcSs is started anew" forget_killed
serve_stand_in
try "a new one is found" waits
try "a hundred clicks more" client hundred
try "a second server sees the first and ends" says "already running" py -m addin.server
try "a file that a program has open is seen, and no longer when it is closed" py "$(windows_path open_files.py)"
try "xl903.cmd serve --stop" says "has ended" xl903 serve --stop
try "it has ended by then" gone
try "serve --stop finds none" says "is not running" xl903 serve --stop
try "xl903.cmd --version" says '^xl903 [0-9]' xl903 --version
try "xl903.cmd addin install" xl903 addin install --sign-in --routes server
try "every file is where Excel and Windows look for it" installed
try "status: xl903 does not run" says "is not running" xl903 addin status
try "xl903.cmd serve, all as it is shipped" says "is starting" xl903 serve
try "it is found, warm" waits
try "serve sees that it runs" says "has been running since" xl903 serve
try "status: it runs, since when, with which Python" says "has been running since" xl903 addin status
try "xl903.cmd addin remove ends it" says "has ended" xl903 addin remove
try "it has ended by then too" gone
try "the tab and the shortcuts are gone" nothing_of "$roaming"
try "xl903.cmd demo" xl903 demo
try "its workbook is there" demo_made
try "Install ribbon.cmd" in_windows cmd /c "Install ribbon.cmd"
try "xl903.xlam is there again" test -e "$excel/XLSTART/xl903.xlam"
try "Start xl903.cmd" in_windows cmd /c "Start xl903.cmd"
try "it is found, started by double-click" waits
try "Stop xl903.cmd" says "has ended" in_windows cmd /c "Stop xl903.cmd"
try "it has ended once more" gone
try "xl903.cmd serve once more" says "is starting" xl903 serve
try "serve --stop, while it starts" says "has ended" xl903 serve --stop
try "it has ended, and does not come" gone
try "Start xl903.cmd again" in_windows cmd /c "Start xl903.cmd"
try "it is found again" waits
try "Remove everything.cmd, while it runs" says "Deleted" in_windows cmd /c "Remove everything.cmd"
try "nothing of xl903 is left outside its folder" nothing_of "$home"

echo "$passed passed, $failed failed, $(((SECONDS - began + 59) / 60)) minutes"
[ $failed = 0 ]
