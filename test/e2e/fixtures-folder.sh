#!/usr/bin/env bash
# Where tests look for fixtures: the environment's folder, also in a build folder that knows another one.
# fixtures-folder.sh BUILD_FOLDER EXAMPLES_FOLDER, in an empty scratch folder
set -euo pipefail
mkdir project
cd project
cat >CMakeLists.txt <<EOF
cmake_minimum_required(VERSION 3.25)
project(fixtures NONE)
include($2/../cmake/VFFixtures.cmake)
file(WRITE \${CMAKE_BINARY_DIR}/folder "\${VF_FIXTURES}")
EOF

# configure EXPECTED OPTION…
configure() {
  cmake -G Ninja -S . -B build "${@:2}" >log || { cat log; return 1; }
  [ "$(cat build/folder)" = "$1" ] || { echo "expected '$1', found '$(cat build/folder)'"; return 1; }
}

unset VF_FIXTURES
configure ""
rm -r build
mkdir -p ../shared/fixtures
configure "$(realpath ../shared/fixtures)"
VF_FIXTURES=/first configure /first
VF_FIXTURES=/second configure /second
configure /second
configure /third -DVF_FIXTURES=/third
VF_FIXTURES=/first configure /first
