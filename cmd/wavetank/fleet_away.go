//go:build !fleet

package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/spf13/cobra"
)

// withFleet is the program that has the fleet: this one, built with -tags fleet. It is
// three times as large and takes twice as long to build, for the server in it.
const withFleet = "wavetank-fleet"

// fleetCommand hands the command line over to the program that has the fleet.
func fleetCommand() *cobra.Command {
	return &cobra.Command{
		Use: "fleet", Short: fleetShort, Long: fleetLong, Example: fleetExample,
		DisableFlagParsing: true,
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 0 || args[0] == "--help" || args[0] == "-h" {
				return c.Help()
			}
			program, err := findFleet(c.ErrOrStderr())
			if err != nil {
				return err
			}
			return become(program, append([]string{program, "fleet"}, args...))
		},
	}
}

// findFleet returns the path of the program beside this one, or on the PATH, or else builds
// it where its source is at hand.
func findFleet(told io.Writer) (string, error) {
	if self, err := os.Executable(); err == nil {
		if beside := filepath.Join(filepath.Dir(self), withFleet); isProgram(beside) {
			return beside, nil
		}
	}
	if found, err := exec.LookPath(withFleet); err == nil {
		return found, nil
	}
	source, ok := sourceFolder()
	compiler, err := exec.LookPath("go")
	cache, failed := os.UserCacheDir()
	if !ok || err != nil || failed != nil {
		return "", fmt.Errorf("this program was built without the fleet, and no %s lies beside it or on the PATH: build it from the source with: go build -tags fleet -o %s ./cmd/wavetank", withFleet, withFleet)
	}
	program := filepath.Join(cache, "wavetank", withFleet)
	if !isProgram(program) {
		fmt.Fprintf(told, "building %s, which takes a minute the first time\n", program)
	}
	build := exec.Command(compiler, "build", "-tags", "fleet", "-o", program, "./cmd/wavetank")
	build.Dir, build.Stdout, build.Stderr = source, told, told
	if err := build.Run(); err != nil {
		return "", fmt.Errorf("the program with the fleet cannot be built in %s: %w", source, err)
	}
	return program, nil
}

func isProgram(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular() && info.Mode()&0o111 != 0
}

// sourceFolder returns the root of the source, if it is on this machine: above the working
// directory, or where this program was built.
func sourceFolder() (string, bool) {
	here, err := os.Getwd()
	if err != nil {
		return "", false
	}
	_, file, _, _ := runtime.Caller(0)
	for _, dir := range []string{here, filepath.Dir(file)} {
		for ; filepath.IsAbs(dir); dir = filepath.Dir(dir) {
			text, err := os.ReadFile(filepath.Join(dir, "go.mod"))
			if err == nil && strings.HasPrefix(string(text), "module wavetank\n") {
				return dir, true
			}
			if errors.Is(err, os.ErrPermission) || dir == filepath.Dir(dir) {
				break
			}
		}
	}
	return "", false
}
