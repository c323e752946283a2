//go:build !fleet && !(linux || darwin || freebsd || netbsd || openbsd)

package main

import (
	"errors"
	"os"
	"os/exec"
)

// become runs another program in the place of this one.
func become(program string, args []string) error {
	c := exec.Command(program, args[1:]...)
	c.Stdin, c.Stdout, c.Stderr = os.Stdin, os.Stdout, os.Stderr
	err := c.Run()
	var ended *exec.ExitError
	if errors.As(err, &ended) {
		return &statusError{status: ended.ExitCode(), told: true}
	}
	return err
}
