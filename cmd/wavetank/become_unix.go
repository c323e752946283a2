//go:build !fleet && (linux || darwin || freebsd || netbsd || openbsd)

package main

import (
	"os"
	"syscall"
)

// become makes this process another program, which signals then reach.
func become(program string, args []string) error { return syscall.Exec(program, args, os.Environ()) }
