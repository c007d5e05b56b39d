#!/usr/bin/env bash
# Resolve the dependencies of pyproject.toml in a fresh environment and write both lock files: exact pins, no hashes, since
# builds of the same version differ by platform. torch keeps the version that is pinned already; set TORCH to change it.
set -euo pipefail
cd "$(dirname "$0")/.."
TORCH=${TORCH:-$(sed -n 's/^torch==//p' requirements.lock)}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/env"
pip="$folder/env/bin/python -m pip --disable-pip-version-check"

pins() { $pip freeze --exclude-editable --exclude pincite --exclude pip --all | sed 's/+cpu$//' | sort -f; }
lists() { "$folder/env/bin/python" - "$1" <<'PY'
import sys, tomllib
project = tomllib.load(open("pyproject.toml", "rb"))["project"]
names = project["dependencies"] if sys.argv[1] == "run" else [*project["optional-dependencies"]["dev"], *project["optional-dependencies"]["training"]]
print("\n".join(names))
PY
}

$pip install --quiet "torch==$TORCH" "setuptools>=77"
lists run > "$folder/run.txt"
$pip install --quiet -r "$folder/run.txt"
pins > "$folder/run.lock"
{
    echo "# Written by scripts/lock.sh. torch comes first: see the Makefile."
    cat "$folder/run.lock"
    echo 'audioop-lts==0.2.2 ; python_version >= "3.13"'
    echo 'colorama==0.4.6 ; sys_platform == "win32"'
} > requirements.lock
lists dev > "$folder/dev.txt"
$pip install --quiet -r "$folder/run.lock" -r "$folder/dev.txt"
{
    echo "# Written by scripts/lock.sh: what tests and training/ need beyond requirements.lock."
    pins | grep -vxF -f "$folder/run.lock"
} > requirements-dev.lock
