//go:build !js

// Playwasm is the simulator behind a handful of messages, for a browser:
//
//	GOOS=js GOARCH=wasm go build -tags play -ldflags "-s -w" ./cmd/playwasm
//
// The tag leaves out what a page does not need: etcd's Raft, and rapid. A question and
// its answer are JSON, one line each. Elsewhere it reads questions from standard input,
// so that what a page is told can be looked at in a terminal:
//
//	echo '{"ask": "run", "name": "mm1", "seed": 7}' | go run ./cmd/playwasm
package main

import (
	"bufio"
	"fmt"
	"os"
)

func main() {
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 64<<20)
	var s simulator
	for in.Scan() {
		fmt.Printf("%s\n", s.reply(in.Bytes()))
	}
	if err := in.Err(); err != nil {
		fmt.Fprintln(os.Stderr, "playwasm:", err)
		os.Exit(1)
	}
}
