package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os"
	"runtime/debug"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"wavetank/reports"
	"wavetank/scenarios"
	"wavetank/scenarios/storm"
	"wavetank/sim"
)

// A world lives on little and throws much away, so that the usual target of the
// collector, twice what lives, has it run all the time. Five times costs some tens of
// megabytes and saves a quarter of the time of a comparison, a third of a hunt's. To hand the
// queue, the coroutines and the spare calls of a world that has ended to the next one saves
// nothing beside that: what lives longer lets the heap grow larger, and the first touch of its
// pages costs more than the collector did (1.02 to 1.14 of the time of a comparison, 1.05 to
// 1.3 of a hunt's).
const collectorTarget = 400

// A restraint is what the collector is told: its target in percent of what lives, and how
// many bytes the program may take before it collects more often than that. Zero leaves
// either as it is.
type restraint struct {
	percent int
	most    int64
}

// restrain chooses for a program that may take so many bytes. Who has set GOGC or GOMEMLIMIT
// knows better.
func restrain(getenv func(string) string, most int64) restraint {
	r := restraint{collectorTarget, most}
	if getenv("GOGC") != "" {
		r.percent = 0
	}
	if getenv("GOMEMLIMIT") != "" {
		r.most = 0
	}
	return r
}

// granted returns how many bytes the program takes of a machine that has so many, zero if
// that is not known.
func granted(machine int64) int64 {
	if machine <= 0 {
		return 4 << 30
	}
	return machine / 4 * 3
}

func (r restraint) apply() {
	if r.percent > 0 {
		debug.SetGCPercent(r.percent)
	}
	if r.most > 0 {
		debug.SetMemoryLimit(r.most)
	}
}

// reserved is about what Go and, where it is linked, C map without using it: 1,320 MiB with
// six threads, and 1,755 with the arenas of C's.
const reserved = 1900 << 20

// machineMemory returns how many bytes the program may take at most: those of the
// machine, or fewer if its control group or its own limits say so. It is zero where nobody
// says.
func machineMemory(read func(file string) ([]byte, error)) int64 {
	const groups = "/sys/fs/cgroup"
	files := []string{"/proc/meminfo", "/proc/self/limits", groups + "/memory.max", groups + "/memory/memory.limit_in_bytes"}
	if text, err := read("/proc/self/cgroup"); err == nil {
		if _, group, ok := strings.Cut(strings.TrimSpace(string(text)), "0::/"); ok && group != "" {
			files = append(files, groups+"/"+group+"/memory.max")
		}
	}
	var least int64
	for _, file := range files {
		text, err := read(file)
		if err != nil {
			continue
		}
		if n := bytesIn(text); n > 0 && (least == 0 || n < least) {
			least = n
		}
	}
	return least
}

// bytesIn reads "MemTotal: 16 kB" or "Max address space 16 16 bytes", in any line, or a bare
// number of bytes; zero is none of them.
func bytesIn(text []byte) int64 {
	for lines := bufio.NewScanner(bytes.NewReader(text)); lines.Scan(); {
		words := strings.Fields(lines.Text())
		switch {
		case len(words) == 3 && words[0] == "MemTotal:" && words[2] == "kB":
			n, _ := strconv.ParseInt(words[1], 10, 53)
			return n << 10
		case len(words) == 6 && strings.HasPrefix(lines.Text(), "Max address space "):
			n, _ := strconv.ParseInt(words[3], 10, 64) // or the word unlimited
			return max(n-reserved, min(n, leastMemory))
		case len(words) == 1:
			n, _ := strconv.ParseInt(words[0], 10, 64)
			return n
		}
	}
	return 0
}

// restrainCollector is called once, before anything is run.
func restrainCollector() { restrain(os.Getenv, granted(machineMemory(os.ReadFile))).apply() }

// leastMemory is what a program can begin with.
const leastMemory = 64 << 20

// memoryFlag has --memory decide what the program may take.
func memoryFlag(root *cobra.Command) {
	root.PersistentFlags().String("memory", "", "SIZE, such as 2GB: what the program may take before a run ends for want of memory (default: three quarters of the machine)")
	root.PersistentPreRunE = func(c *cobra.Command, _ []string) error {
		n, err := asked(c)
		if err == nil {
			err = given(c)
		}
		if err != nil || n == 0 {
			return err
		}
		restrain(os.Getenv, n).apply()
		return nil
	}
}

// given complains about a flag that is there and says nothing, as when a shell's variable
// is empty: nobody meant what would come without it.
func given(c *cobra.Command) (err error) {
	c.Flags().Visit(func(f *pflag.Flag) {
		list, many := f.Value.(pflag.SliceValue)
		if strings.TrimSpace(f.Value.String()) == "" || many && strings.TrimSpace(strings.Join(list.GetSlice(), "")) == "" {
			err = fmt.Errorf("--%s is empty: say what it is, or leave it out", f.Name)
		}
	})
	return err
}

// asked returns what --memory says, 0 if nothing.
func asked(c *cobra.Command) (int64, error) {
	size, err := c.Flags().GetString("memory")
	if err != nil || size == "" {
		return 0, err
	}
	n, err := sim.ParseSize(size)
	switch {
	case err != nil:
		return 0, fmt.Errorf("--memory: %w", err)
	case n < leastMemory:
		return 0, fmt.Errorf("--memory %s is not 64MiB or more", size)
	}
	return n, nil
}

// limits are those of each run of a command: with so much alive, collecting is all that the
// program still does.
func limits(c *cobra.Command) sim.Limits {
	most, err := asked(c)
	if err != nil || most == 0 {
		most = granted(machineMemory(os.ReadFile))
	}
	return sim.Limits{Memory: scenarios.Within(most / 20 * 17)}
}

// bounded runs as storm.RunDeclared does, in the memory of this machine.
func bounded(c *cobra.Command) scenarios.Runner {
	here := limits(c).Memory
	return func(ctx context.Context, s *scenarios.Scenario, variant string, seed uint64, limits sim.Limits) (*reports.Summary, error) {
		limits.Memory = here
		return storm.RunDeclared(ctx, s, variant, seed, limits)
	}
}
