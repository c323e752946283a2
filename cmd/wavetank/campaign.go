package main

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"wavetank/reports"
	"wavetank/scenarios"
	"wavetank/scenarios/campaign"
)

// keeping are the flags that say where the results of finished runs are kept, and which
// of the runs are this machine's.
type keeping struct {
	ledger    string
	recompute bool
	shard     string
}

func (k *keeping) flags(c *cobra.Command) {
	c.Flags().StringVar(&k.ledger, "ledger", "", "FILE: keep the result of each run there as it ends, and go on from those that are there (default: a file in the folder of --out, removed at the end)")
	c.Flags().BoolVar(&k.recompute, "recompute", false, "run again what the ledger has of another scenario or build, or what is damaged in it")
	c.Flags().StringVar(&k.shard, "shard", "", "i/n: make only the i-th of n parts of the runs, and leave them in the ledger for wavetank merge; auto takes both from Slurm, Kubernetes or AWS Batch")
}

// local are the flags that no ledger remembers: what they say is for one machine only.
const local = "live db ledger recompute shard out html json details jobs time junit markdown annotations debug memory"

// claim claims the folder of what is to be left, unless it is one part of a whole, whose
// others may lie there too, and finds out whether a page can be written. None of that may
// be what the scenario is read from, nor may what else is written.
func (k *keeping) claim(s *scenarios.Scenario, out, html string, more ...string) (release func(), err error) {
	release = func() {}
	if err := spare(readBy(s), append(more, append(kept(out).paths(out), html)...)...); err != nil {
		return nil, err
	}
	if k.shard == "" {
		into, err := claim(out)
		if err != nil {
			return nil, err
		}
		release = into.release
	}
	if err := named(html); err != nil {
		release()
		return nil, err
	}
	return release, nil
}

// arguments returns the words of a command line that another machine can be given.
func arguments(c *cobra.Command, name string, seeds int, first uint64) []string {
	args := []string{c.Name(), name}
	c.Flags().Visit(func(f *pflag.Flag) {
		switch list, many := f.Value.(pflag.SliceValue); {
		case f.Name == "seeds" || f.Name == "seed" || contains(local, f.Name):
		case many && f.Value.Type() == "stringArray":
			for _, value := range list.GetSlice() {
				args = append(args, "--"+f.Name+"="+value)
			}
		case many:
			args = append(args, "--"+f.Name+"="+strings.Join(list.GetSlice(), ","))
		default:
			args = append(args, "--"+f.Name+"="+f.Value.String())
		}
	})
	return append(args, fmt.Sprintf("--seeds=%d", seeds), fmt.Sprintf("--seed=%d", first))
}

// onlyHere returns the flags that the command line that goes on has to have as well.
func onlyHere(c *cobra.Command) (words string) {
	for _, name := range []string{"ledger", "shard", "out"} {
		if f := c.Flags().Lookup(name); f.Changed {
			words += " --" + name + " " + quote(f.Value.String())
		}
	}
	return words
}

func contains(words, word string) bool { return strings.Contains(" "+words+" ", " "+word+" ") }

// An evaluation is how somebody other than this process makes the runs of a command, or
// where they are known from already. It comes with the context.
type evaluation struct {
	known  []*campaign.Ledger
	carry  campaign.Carrier // nil: what is not known is missing, but for what is late, which is made here
	jobs   int              // units under way at a time
	header *campaign.Header // whose scenario it is; nil: that of the file

	again  string                       // begins the command line that goes on; "": wavetank
	whole  string                       // is all of it; "": it is the command's
	attach func(*campaign.Ledger) error // is given the ledger before anything is carried out
	more   func() string                // for whoever watches the progress
}

type evaluationKey struct{}

func withEvaluation(ctx context.Context, e *evaluation) context.Context {
	return context.WithValue(ctx, evaluationKey{}, e)
}

func evaluationOf(c *cobra.Command) *evaluation {
	e, _ := c.Context().Value(evaluationKey{}).(*evaluation)
	return e
}

// identity names the program that makes runs: the revision it was built from or, where
// that is not all, the program itself.
var identity = sync.OnceValues(func() (string, error) {
	r := built()
	if r.hash != "" && !r.dirty {
		return r.String(), nil
	}
	self, err := os.Executable()
	if err != nil {
		return "", err
	}
	f, err := os.Open(self)
	if err != nil {
		return "", err
	}
	defer f.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return "", err
	}
	return fmt.Sprintf("%s, program %s", r, hex.EncodeToString(sum.Sum(nil)[:6])), nil
})

// A keeper is the campaign of a command, with its ledger.
type keeper struct {
	campaign.Campaign
	ledger  *campaign.Ledger // nil: nothing is kept
	asked   bool             // the user has named it
	vain    bool             // the command is wrong, as its runs have shown: nobody goes on from there
	command string           // the command line of the whole
	again   string           // the one that goes on here
	rest    string           // of the work, once all shards are done, and who makes it; "": there is none
	block   int
	jobs    int
}

// A request is what a campaign is for.
type request struct {
	command string // the command line of the whole
	study   string // what is asked, however many seeds it is of
	out     string // folder
	seeds   int
	first   uint64
	jobs    int
	runs    int  // of each seed
	many    bool // seeds, that come to little each, so that even here they are kept by the block
}

// keep begins the campaign of a study.
func (o *compareOptions) keep(c *cobra.Command, name string, s *scenarios.Scenario) (*keeper, error) {
	shard, err := o.part()
	if err != nil {
		return nil, err
	}
	one := *o
	one.seeds, one.first = 1, 1
	k, err := o.keeping.begin(c, name, s, request{o.command(name), one.command(s.Name()), o.out, o.seeds, o.first, o.jobs, len(s.Variants), false}, shard)
	if err == nil && o.tune != nil {
		k.rest = furtherRounds
	}
	if err == nil && o.db != "" {
		o.roll = new(roll)
		k.Note = o.roll.note
	}
	return k, err
}

// furtherRounds says who makes what a race asks for once the shards are done.
const furtherRounds = "What the race asks for after its first round depends on all shards, and was guessed here: merge makes what\nis missing, or each shard its part of that if its --ledger is of all: wavetank merge LEDGER… --ledger FILE\n"

// begin begins a campaign, and its ledger.
func (x *keeping) begin(c *cobra.Command, name string, s *scenarios.Scenario, r request, shard campaign.Shard) (*keeper, error) {
	build, err := identity()
	if err != nil {
		return nil, err
	}
	k := &keeper{command: r.command, again: r.command + onlyHere(c), block: 1, jobs: r.jobs, asked: x.ledger != ""}
	k.Build, k.Carry, k.Shard = build, campaign.Here(bounded(c), trying(c), campaign.Machine()), shard
	e := evaluationOf(c)
	if k.asked || k.Shard.Count > 0 || e != nil || r.many {
		k.block = campaign.Block(s, r.runs, r.seeds)
	}
	if e != nil {
		k.Known, k.Carry, k.jobs = e.known, e.carry, e.jobs
		if e.carry == nil {
			k.Late, k.jobs = campaign.Here(bounded(c), trying(c), campaign.Machine()), r.jobs
		}
		k.again = cmp.Or(e.whole, cmp.Or(e.again, "wavetank")+strings.TrimPrefix(k.again, "wavetank"))
	}
	h := campaign.HeaderOf(build, name, s, []string{r.study}, arguments(c, name, r.seeds, r.first), r.seeds)
	path := x.ledger
	switch {
	case k.asked:
	case k.Shard.Count > 0:
		path = filepath.Join(r.out, fmt.Sprintf("shard-%d-of-%d.ledger", k.Shard.Index+1, k.Shard.Count))
		k.asked = true
	default:
		path = filepath.Join(r.out, ".ledger-"+fingerprint(h))
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, fmt.Errorf("%w: %w", errWriting, err)
	}
	if err := k.open(c.ErrOrStderr(), path, h, x.recompute); err != nil {
		return nil, err
	}
	k.ledger.Lazy = !k.asked && e == nil
	if e != nil && e.attach != nil {
		return k, e.attach(k.ledger)
	}
	return k, nil
}

// fingerprint tells studies apart.
func fingerprint(h campaign.Header) string {
	sum := sha256.Sum256([]byte(h.Build + "\n" + h.Hash + "\n" + strings.Join(h.Study, "\n")))
	return hex.EncodeToString(sum[:4])
}

// open opens the ledger and tells what is in it.
func (k *keeper) open(told io.Writer, path string, h campaign.Header, recompute bool) error {
	if err := regular(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	l, err := campaign.Open(path, h, recompute, locked)
	var (
		foreign *campaign.Foreign
		damage  *campaign.Damage
		alarm   *campaign.Alarm
	)
	switch {
	case errors.As(err, &foreign):
		return fmt.Errorf("%w. Choose another file, or have it set aside and all runs made again with --recompute", err)
	case errors.As(err, &damage) && damage.At > 0:
		return fmt.Errorf("%w. With --recompute the runs that stood there are made again, and all others are kept", err)
	case errors.As(err, &damage):
		return fmt.Errorf("%w: it is no ledger, or its beginning is lost, and with it what the results are of. Choose another file", err)
	case errors.As(err, &alarm):
		return &statusError{status: statusInternal, err: err}
	case err != nil:
		return fmt.Errorf("%w: %w", errWriting, err)
	}
	k.ledger, k.Keep, k.Known = l, l, append(k.Known, l)
	if l.Torn > 0 {
		fmt.Fprintf(told, "note: %s ended within a result, which was not finished and is made again\n", path)
	}
	if l.Lost > 0 {
		fmt.Fprintf(told, "note: %s in %s, whose results are made again; all of it is in %s.old\n", reports.CountOf(l.Lost, "damaged place"), path, path)
	}
	if n := l.Seeds(); n > 0 {
		fmt.Fprintf(told, "going on: %s has the results of %s\n", path, reports.CountOf(n, "unit"))
	}
	return nil
}

// end leaves the ledger: one that nobody asked for is removed once it has served.
func (k *keeper) end(served bool) {
	if k.ledger == nil {
		return
	}
	n := k.ledger.Seeds()
	k.ledger.Close()
	if !k.asked && (served || k.vain || n == 0) {
		os.Remove(k.ledger.Path)
	}
}

// holds reports whether there is something to go on from.
func (k *keeper) holds() bool { return k.ledger != nil && k.ledger.Seeds() > 0 }

// onward says what is done and how to go on, after an end that was not meant.
func (k *keeper) onward(done string) string {
	if !k.holds() {
		return done
	}
	return fmt.Sprintf("%s\nFinished runs are kept in %s. Go on from there: %s", done, k.ledger.Path, k.again)
}

// elsewhere tells that this machine has done its part, or what nobody has done.
func (k *keeper) elsewhere(told io.Writer) error {
	if k.Carry == nil {
		_, _, left := k.Count()
		missing := k.Missing()
		more := ""
		if len(missing) == 20 {
			more = ", …"
		}
		return &statusError{status: statusUsage, err: fmt.Errorf("%s missing, so there is nothing to merge yet: %s%s\nMake them with --shard, or with --ledger on one of the ledgers: %s",
			reports.CountOf(left, "seed")+cmp.Or(map[bool]string{true: " is"}[left == 1], " are"), strings.Join(missing, "; "), more, k.command)}
	}
	fmt.Fprintf(told, "shard %v is done: %s in %s. When all shards are: wavetank merge LEDGER… --out DIR\n%s", k.Shard, reports.CountOf(k.ledger.Seeds(), "unit"), k.ledger.Path, k.rest)
	return nil
}

// part returns the shard that is asked for.
func (x *keeping) part() (campaign.Shard, error) {
	switch x.shard {
	case "":
		return campaign.Shard{}, nil
	case "auto":
		return campaign.ShardOf(os.Getenv)
	}
	s, err := campaign.ParseShard(x.shard)
	if err != nil {
		return s, fmt.Errorf("--shard %w", err)
	}
	return s, nil
}
