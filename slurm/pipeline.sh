#!/usr/bin/env bash
# Submits describe, generate and evaluate as a chain, each after the one before has succeeded, and prints their ids.
#
#   bash slurm/pipeline.sh [SBATCH OPTION...] --out RUN IN... --epsilon E [describe option...]
#       [-- generate option... [-- evaluate option...]]
#
#   bash slurm/pipeline.sh --nodes=4 --out run extract/ --epsilon none --degree 2 -- --rows 1000000 -- --plots
#
# RUN then holds model.h5, replica/ and report/, each with a folder .run of what was run. Where a step fails, the ones
# behind it are cancelled.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

fail() { echo "pipeline.sh: $1" >&2 && exit 2; }

options=() describe=() generate=() evaluate=() out=
while [ $# -gt 0 ] && [[ $1 == -* ]] && [ "$1" != --out ]; do
    options+=("$1")
    shift
done
[ "${1:-}" = --out ] && [ $# -ge 2 ] || fail "give --out RUN, then the extract and the options of describe"
out=$2
shift 2
step=describe
for word; do
    if [ "$word" = -- ]; then
        case $step in
            describe) step=generate ;;
            generate) step=evaluate ;;
            *) fail "there is a third --, and only two steps follow describe" ;;
        esac
        continue
    fi
    case $step in
        describe) describe+=("$word") ;;
        generate) generate+=("$word") ;;
        evaluate) evaluate+=("$word") ;;
    esac
done

# What describe reads comes before its first option; evaluate reads the same.
inputs=() dialect=()
for word in ${describe[@]+"${describe[@]}"}; do
    [[ $word != -* ]] || break
    inputs+=("$word")
done
[ ${#inputs[@]} -gt 0 ] || fail "name the extract behind --out RUN"
for input in "${inputs[@]}"; do [ -e "$input" ] || fail "$input doesn't exist"; done
previous=-
for word in "${describe[@]:${#inputs[@]}}"; do
    case $previous in --schema | --null | --sep | --quoting | --escapes) dialect+=("$previous" "$word") ;; esac
    case $word in --schema=* | --null=* | --sep=* | --quoting=* | --escapes=*) dialect+=("$word") ;; esac
    [[ $word == -* || $previous == -* ]] || fail "$word: name all inputs before the first option"
    previous=$word
done
mkdir -p "$out"

submit() { bash "$here/submit.sh" ${options[@]+"${options[@]}"} "$@"; }
after() { echo "--dependency=afterok:$1"; }
first=$(submit describe "${describe[@]}" --model "$out/model.h5")
echo "describe $first"
second=$(submit "$(after "$first")" --kill-on-invalid-dep=yes generate "$out/model.h5" --out "$out/replica" ${generate[@]+"${generate[@]}"})
echo "generate $second"
third=$(submit "$(after "$second")" --kill-on-invalid-dep=yes evaluate --real "${inputs[@]}" --synthetic "$out/replica" \
    --model "$out/model.h5" --out "$out/report" ${dialect[@]+"${dialect[@]}"} ${evaluate[@]+"${evaluate[@]}"})
echo "evaluate $third"
