package scenarios

import (
	"bytes"
	"flag"
	"fmt"
	"hash/crc32"
	"math/rand/v2"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"

	"wavetank/scenarios/world"
	"wavetank/sim"
)

// reruns is how many runs are made again.
var reruns = flag.Int("reruns", 150, "how many runs are made again in other processes, of which the long campaign has 100000")

// rerunRound is the variable that makes the test binary print what the runs of a round come
// to, in an order of its own.
const rerunRound = "WAVETANK_RERUN_ROUND"

// A rerun is a run that is made again and again.
type rerun struct {
	scenario *Scenario
	variant  string
	seed     uint64
}

// rerunEvents end a run: a hundred thousand of them are to be had.
const rerunEvents = 2_000

// line is what the beginning of a run comes to: its digest, and a sum over all that a
// report is made of.
func (r rerun) line() string {
	w, err := world.Build(r.scenario, r.variant, r.seed, sim.Limits{})
	if err != nil {
		return err.Error()
	}
	defer w.Close()
	c := Collect(w)
	for more := true; more && err == nil && w.Sim.Events() < rerunEvents; {
		_, more, err = w.Sim.Step(sim.Time(r.scenario.Duration))
	}
	sum := Summary(w, c)
	data, failed := sum.MarshalBinary()
	return fmt.Sprintf("%s %s %d: %s %08x %v %v", r.scenario.Name(), r.variant, r.seed, sum.Digest, crc32.ChecksumIEEE(data), err, failed)
}

// rerunsOf returns the runs of a round: of each variant of the library so many seeds.
func rerunsOf(t *testing.T, seeds uint64) (all []rerun) {
	for _, name := range Library() {
		s, err := Open(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range s.Variants {
			for seed := range seeds {
				all = append(all, rerun{s, v.Name, seed + 1})
			}
		}
	}
	return all
}

// linesOf carries out runs, so many at a time, in an order of the round's own.
func linesOf(all []rerun, round int) []string {
	lines, jobs := make([]string, len(all)), make(chan int, len(all))
	for _, i := range rand.New(rand.NewPCG(uint64(round), 0)).Perm(len(all)) {
		jobs <- i
	}
	close(jobs)
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for i := range jobs {
				lines[i] = all[i].line()
			}
		})
	}
	workers.Wait()
	return lines
}

// conditions are those under which the processes of the rounds run.
var conditions = [][]string{
	{"GOMAXPROCS=1", "GOGC=off", "GOMEMLIMIT=300MiB"}, {"GOMAXPROCS=2", "GOGC=20"}, {"GOMAXPROCS=3", "GODEBUG=cpu.all=off"},
	{"GOMAXPROCS=7", "GODEBUG=asyncpreemptoff=1", "TZ=Asia/Kathmandu", "LANG=tr_TR.UTF-8"}, {"GOMAXPROCS=16", "GOGC=400"},
}

// TestRerunsAreTheSame makes the beginnings of runs again in processes of their own, under
// other conditions and in another order, several at once, and compares digest and report.
// A hundred thousand are
//
//	go test ./scenarios -run RerunsAreTheSame -v -timeout 0 -reruns=100000
func TestRerunsAreTheSame(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Skip("there are no processes here: ", err)
	}
	seeds := min(4, uint64(1+*reruns/1000))
	all := rerunsOf(t, seeds)
	if round, err := strconv.Atoi(os.Getenv(rerunRound)); err == nil {
		if n, err := strconv.Atoi(os.Getenv(rerunRound + "_RUNS")); err == nil {
			fmt.Print("\n", strings.Join(linesOf(spread(all, n), round), "\n"), "\n")
		}
		return
	}
	want, again, wrong := make(map[string]string), 0, 0
	for round := 0; again < *reruns && wrong < 10; round++ {
		some := spread(all, *reruns-again)
		if round == 0 {
			for _, line := range linesOf(spread(all, *reruns), -1) {
				run, came, _ := strings.Cut(line, ": ")
				want[run] = came
			}
		}
		c := exec.CommandContext(t.Context(), self, "-test.run=^TestRerunsAreTheSame$", fmt.Sprint("-reruns=", *reruns))
		c.Env = append(os.Environ(), fmt.Sprint(rerunRound, "=", round), fmt.Sprint(rerunRound, "_RUNS=", len(some)))
		c.Env = append(c.Env, conditions[round%len(conditions)]...)
		out, err := c.Output()
		if err != nil {
			t.Skip("no process can be started here: ", err)
		}
		counted := 0
		for line := range bytes.Lines(out) {
			run, came, ok := strings.Cut(strings.TrimSpace(string(line)), ": ")
			if known, is := want[run]; ok && is {
				if counted++; known != came {
					wrong++
					t.Errorf("%s came to %s, and in round %d to %s", run, known, round, came)
				}
			}
		}
		if counted != len(some) {
			t.Fatalf("round %d: %d of %d runs were made again:\n%s", round, counted, len(some), out)
		}
		again += counted
	}
	t.Logf("%d reruns of %d runs, %d mismatches", again, len(want), wrong)
}

// spread returns at most so many of them, from all over the list.
func spread(all []rerun, most int) (some []rerun) {
	if most >= len(all) {
		return all
	}
	for i := range most {
		some = append(some, all[i*len(all)/most])
	}
	return some
}
