//go:build !fleet

package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"

	"github.com/spf13/cobra"

	"wavetank/cmd/wavetank/play"
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
			program, err := findFleet(c.Context(), c.ErrOrStderr())
			if err != nil {
				return err
			}
			return become(program, append([]string{program, "fleet"}, args...))
		},
	}
}

// findFleet returns the path of the program beside this one, or on the PATH, or else builds
// it where its source is at hand.
func findFleet(ctx context.Context, told io.Writer) (string, error) {
	if self, err := os.Executable(); err == nil {
		if beside := filepath.Join(filepath.Dir(self), withFleet); isProgram(beside) {
			return beside, nil
		}
	}
	if found, err := exec.LookPath(withFleet); err == nil {
		return found, nil
	}
	source, ok := sourceFolder(ctx)
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

// sourceFolder returns the root of the source, if it is on this machine: around the working
// directory, or where this program was built.
func sourceFolder(ctx context.Context) (string, bool) {
	_, file, _, _ := runtime.Caller(0)
	for _, dir := range []string{".", filepath.Dir(file)} {
		if root, err := play.Source(ctx, dir); err == nil {
			return root, true
		}
	}
	return "", false
}
