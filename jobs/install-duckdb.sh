#!/usr/bin/env bash
# Fetches DuckDB's library and header from the public npm registry into build/duckdb, where CMake finds them, unless
# CMake has another DuckDB already. The packages are pinned by version and checksum.
#
#   bash jobs/install-duckdb.sh
#
# Exit codes: 0 there is a DuckDB, 1 there is none: replica then builds without extract, check and Parquet.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
version=1.4.4 folder=build/duckdb
library=@duckdb/node-bindings-linux-x64/-/node-bindings-linux-x64-$version-r.4.tgz
library_sha256=732fac4dc6b8f198870b9c4bb6ddf13544466daca00ad28ba2f1d80de5d7aa4b
header=duckdb/-/duckdb-$version.tgz
header_sha256=5bb967dcbcd517670ba5f169f238fb9d6787e53752c60ebe24386169d76941ed

[ "$(cat "$folder/version" 2>/dev/null)" != "$version" ] || exit 0

fail() {
    echo "DuckDB $version could not be fetched: $1. Install it (its release archive, or Spack's duckdb) and configure with -DDuckDB_ROOT=FOLDER; replica builds without it, but then has no extract, check or Parquet." >&2
    exit 1
}
[ "$(uname -s)-$(uname -m)" = Linux-x86_64 ] || fail "the registry's package is for Linux on x86-64"
command -v curl >/dev/null || fail "curl is not installed"

rm -rf "$folder" "$folder.partial"
mkdir -p "$folder.partial/include" "$folder.partial/lib"
fetch() { # PACKAGE CHECKSUM
    echo "Fetching $1"
    curl -fsSL --retry 3 --max-time 600 -o "$folder.partial/package.tgz" "https://registry.npmjs.org/$1" ||
        fail "the public npm registry did not answer for $1"
    echo "$2  $folder.partial/package.tgz" | sha256sum -c --quiet || fail "the checksum of $1 is not the one expected"
}
fetch "$library" "$library_sha256"
tar -xzf "$folder.partial/package.tgz" -C "$folder.partial/lib" --strip-components=1 --no-same-owner package/libduckdb.so package/LICENSE
fetch "$header" "$header_sha256"
tar -xzf "$folder.partial/package.tgz" -C "$folder.partial/include" --strip-components=5 --no-same-owner package/src/duckdb/src/include/duckdb.h
rm "$folder.partial/package.tgz"
echo "$version" >"$folder.partial/version"
mv "$folder.partial" "$folder"
