//go:build fleet

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"wavetank/cmd/fleet"
	"wavetank/reports"
)

// long are the commands whose runs a fleet can make.
const long = "compare knee tune hunt"

func fleetCommand() *cobra.Command {
	c := &cobra.Command{Use: "fleet", Short: fleetShort, Long: fleetLong, Example: fleetExample}
	c.AddCommand(fleetRunCommand(), fleetWorkCommand(), fleetStatusCommand())
	return c
}

// linkFlags are those of a server, named as the tools of NATS name them.
func linkFlags(c *cobra.Command, l *fleet.Link) {
	c.Flags().StringVar(&l.URL, "nats", "", "URL of a NATS server with JetStream, such as tls://nats.example.com:4222 or nats://TOKEN@host:4222 (default: the embedded one, by what lies in --store)")
	c.Flags().StringVar(&l.Creds, "creds", "", "FILE with the credentials of a user of NATS")
	c.Flags().StringVar(&l.NKey, "nkey", "", "FILE with the key of a user of NATS")
	c.Flags().StringVar(&l.TLSCert, "tlscert", "", "FILE with a TLS certificate of this client")
	c.Flags().StringVar(&l.TLSKey, "tlskey", "", "FILE with its key")
	c.Flags().StringVar(&l.TLSCA, "tlsca", "", "FILE with the certificates of authorities to trust")
	c.Flags().StringVar(&l.Folder, "store", ".wavetank-fleet", "folder in which the embedded server keeps its queue and its token")
}

func fleetRunCommand() *cobra.Command {
	var h fleet.Host
	c := &cobra.Command{
		Use:     "run [flags] COMMAND …",
		Short:   "Have the runs of a long command made by whoever joins",
		Example: "  wavetank fleet run compare my.toml --seeds 10000\n  wavetank fleet run --listen 0.0.0.0:4222 compare my.toml --seeds 10000",
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 0 || !contains(long, args[0]) {
				return fmt.Errorf("wavetank fleet run needs one of the commands %s, as in: wavetank fleet run compare circuit-breaker", strings.Join(strings.Fields(long), ", "))
			}
			var err error
			if h.Build, err = identity(); err != nil {
				return err
			}
			h.Told, h.Locked, h.Kinds = c.ErrOrStderr(), locked, blamed[:]
			coordinator, err := fleet.Begin(c.Context(), h)
			if err != nil {
				return err
			}
			inner := command()
			inner.SetArgs(args)
			inner.SetOut(c.OutOrStdout())
			inner.SetErr(c.ErrOrStderr())
			err = inner.ExecuteContext(withEvaluation(c.Context(), &evaluation{
				again: "wavetank fleet run" + atServer(c), carry: coordinator.Carry, jobs: fleet.Ahead, attach: coordinator.Attach, more: coordinator.Progress,
			}))
			coordinator.Close(c.Context().Err() == nil && !errors.Is(err, errWriting))
			return err
		},
	}
	c.Flags().SetInterspersed(false)
	linkFlags(c, &h.Link)
	c.Flags().StringVar(&h.Listen, "listen", "", "HOST:PORT of the embedded server (default: this machine only, and the port that it had before, or any)")
	return c
}

// atServer returns the flags of the server, without what is secret in its URL.
func atServer(c *cobra.Command) (words string) {
	c.Flags().Visit(func(f *pflag.Flag) {
		value := f.Value.String()
		if f.Name == "nats" {
			value = fleet.Hidden(value)
		}
		words += " --" + f.Name + " " + quote(value)
	})
	return words
}

func fleetWorkCommand() *cobra.Command {
	var g fleet.Guest
	c := &cobra.Command{
		Use:     "work",
		Short:   "Join a fleet and make runs until its command has ended",
		Example: "  wavetank fleet work          # on the machine of the coordinator\n  wavetank fleet work --nats nats://TOKEN@host:4222 --jobs 8",
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) (err error) {
			switch {
			case c.Flags().Changed("jobs") && g.Jobs < 1:
				return fmt.Errorf("--jobs %d is not 1 or more", g.Jobs)
			case g.Jobs == 0:
				g.Jobs = runtime.GOMAXPROCS(0)
			}
			if g.Build, err = identity(); err != nil {
				return err
			}
			g.Told, g.Run, g.Try, g.Kinds = c.ErrOrStderr(), bounded(c), trying(c), blamed[:]
			return fleet.Work(c.Context(), g)
		},
	}
	linkFlags(c, &g.Link)
	c.Flags().IntVar(&g.Jobs, "jobs", 0, "how many units at a time (default: one for each core)")
	return c
}

func fleetStatusCommand() *cobra.Command {
	var l fleet.Link
	var asJSON bool
	c := &cobra.Command{
		Use:   "status",
		Short: "Tell how a fleet stands: units done and under way, and who works",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			s, err := fleet.Ask(c.Context(), l)
			if err != nil {
				return err
			}
			if asJSON {
				return json.NewEncoder(c.OutOrStdout()).Encode(s)
			}
			printStatus(c.OutOrStdout(), s)
			return nil
		},
	}
	linkFlags(c, &l)
	c.Flags().BoolVar(&asJSON, "json", false, "print it as JSON")
	return c
}

func printStatus(w io.Writer, s *fleet.Status) {
	took := time.Duration(s.Seconds * float64(time.Second))
	fmt.Fprintf(w, "coordinator  %s, build %s, for %s\n", s.Machine, s.Build, rough(took))
	fmt.Fprintf(w, "units        %d done (%.1f a second), %d asked for, %d of them running\n", s.Done, float64(s.Done)/max(s.Seconds, 1), s.Asked, s.Running)
	fmt.Fprintf(w, "workers      %d\n", len(s.Workers))
	for _, x := range s.Workers {
		fmt.Fprintf(w, "  %s: %s, %d running, %d done\n", x.Machine, reports.CountOf(x.Jobs, "job"), x.Running, x.Done)
	}
}
