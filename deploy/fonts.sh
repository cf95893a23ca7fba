#!/bin/sh
# Fetches the fonts of the typesetter anew: `make fonts`. A newer version changes the bytes of every document made later,
# so a change here is a decision: raise the version, run the tests, look at some documents, and say so in CHANGELOG.md.
set -eu
target=$(cd "$(dirname "$0")/.." && pwd)/activities/documents/fonts
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fetch() { # the family's name in the package registry, its version, and the styles wanted
    name=$1 version=$2
    shift 2
    (cd "$work" && npm pack --silent "@expo-google-fonts/$name@$version" >/dev/null && mkdir "$name" &&
        tar -xzf "expo-google-fonts-$name-$version.tgz" -C "$name")
    for style in "$@"; do
        cp "$work/$name/package/$style/"*_"$style.ttf" "$target/"
    done
    cp "$work/$name/package/LICENSE_FONT" "$target/$name.OFL.txt"
}

fetch source-serif-4 0.4.1 400Regular 400Regular_Italic 700Bold 700Bold_Italic
fetch source-sans-3 0.4.1 400Regular 400Regular_Italic 700Bold
fetch noto-naskh-arabic 0.4.5 400Regular
chmod 644 "$target"/*.ttf "$target"/*.OFL.txt
