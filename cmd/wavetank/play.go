package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"wavetank/cmd/wavetank/play"
	"wavetank/reports/page"
	"wavetank/scenarios"
)

func playCommand() *cobra.Command {
	var out string
	var port int
	c := &cobra.Command{
		Use:        "play [NAME|FILE]",
		SuggestFor: []string{"serve", "browser", "ui", "web", "playground"},
		Short:      "Run the simulator in a browser: turn knobs, see the charts move, share a link",
		Long: `Serve the playground on this machine, to be opened in a browser: the library as a menu
with its questions, an editor that completes and complains as check does, sliders for the
knobs of the patterns at hand, and the simulator itself, compiled to WebAssembly, which
runs in the page. Few seeds come first, and the band narrows while more are run; the
numbers are those of compare, to the byte. A run can be seen step by step. A link holds
the scenario behind its #, which no server sees.

With --out DIR it writes the same page as files, for any host of static files.

The simulator is built from the source by the go command, in a clone; the first time takes
a minute, later ones a second or two.`,
		Example:           "  wavetank play\n  wavetank play retry-storm\n  wavetank play --out site",
		Args:              cobra.MaximumNArgs(1),
		ValidArgsFunction: completeNames,
		RunE: func(c *cobra.Command, args []string) error {
			link, err := playLink(args)
			if err != nil {
				return err
			}
			if port < 0 || port > 65535 {
				return fmt.Errorf("--port %d is not 0 to 65535", port)
			}
			fmt.Fprintln(c.ErrOrStderr(), "building the simulator for the page …")
			site, err := playground(c.Context())
			if err != nil {
				return err
			}
			if out != "" {
				if err := site.Write(out); err != nil {
					return fmt.Errorf("%w: %w", errWriting, err)
				}
				fmt.Fprintf(c.ErrOrStderr(), "wrote the playground to %s: any host of static files will do, and its first page is index.html%s\n", out, link)
				return nil
			}
			return play.Serve(c.Context(), site, port, func(address string) {
				fmt.Fprintf(c.OutOrStdout(), "The playground is at %s%s (Ctrl-C ends it)\n", address, link)
			})
		},
	}
	c.Flags().StringVar(&out, "out", "", "write the playground into this folder, for a host of static files, instead of serving it")
	c.Flags().IntVar(&port, "port", 0, "the port on loopback (default: one that is free)")
	if err := c.MarkFlagDirname("out"); err != nil {
		panic(err)
	}
	return c
}

// simulator builds what runs in a page.
func simulator(ctx context.Context) (program, runtime []byte, err error) {
	program, runtime, err = play.Simulator(ctx)
	if err != nil && !errors.Is(err, context.Canceled) {
		err = &statusError{status: statusInternal, err: err}
	}
	return program, runtime, err
}

// playground makes the whole page.
func playground(ctx context.Context) (play.Site, error) {
	program, runtime, err := simulator(ctx)
	if err != nil {
		return nil, err
	}
	return play.New(built().String(), program, runtime)
}

// enliven builds the simulator for the page of a comparison.
func (o *compareOptions) enliven(ctx context.Context) error {
	program, runtime, err := simulator(ctx)
	o.simulator = &page.Live{Program: program, Runtime: runtime, Build: built().String()}
	return err
}

// playLink returns what stands behind the address to show what was asked for. A file has
// to be a scenario: the page would show its complaints, but the terminal is nearer.
func playLink(args []string) (string, error) {
	if len(args) == 0 {
		return "", nil
	}
	if _, err := scenarios.Source(args[0]); err == nil {
		return play.Link(args[0], "")
	}
	if _, err := scenarios.Open(args[0]); err != nil {
		return "", err
	}
	text, err := os.ReadFile(args[0])
	if err != nil {
		return "", err
	}
	return play.Link(strings.TrimSuffix(filepath.Base(args[0]), ".toml"), string(text))
}
