// Command wavetank runs scenarios of distributed systems, with and without
// design patterns, and tells what difference the patterns make.
//
//	wavetank compare circuit-breaker     every variant, over many seeds
//	wavetank run circuit-breaker         one seed
//	wavetank list                        the scenarios that come with it
//	wavetank describe NAME               a scenario, a pattern, the metrics, the language
//	wavetank check FILE                  is the file a scenario?
//
// It exits with 0 if all is well, 1 on an internal error or a run that cannot
// end, 2 if the command or the scenario is wrong, 3 if an expectation failed, 5
// if the seeds are too few to decide one, and 130 if it was interrupted.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"wavetank/scenarios"
)

// Exit statuses.
const (
	statusPass         = 0
	statusInternal     = 1
	statusUsage        = 2
	statusFailed       = 3
	statusInconclusive = 5
	statusInterrupted  = 130
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(execute(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// execute runs a command line and returns its exit status.
func execute(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	root := command()
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return statusPass
	}
	var s *statusError
	if errors.As(err, &s) && s.told {
		return s.status
	}
	fmt.Fprintln(stderr, "wavetank:", err)
	return statusOf(err)
}

// A statusError ends the program with a status.
type statusError struct {
	status int
	told   bool // the user has been told why
	err    error
}

func (e *statusError) Error() string {
	if e.err == nil {
		return fmt.Sprintf("status %d", e.status)
	}
	return e.err.Error()
}

func (e *statusError) Unwrap() error { return e.err }

// statusOf returns the status that an error ends the program with. What cobra
// itself complains about is wrong usage.
func statusOf(err error) int {
	var s *statusError
	var run *scenarios.RunError
	switch {
	case errors.As(err, &s):
		return s.status
	case errors.Is(err, context.Canceled):
		return statusInterrupted
	case errors.As(err, &run), errors.Is(err, errWriting):
		return statusInternal
	}
	return statusUsage
}

// errWriting is wrapped by what goes wrong when results are written.
var errWriting = errors.New("write results")

func command() *cobra.Command {
	root := &cobra.Command{
		Use:   "wavetank",
		Short: "Replay the same storm with and without a design pattern, and read the difference",
		Long: `wavetank simulates distributed systems deterministically: a seed makes the same
arrivals, the same luck and the same faults, and a scenario runs through them with
and without each design pattern.`,
		SilenceUsage:  true,
		SilenceErrors: true,
		Args:          cobra.NoArgs,
	}
	root.AddCommand(compareCommand(), runCommand(), listCommand(), describeCommand(), checkCommand())
	return root
}

// completeNames completes the names of library scenarios, and files.
func completeNames(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return scenarios.Library(), cobra.ShellCompDirectiveDefault
}
