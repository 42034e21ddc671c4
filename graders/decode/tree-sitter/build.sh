#!/bin/sh
# Builds java.wasm and javascript.wasm beside this script. Needs npm, pip, tar, sha256sum and Emscripten 3.1.6.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

pip download --quiet --no-deps --no-binary :all: --dest . tree_sitter==0.21.3
npm pack --silent tree-sitter-java@0.21.0 tree-sitter-javascript@0.21.4
sha256sum --check "$here/sources.sha256"

unpack() { mkdir "$2" && tar xzf "$1" -C "$2" --strip-components=1; }
unpack tree-sitter-0.21.3.tar.gz runtime
unpack tree-sitter-java-0.21.0.tgz java
unpack tree-sitter-javascript-0.21.4.tgz javascript
runtime=runtime/tree_sitter/core/lib

build() {
  grammar=$1
  shift
  emcc -O3 -DNDEBUG -DGRAMMAR="tree_sitter_$grammar" -I"$runtime/include" -I"$runtime/src" \
    "$here/parse.c" "$@" -o "$here/$grammar.wasm" --no-entry -s STANDALONE_WASM=1 \
    -s INITIAL_MEMORY=2MB -s MAXIMUM_MEMORY=256MB -s ALLOW_MEMORY_GROWTH=1 -s TOTAL_STACK=256KB
}
build java java/src/parser.c
build javascript javascript/src/parser.c javascript/src/scanner.c
chmod 644 "$here"/*.wasm
sha256sum "$here"/*.wasm
