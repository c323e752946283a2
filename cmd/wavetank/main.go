// Command wavetank runs scenarios of distributed systems, with and without
// design patterns, and tells what difference the patterns make.
//
//	wavetank compare circuit-breaker     every variant, over many seeds
//	wavetank run circuit-breaker         one seed
//	wavetank knee NAME --over KEY=…      the value of a key at which it breaks
//	wavetank tune NAME --knob KEY=…      the values of keys with which it does best
//	wavetank hunt NAME                   many seeds and storms, for one that breaks it
//	wavetank merge LEDGER… --out DIR     what several machines made with --shard
//	wavetank fleet run COMMAND …         a long command, on as many machines as join
//	wavetank list                        the scenarios that come with it
//	wavetank show NAME                   the TOML of one of them
//	wavetank new FILE                    a scenario of your services, to begin with
//	wavetank describe NAME               a scenario, a pattern, the metrics, the language
//	wavetank diff OLD NEW                what changed between two saved results
//	wavetank play                        the simulator in a browser
//	wavetank gallery                     a site of the whole library
//	wavetank check FILE                  is the file a scenario? With --explain: what is to be expected of it
//	wavetank schema                      the JSON Schema of a scenario, for editors
//
// It exits with 0 if all is well, 1 on an internal error or a run that cannot
// end, 2 if the command or the scenario is wrong, 3 if an expectation failed (of a
// sweep at any of its points) or diff found something worse, 4 if an invariant was violated, 5 if an expectation is inconclusive (the seeds are too
// few to decide, or there was nothing to judge), and 130 if it was interrupted. Of
// several, 4 goes before 130, then 3, then 5.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"wavetank/scenarios"
	"wavetank/sim/typo"
)

// Exit statuses.
const (
	statusPass         = 0
	statusInternal     = 1
	statusUsage        = 2
	statusFailed       = 3
	statusViolated     = 4
	statusInconclusive = 5
	statusInterrupted  = 130
)

func main() {
	restrainCollector()
	outgrow()
	ctx, stop := signal.NotifyContext(context.Background(), append(hangUp(), os.Interrupt, syscall.SIGTERM)...)
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends the program at once
	os.Exit(execute(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// execute runs a command line and returns its exit status.
func execute(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	results, stderr := &watched{w: &plain{w: stdout}}, io.Writer(&plain{w: stderr})
	root := command()
	root.SetArgs(args)
	root.SetOut(results)
	root.SetErr(stderr)
	shells(root)
	err := root.ExecuteContext(ctx)
	if results.err != nil {
		err = fmt.Errorf("%w: %w", errWriting, results.err)
	}
	if err == nil {
		return statusPass
	}
	var s *statusError
	if !errors.As(err, &s) || !s.told {
		tell(stderr, err, debugging(root))
	}
	return statusOf(err)
}

// A watched writer remembers that a write failed, so that commands need not look.
type watched struct {
	w   io.Writer
	err error
}

func (w *watched) Write(p []byte) (int, error) {
	n, err := w.w.Write(p)
	if w.err == nil {
		w.err = err
	}
	return n, err
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

// errWriting is wrapped by what goes wrong when results are written.
var errWriting = errors.New("write results")

// statusOf returns the status that an error ends the program with. What cobra
// itself complains about is wrong usage.
func statusOf(err error) int {
	var s *statusError
	var run *scenarios.RunError
	var file *fs.PathError
	var full *scenarios.FullError
	switch {
	case errors.Is(err, errWriting), errors.As(err, &file) && slices.Contains([]string{"write", "sync"}, file.Op): // as to a full disk
		return statusInternal
	case errors.As(err, &s):
		return s.status
	case errors.Is(err, context.Canceled):
		return statusInterrupted
	case errors.As(err, &run), errors.As(err, &full):
		return statusInternal
	}
	return statusUsage
}

// tell prints an error. What is wrong with a scenario file stands alone, so that
// editors find the place.
func tell(w io.Writer, err error, debug bool) {
	var problems scenarios.Problems
	if errors.As(err, &problems) {
		tellProblems(w, problems)
		return
	}
	advise(w, "wavetank: "+typo.Shortened(strings.TrimSpace(err.Error()), 8000))
	var run *scenarios.RunError
	switch {
	case !errors.As(err, &run) || run.Stack == "":
	case debug:
		fmt.Fprintf(w, "\n%s", run.Stack)
	default:
		fmt.Fprintln(w, "This is a bug of wavetank or of a pattern; with --debug the stack is printed.")
	}
}

// tellProblems prints what is wrong with a scenario file, where and what to write instead.
func tellProblems(w io.Writer, problems error) {
	for line := range strings.Lines(typo.Shortened(problems.Error(), 50_000)) {
		line = strings.TrimSuffix(line, "\n")
		if strings.HasPrefix(line, "allowed: ") || strings.HasPrefix(line, "did you mean ") {
			advise(w, line)
			continue
		}
		fmt.Fprintln(w, line) // the place, for editors, or the line of the file
	}
}

// advise prints lines for a reader, as wide as his screen. What other programs read stays
// as it is.
func advise(w io.Writer, text string) {
	for line := range strings.Lines(text) {
		if s := screenOf(w, false); s.Width > 0 {
			s.Wrap(w, line, "")
			continue
		}
		fmt.Fprintln(w, strings.TrimSuffix(line, "\n"))
	}
}

func command() *cobra.Command {
	root := &cobra.Command{
		Use:   "wavetank",
		Short: "Replay the same storm with and without a design pattern, and read the difference",
		Long: `wavetank simulates distributed systems deterministically: a seed makes the same
arrivals, the same luck and the same faults, and a scenario runs through them with
and without each design pattern.

It exits with 0 if all is well, 1 on an internal error or a run that cannot end, 2 if
the command or the scenario is wrong, 3 if an expectation failed (of a sweep at any of
its points) or diff found something worse, 4 if an invariant was violated, 5 if an
expectation is inconclusive (the seeds are too few to decide, or there was nothing to judge:
nobody asked, or nothing came to recover from), and 130 if it was interrupted. Of
several, 4 goes before 130, then 3, then 5.`,
		Example:       "  wavetank compare circuit-breaker\n  wavetank list\n  wavetank describe circuit-breaker",
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.Version = built().String()
	root.SetVersionTemplate(built().long())
	root.PersistentFlags().Bool("debug", false, "print the stack of an internal error")
	memoryFlag(root)
	root.SetFlagErrorFunc(wrongFlag)
	root.SetHelpCommand(helpCommand())
	root.SetHelpFunc(help)
	root.AddCommand(compareCommand(), kneeCommand(), tuneCommand(), runCommand(), huntCommand(), listCommand(), showCommand(), describeCommand(), newCommand(), checkCommand(), diffCommand(), playCommand(), galleryCommand(), schemaCommand(), mergeCommand(), fleetCommand())
	return root
}

// shells has the command for completion refuse a shell that it does not know. It writes
// to what the root writes to when it is made.
func shells(root *cobra.Command) {
	root.InitDefaultCompletionCmd()
	if c, _, err := root.Find([]string{"completion"}); err == nil {
		c.Args, c.RunE = cobra.ArbitraryArgs, func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				return c.Help()
			}
			return fmt.Errorf("there is no completion for %q: bash, fish, powershell or zsh", args[0])
		}
	}
}

func debugging(root *cobra.Command) bool {
	debug, err := root.PersistentFlags().GetBool("debug")
	return err == nil && debug
}
