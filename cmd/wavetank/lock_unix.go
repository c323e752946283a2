//go:build linux || darwin || freebsd || netbsd || openbsd

package main

import (
	"errors"
	"os"
	"os/signal"
	"syscall"
)

// locked locks an open file against other processes, and reports whether it is not theirs
// already. Where files cannot be locked, all is as if nobody else were there.
func locked(f *os.File) bool {
	err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	return !errors.Is(err, syscall.EWOULDBLOCK)
}

// outgrow has a write beyond what files may come to (ulimit -f) fail, as on a full disk,
// in the place of a signal that would end the program in the middle of it.
func outgrow() { signal.Ignore(syscall.SIGXFSZ) }

// hangUp is the signal that comes when the terminal is closed, which keeps what is finished,
// as Ctrl-C does; none if somebody, such as nohup, has it ignored.
func hangUp() []os.Signal {
	if signal.Ignored(syscall.SIGHUP) {
		return nil
	}
	return []os.Signal{syscall.SIGHUP}
}
