package scenarios

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// invariant returns what a Scenario that Load accepted breaks of its promises.
func invariant(s *Scenario) error {
	var broken []error
	must := func(ok bool, format string, args ...any) {
		if !ok {
			broken = append(broken, fmt.Errorf(format, args...))
		}
	}
	must(s.Title != "" && s.Duration > 0 && s.Duration <= longestRun, "head: %q %v", s.Title, s.Duration)
	must(s.Warmup >= 0 && s.Warmup < s.Duration, "warmup %v of %v", s.Warmup, s.Duration)
	must(s.Seeds >= 1 && s.Seeds <= 10000 && s.SLO.ErrorRate >= 0 && s.SLO.ErrorRate <= 1, "seeds %d, SLO %+v", s.Seeds, s.SLO)
	must(len(s.Hash) == 12 && len(s.Nodes) > 0 && len(s.Variants) > 0, "hash %q, %d nodes, %d variants", s.Hash, len(s.Nodes), len(s.Variants))

	routes := map[Target]bool{}
	ends := map[string]bool{"*": true}
	for _, n := range s.Nodes {
		must(isName(n.Name) && !ends[n.Name], "node %q", n.Name)
		must(n.Workers >= 0 && n.Queue >= Unbounded && n.Instances >= 1, "node %+v", n)
		must(n.Queue == Unbounded || n.Workers > 0, "node %q has a queue without workers", n.Name)
		must(contains([]string{"fifo", "lifo", "priority", "sharing"}, n.Discipline), "discipline %q", n.Discipline)
		ends[n.Name] = true
		for _, route := range n.Routes {
			routes[Target{n.Name, route.Name}] = true
		}
	}
	for _, n := range s.Nodes {
		for _, name := range n.InstanceNames() {
			must(name == n.Name || !ends[name], "instance %q", name)
			must(len(s.Nodes) > 100 || s.nodeOf(name) == n.Name, "%q belongs to %q", name, s.nodeOf(name))
			ends[name] = true
		}
		for _, route := range n.Routes {
			must(route.Errors >= 0 && route.Errors <= 1 && route.Timeout >= 0 && route.Size >= 0, "route %+v", route)
			for c := range route.singles() {
				must(routes[c.To], "%s.%s calls %v", n.Name, route.Name, c.To)
				must(c.Repeat >= 1 && c.Probability > 0 && c.Probability <= 1 && c.Timeout >= 0 && c.Pos.Line > 0, "call %+v", c)
			}
		}
	}
	patterns := map[string]bool{}
	for _, l := range s.Loads {
		sum := int64(0)
		for _, share := range l.To {
			must(routes[share.To] && share.Weight >= 0, "load %q goes to %+v", l.Name, share)
			sum += share.Weight
		}
		must(sum > 0 && !ends[l.Name] && l.From >= 0 && l.From < l.Until && l.Until <= s.Duration, "load %+v", l)
		ends[l.Name] = true
		must(l.expected() <= mostRequests, "load %q makes %g requests", l.Name, l.expected())
	}
	for _, p := range s.Patterns {
		must(len(p.On) > 0 && p.Config != nil && !patterns[p.Name], "pattern %+v", p)
		patterns[p.Name] = true
	}
	for _, l := range s.Links {
		must(ends[l.Edge.From] && ends[l.Edge.To] && l.Bandwidth >= 0 && l.RTO >= 0, "link %+v", l)
		if l.Edge.From != "*" && l.Edge.To != "*" {
			path := s.Path(l.Edge.From, l.Edge.To)
			must(path.Transport != "" && path.RTO > 0, "path %+v", path)
		}
	}
	used := map[string]bool{}
	for _, v := range s.Variants {
		for _, name := range v.Patterns {
			must(patterns[name], "variant %q uses %q", v.Name, name)
			used[name] = true
		}
	}
	must(len(used) == len(patterns), "patterns %v, of which used %v", patterns, used)
	for _, f := range s.Faults {
		given := 0
		for _, is := range []bool{f.Schedule.At != nil, f.Schedule.Between != nil, f.Schedule.When != nil} {
			if is {
				given++
			}
		}
		must(given == 1 && f.Effect != nil && f.Schedule.After >= 0 && f.Schedule.Every >= 0, "fault %+v", f)
		must(f.Schedule.At == nil || *f.Schedule.At < s.Duration, "fault %+v", f)
	}
	for _, e := range s.Expects {
		must(e.Engaged == (e.That == ""), "expectation %+v", e)
	}
	return errors.Join(broken...)
}

func FuzzLoad(f *testing.F) {
	for _, dir := range []string{"good", "bad"} {
		paths, _ := filepath.Glob(filepath.Join("testdata", dir, "*.toml"))
		for _, path := range paths {
			data, err := os.ReadFile(path)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		o := testOptions()
		o.Open = memory(map[string]string{"a.csv": "1ms\n2ms\n", "arrivals.csv": "time_ms\n1\n2\n"})
		began := time.Now()
		s, err := Load("fuzz.toml", data, o)
		if spent := time.Since(began); spent > 10*time.Second {
			t.Errorf("%d bytes take %v", len(data), spent)
		}
		if err == nil {
			if err := invariant(s); err != nil {
				t.Error(err)
			}
			return
		}
		var problems Problems
		if !errors.As(err, &problems) || len(problems) == 0 || len(problems) > mostComplaintsShown {
			t.Fatalf("%T: %v", err, err)
		}
		lines := strings.Split(strings.TrimPrefix(string(data), "\ufeff"), "\n")
		for _, p := range problems {
			if p.File != "fuzz.toml" || p.Message == "" || p.Line > len(lines) {
				t.Errorf("%+v", p)
			}
			if p.Line > 0 && (p.Column < 1 || p.Column > len(lines[p.Line-1])+1 || p.Source != strings.TrimSuffix(lines[p.Line-1], "\r")) {
				t.Errorf("%+v does not lie on its line %q", p, lines[p.Line-1])
			}
			if strings.Contains(p.Error(), "goroutine ") && !strings.Contains(string(data), "goroutine") {
				t.Errorf("a stack trace: %v", p)
			}
		}
	})
}

func TestAReaderThatFailsIsExplained(t *testing.T) {
	o := testOptions()
	o.Open = func(string) (io.ReadCloser, error) { return nil, errors.New("the disk is on fire") }
	_, err := Load("x.toml", []byte("title='x'\nduration='1s'\n[nodes.a.routes]\nr={work='csv w.csv'}\n"), o)
	if err == nil || !strings.Contains(err.Error(), "the disk is on fire") {
		t.Error(err)
	}
}
