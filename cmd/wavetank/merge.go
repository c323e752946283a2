package main

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"wavetank/reports"
	"wavetank/scenarios/campaign"
)

// originOf returns the header whose scenario a command is about; nil: that of its file.
func originOf(c *cobra.Command) *campaign.Header {
	if e := evaluationOf(c); e != nil {
		return e.header
	}
	return nil
}

func mergeCommand() *cobra.Command {
	var m merging
	c := &cobra.Command{
		Use:   "merge LEDGER… --out DIR",
		Short: "Put together what several machines made with --shard",
		Long: `Put the ledgers of several machines together, and tell and draw what one machine would
have, byte for byte. The machines need not see each other, and this one needs no file but
the ledgers: the command and the scenario stand in them.

What a shard left out is named, and nothing is written then. What no shard could know, as it
depends on the results of all, is made here: of a comparison and a knee a few runs, of a tune
what its shards have not guessed rightly, which is about half of the runs. With --ledger FILE
all results stand in one ledger, too: run again with it, each shard makes its part of what
is missing. Ledgers of different scenarios,
settings or builds are refused. If the same run came to two results on two machines, one
of them is broken: that is said, with the names of both, and nothing is written.`,
		Example: "  wavetank compare my.toml --seeds 1000 --shard 1/2 --ledger a.ledger    # here\n" +
			"  wavetank compare my.toml --seeds 1000 --shard 2/2 --ledger b.ledger    # there\n" +
			"  wavetank merge a.ledger b.ledger --out results",
		RunE: m.run,
	}
	c.Flags().StringVar(&m.out, "out", "", "folder for charts and numbers")
	c.Flags().StringVar(&m.ledger, "ledger", "", "FILE: put all results into one ledger; without --out nothing else is done")
	c.Flags().StringVar(&m.db, "db", "", "FILE: add the results of a comparison to a database of SQLite, as compare does; which machine made which units is in it")
	c.Flags().BoolVar(&m.json, "json", false, "print the result as JSON")
	c.Flags().BoolVar(&m.details, "details", false, "print all there is, as compare does")
	jobsFlag(c, &m.jobs)
	if err := c.MarkFlagDirname("out"); err != nil {
		panic(err)
	}
	return c
}

// merging are the flags of merge.
type merging struct {
	out, ledger   string
	db            string
	json, details bool
	jobs          int
}

func (m *merging) run(c *cobra.Command, paths []string) error {
	switch {
	case len(paths) == 0:
		return errors.New("wavetank merge needs ledgers, as in: wavetank merge a.ledger b.ledger --out results")
	case m.out == "" && m.ledger == "":
		return errors.New("wavetank merge needs --out DIR, a folder for charts and numbers, or --ledger FILE, one ledger for all")
	case m.db != "" && m.out == "":
		return errors.New("--db takes what the whole comes to: wavetank merge needs --out DIR as well")
	}
	ledgers, err := readLedgers(paths)
	if err != nil {
		return err
	}
	if verb := ledgers[0].Header.Args[0]; m.db != "" && verb != "compare" {
		return fmt.Errorf("--db takes what compare comes to, and these ledgers are of %s", verb)
	}
	for _, l := range ledgers {
		defer l.Close()
		if l.Torn > 0 {
			fmt.Fprintf(c.ErrOrStderr(), "note: %s ends within a result, which was not finished and is left out\n", l.Path)
		}
	}
	if m.ledger != "" {
		if err := m.unite(c, ledgers); err != nil || m.out == "" {
			return err
		}
	}
	again := command()
	again.SetArgs(slices.Concat(widest(ledgers).Header.Args, m.words()))
	again.SetOut(c.OutOrStdout())
	again.SetErr(c.ErrOrStderr())
	whole := "wavetank merge"
	for _, path := range paths {
		whole += " " + quote(path)
	}
	for _, flag := range m.words() {
		whole += " " + quote(flag)
	}
	return again.ExecuteContext(withEvaluation(c.Context(), &evaluation{known: ledgers, header: &ledgers[0].Header, whole: whole}))
}

// words returns the flags for the command that is carried out again.
func (m *merging) words() []string {
	words := []string{"--out=" + m.out}
	if m.ledger != "" {
		words = append(words, "--ledger="+m.ledger)
	}
	if m.db != "" {
		words = append(words, "--db="+m.db)
	}
	if m.json {
		words = append(words, "--json")
	}
	if m.details {
		words = append(words, "--details")
	}
	if m.jobs > 0 {
		words = append(words, fmt.Sprintf("--jobs=%d", m.jobs))
	}
	return words
}

// unite puts all results into one ledger.
func (m *merging) unite(c *cobra.Command, ledgers []*campaign.Ledger) error {
	var k keeper
	if err := k.open(c.ErrOrStderr(), m.ledger, widest(ledgers).Header, false); err != nil {
		return err
	}
	defer k.ledger.Close()
	for _, l := range ledgers {
		if err := k.ledger.Take(l); err != nil {
			return err
		}
	}
	fmt.Fprintf(c.ErrOrStderr(), "%s has the results of %s\n", m.ledger, reports.CountOf(k.ledger.Seeds(), "unit"))
	return nil
}

// readLedgers opens ledgers of one study.
func readLedgers(paths []string) ([]*campaign.Ledger, error) {
	build, err := identity()
	if err != nil {
		return nil, err
	}
	var all []*campaign.Ledger
	for _, path := range paths {
		err := regular(path)
		var l *campaign.Ledger
		if err == nil {
			l, err = campaign.Read(path)
		}
		var damage *campaign.Damage
		var alarm *campaign.Alarm
		switch {
		case errors.Is(err, os.ErrNotExist):
			return nil, fmt.Errorf("there is no ledger %s", path)
		case errors.As(err, &damage):
			return nil, fmt.Errorf("%w. On the machine that made it, the same command with --recompute makes those runs again", err)
		case errors.As(err, &alarm):
			return nil, &statusError{status: statusInternal, err: err}
		case err != nil:
			return nil, err
		case l.Header.Build != build:
			return nil, fmt.Errorf("the ledger %s was made by build %s, and this is %s: what one build makes of a scenario need not be what another does", path, l.Header.Build, build)
		}
		if len(all) > 0 {
			if why := l.Header.Differs(all[0].Header); why != "" {
				return nil, fmt.Errorf("the ledgers %s and %s do not belong together: of the first, %s", path, paths[0], why)
			}
		}
		all = append(all, l)
	}
	return all, nil
}

// widest returns the ledger whose command asks for the most seeds.
func widest(ledgers []*campaign.Ledger) *campaign.Ledger {
	return slices.MaxFunc(ledgers, func(a, b *campaign.Ledger) int { return cmp.Compare(a.Header.Seeds, b.Header.Seeds) })
}
