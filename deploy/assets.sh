#!/bin/sh
# Fetches the web assets of the pages anew: `make assets`. They are served as they are, without a build step.
# To take a newer version, raise it here, run `make assets test`, look at the pages, and say so in CHANGELOG.md.
set -eu
target=$(cd "$(dirname "$0")/.." && pwd)/api/pages/static/vendor
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fetch() { # the package in the npm registry, its version, what it is called here, then pairs: file in the package, file here
    package=$1 version=$2 name=$3
    shift 3
    mkdir "$work/$name"
    archive=$(cd "$work" && npm pack --silent "$package@$version")
    tar -xzf "$work/$archive" -C "$work/$name"
    cp "$work/$name/package/LICENSE" "$target/$name.LICENSE.txt"
    printf '%s %s\n' "$name" "$version" >>"$work/versions"
    while [ $# -gt 0 ]; do
        cp "$work/$name/package/$1" "$target/$2"
        shift 2
    done
}

fetch htmx.org 2.0.11 htmx dist/htmx.min.js htmx.min.js
fetch htmx-ext-sse 2.2.4 htmx-ext-sse dist/sse.min.js htmx-ext-sse.min.js
fetch @fontsource-variable/plus-jakarta-sans 5.3.0 plus-jakarta-sans \
    files/plus-jakarta-sans-latin-wght-normal.woff2 plus-jakarta-sans.woff2
mv "$work/versions" "$target/VERSIONS.txt"
chmod 644 "$target"/*
