package nodes_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"wavetank/nodes"
	"wavetank/sim"
)

// TestSemaphore has processes hold a semaphore for 10 ms each, some of which are
// killed, and compares who entered when.
func TestSemaphore(t *testing.T) {
	for _, c := range []struct {
		name  string
		limit int
		come  []int       // when each comes, in ms
		kill  map[int]int // who is killed, and when
		after map[int]int // whom one kills as soon as it has left
		want  string      // who entered, and when
	}{
		{"lets so many in at a time, in the order of their coming", 2, []int{0, 1, 2, 3}, nil, nil, "0@0 1@1 2@10 3@11"},
		{"has no bound of its own", 0, []int{0, 0, 0}, nil, nil, "0@0 1@0 2@0"},
		{"forgets who is killed while it waits", 1, []int{0, 1, 2}, map[int]int{1: 5}, nil, "0@0 2@10"},
		{"takes back the place of one that is killed inside", 1, []int{0, 1, 2}, map[int]int{0: 5}, nil, "0@0 1@5 2@15"},
		{"passes on the place of one that was admitted and killed before it ran", 1, []int{0, 1, 2}, nil, map[int]int{0: 1}, "0@0 2@10"},
		{"is free again after the last", 1, []int{0, 20}, nil, nil, "0@0 1@20"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := sim.New(sim.Config{Seed: 1})
			defer w.Close()
			o := w.Owner("machine")
			s := nodes.Semaphore{Limit: c.limit}
			var got []string
			procs := make([]*sim.Proc, len(c.come))
			for i, at := range c.come {
				procs[i] = w.Go(o, func(p *sim.Proc) {
					p.Sleep(time.Duration(at) * ms)
					s.Do(p, func() {
						got = append(got, fmt.Sprintf("%d@%d", i, time.Duration(p.Now())/ms))
						p.Sleep(10 * ms)
					})
					if victim, ok := c.after[i]; ok {
						procs[victim].Kill()
					}
				})
				if at, dies := c.kill[i]; dies {
					w.After(time.Duration(at)*ms, o, sim.Func(procs[i].Kill))
				}
			}
			if err := w.Run(sim.Time(time.Second)); err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(got, " "); got != c.want {
				t.Errorf("entered %s, want %s", got, c.want)
			}
		})
	}
}
