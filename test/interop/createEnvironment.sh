#!/usr/bin/env bash
# createEnvironment.sh FOLDER REQUIREMENTS
#
# Makes a virtual environment with what a file of requirements lists. uv installs it, which takes seconds where pip takes
# minutes. uv and its cache stand beside FOLDER: environments in one place share their files.
set -euo pipefail
folder=$1
requirements=$2
place=$(dirname "$folder")

if [ ! -x "$place/uv/bin/uv" ]; then
  python3 -m venv "$place/uv"
  "$place/uv/bin/python" -m pip install --quiet --no-input --disable-pip-version-check \
    --requirement "$(dirname "$0")/requirements/uv.txt"
fi

export UV_CACHE_DIR="${UV_CACHE_DIR:-$place/cache}" UV_PYTHON_DOWNLOADS=never UV_HTTP_TIMEOUT=60
# uv does not read what pip is set to.
if [ -n "${PIP_INDEX_URL:-}" ]; then export UV_DEFAULT_INDEX="${UV_DEFAULT_INDEX:-$PIP_INDEX_URL}"; fi
uv=$place/uv/bin/uv
"$uv" venv --quiet --clear "$folder"
"$uv" pip install --quiet --python "$folder/bin/python" --requirement "$requirements"
