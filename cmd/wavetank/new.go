package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"wavetank/scenarios"
)

func newCommand() *cobra.Command {
	var o scenarios.Draft
	c := &cobra.Command{
		Use:        "new [FILE]",
		SuggestFor: []string{"init", "create", "generate"},
		Short:      "Write a scenario of your services, to begin with",
		Long: `Write a commented scenario that can be run at once, into the file or on the standard
output: services that call each other, who sends requests, the last of the services
hanging for a while, and a circuit breaker in front of it.

Each service calls the next one, unless --calls says who calls whom. A load is
NAME=RATE, and goes to the first service unless it is NAME=RATE@SERVICE.`,
		Example: "  wavetank new my.toml --services web,orders,payment\n" +
			"  wavetank new my.toml --services gateway,cart,users,db \\\n    --calls 'gateway->cart,gateway->users,cart->db,users->db' \\\n    --loads shoppers=200/s,crawlers=20/s@cart",
		Args: cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			text, err := o.TOML()
			if err != nil {
				return err
			}
			if len(args) == 0 {
				_, err = c.OutOrStdout().Write(text)
				return err
			}
			switch _, err := os.Lstat(args[0]); {
			case err == nil:
				return fmt.Errorf("%s is there already, and stays as it is", args[0])
			case !errors.Is(err, fs.ErrNotExist):
				return err
			}
			if err := writeFile(args[0], func(w io.Writer) error { _, err := w.Write(text); return err }); err != nil {
				return fmt.Errorf("%w: %w", errWriting, err)
			}
			fmt.Fprintf(c.OutOrStdout(), "Wrote %s. Next: wavetank compare %s\n", args[0], quote(args[0]))
			return nil
		},
	}
	c.Flags().StringSliceVar(&o.Services, "services", []string{"web", "orders", "payment"}, "names, the first of which meets the loads")
	c.Flags().StringSliceVar(&o.Calls, "calls", nil, "A->B,…: who calls whom (default: each the next)")
	c.Flags().StringSliceVar(&o.Loads, "loads", []string{"users=100/s"}, "NAME=RATE[@SERVICE],…")
	return c
}
