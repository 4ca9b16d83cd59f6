# graph-hash.sh COMPILE… -o PROGRAM [OPTION…]: compiles, and prints the program's hash of its graph.
"$@" 2>/dev/null || exit 1
while [ "$1" != -o ]; do shift; done
"$2" --version | sed -n 's/.*(graph \([0-9a-f]*\)).*/\1/p' | grep .
