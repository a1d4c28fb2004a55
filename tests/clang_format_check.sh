#!/usr/bin/env bash
# Names each source file that clang-format 14 would change, and exits 1 if there is one; 77 (skipped) without the tool.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
if ! command -v clang-format-14 >/dev/null; then
    echo "skipped: clang-format-14 is not installed"
    exit 77
fi
find kernels engine io jobs bench tests \( -name '*.cpp' -o -name '*.hpp' \) -print0 |
    xargs -0 -r clang-format-14 --dry-run --Werror
