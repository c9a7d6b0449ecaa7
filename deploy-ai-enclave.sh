#!/usr/bin/env bash
# From a scenario to a deployed enclave: writes enclave.yaml when there is none, then check, build, verify and deploy.
# Exit codes are those of `enclave`: 0 good, 1 the answer is no, 2 bad input, 3 could not run.
set -uo pipefail

readonly SWITCHES=(scenario security-level network-isolation data-classification performance-tier collaboration-tools)
chosen=() # the value of each switch, in the order of SWITCHES; works with the bash of macOS too
spec=enclave.yaml
deploy_options=()

usage() {
  cat <<'TEXT'
usage: deploy-ai-enclave.sh --scenario SCENARIO [options] [-- OPTIONS OF enclave deploy]

  --scenario ai-training|ai-inference|ai-development    what the enclave is for; needed when the file is not there yet
  --security-level maximum|high
  --network-isolation complete|managed|selective
  --data-classification public|internal|confidential|highly-sensitive
  --performance-tier standard|premium
  --collaboration-tools enabled|disabled

  --spec FILE    the enclave's file, written when it is not there (default: enclave.yaml)
  --what-if      only show what would change in Azure
  --yes          do not ask before each phase
  --help         this text

The subscription is AZURE_SUBSCRIPTION_ID, or `-- --subscription ID`. What is built goes to `out` beside the file.
TEXT
}

# Says what is wrong with the command line and ends.
refuse() {
  printf '%s\n' "$1" >&2
  [[ -n ${2:-} ]] && printf '  %s\n' "$2" >&2
  exit 2
}

# The place of a switch in SWITCHES, nothing when it is none.
place_of() {
  local place
  for place in "${!SWITCHES[@]}"; do
    [[ ${SWITCHES[$place]} == "$1" ]] && printf '%s' "$place"
  done
}

# The value that a file has for a switch.
written() {
  sed -n "s/^    \"${1//-/_}\": \"\(.*\)\",\{0,1\}\$/\1/p" <<<"$2" | head -n 1
}

# Runs one step of the program, and ends with its exit code when that is not 0.
step() {
  printf '== enclave %s\n' "$1" >&2
  "$enclave" "$@" || exit $?
}

while (($#)); do
  option=$1
  value=
  if [[ $option == --*=* ]]; then
    value=${option#*=}
    option=${option%%=*}
    set -- "$option" "$value" "${@:2}"
  fi
  case $option in
    --help | -h) usage; exit 0 ;;
    --what-if | --yes) deploy_options+=("$option"); shift ;;
    --) shift; deploy_options+=("$@"); break ;;
    --spec)
      (($# > 1)) || refuse "\`--spec\` needs a file"
      spec=$2
      shift 2
      ;;
    --*)
      place=$(place_of "${option#--}")
      [[ -n $place ]] || refuse "there is no option \`$option\`" "see \`$0 --help\`"
      (($# > 1)) || refuse "\`$option\` needs a value" "see \`$0 --help\`"
      chosen[place]=$2
      shift 2
      ;;
    *) refuse "\`$option\` is not an option" "see \`$0 --help\`" ;;
  esac
done

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd) || exit 3
enclave=${ENCLAVE:-}
if [[ -z $enclave ]]; then
  enclave=$here/.venv/bin/enclave
  [[ -x $enclave ]] || enclave=$(command -v enclave) || {
    printf '%s\n' "the program \`enclave\` is not installed" "  run \`make test\` or \`pip install .\` here first" >&2
    exit 3
  }
fi

if [[ -e $spec ]]; then
  facts=$("$enclave" check "$spec" --format json) || { "$enclave" check "$spec"; exit $?; }
  for place in ${chosen[@]+"${!chosen[@]}"}; do
    name=${SWITCHES[$place]}
    found=$(written "$name" "$facts")
    [[ $found == "${chosen[$place]}" ]] || refuse \
      "\`$spec\` says ${name//-/_} \`$found\`, the command says \`${chosen[$place]}\`" \
      "change the file, leave the option out, or name another file with \`--spec\`"
  done
else
  [[ -n ${chosen[0]:-} ]] || refuse "there is no \`$spec\`, and no scenario to write it for" "give \`--scenario\`"
  options=()
  for place in "${!chosen[@]}"; do
    options+=("--${SWITCHES[$place]}" "${chosen[$place]}")
  done
  step init "${options[@]}" -o "$spec"
fi

step check "$spec"
step build "$spec" -o "$(dirname -- "$spec")/out"
if [[ " ${deploy_options[*]-} " == *" --unproved "* ]]; then
  "$enclave" verify "$spec"
else
  step verify "$spec"
fi
step deploy "$spec" ${deploy_options[@]+"${deploy_options[@]}"}
