//go:build !(linux || darwin || freebsd || netbsd || openbsd)

package main

import "os"

// locked reports true: files are not locked here.
func locked(*os.File) bool { return true }

// outgrow does nothing: no signal comes of a write that is too much.
func outgrow() {}

// hangUp is no signal: none comes when the terminal is closed.
func hangUp() []os.Signal { return nil }
