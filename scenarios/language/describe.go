package language

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// Describe prints what the scenario is about: who calls whom, what goes wrong,
// what is compared and what is expected.
func (s *Scenario) Describe(w io.Writer) {
	fmt.Fprintf(w, "Scenario %s: %s\n", s.Name(), s.Title)
	if s.Question != "" {
		fmt.Fprintf(w, "%s\n", s.Question)
	}
	fmt.Fprintf(w, "\n%v of virtual time, of which %v are warm-up; compared over %d seeds.\n\n", s.Duration, s.Warmup, s.Seeds)
	for _, l := range s.Loads {
		fmt.Fprintf(w, "load %s: %s\n", l.Name, l.words())
	}
	for _, n := range s.Nodes {
		fmt.Fprintf(w, "node %s: %s\n", n.Name, n.words())
		for _, r := range n.Routes {
			fmt.Fprintf(w, "  %s.%s: %s\n", n.Name, r.Name, r.words())
		}
	}
	fmt.Fprintln(w)
	for _, v := range s.Variants {
		fmt.Fprintf(w, "variant %s: %s\n", v.Name, s.variantWords(v))
	}
	for i := range s.Faults {
		f := &s.Faults[i]
		fmt.Fprintf(w, "fault %s: %s, %s\n", f.Label(), f.Words(), f.Schedule.Words())
	}
	for _, e := range s.Expects {
		claim := e.That
		if e.Engaged {
			claim = "every fault touches something and every pattern acts"
		}
		fmt.Fprintf(w, "expect %s\n", claim)
	}
}

func (l Workload) words() string {
	var to []string
	for _, t := range l.To {
		to = append(to, t.String())
	}
	how := fmt.Sprintf("%g/s %s", l.Rate, l.Arrivals)
	switch {
	case l.Users > 0:
		how = fmt.Sprintf("%d users who wait for their answers", l.Users)
	case l.Replay != "":
		how = "arrival times of " + l.Replay
	case len(l.Steps) > 0:
		how = fmt.Sprintf("a rate in %d steps", len(l.Steps))
	}
	return fmt.Sprintf("%s to %s, %s", how, strings.Join(to, ", "), patience(l.Timeout))
}

func patience(timeout time.Duration) string {
	if timeout == 0 {
		return "waiting for ever"
	}
	return fmt.Sprintf("giving up after %v", timeout)
}

func (n Node) words() string {
	words := []string{"any number of workers"}
	if n.Workers > 0 {
		words = []string{fmt.Sprintf("%d workers", n.Workers)}
	}
	switch {
	case n.Discipline == "sharing":
		words = append(words, "shared by all requests")
	case n.Queue != nil:
		words = append(words, fmt.Sprintf("a %s queue of %d", n.Discipline, *n.Queue))
	case n.Workers > 0:
		words = append(words, fmt.Sprintf("a %s queue without bound", n.Discipline))
	}
	if n.Contention > 0 || n.Coherence > 0 {
		words = append(words, "which get in each other's way")
	}
	if n.Heap > 0 {
		words = append(words, fmt.Sprintf("a heap of %d requests", n.Heap))
	}
	if n.Instances > 1 {
		words = append([]string{fmt.Sprintf("%d instances (%s), each with", n.Instances, n.Pick)}, words...)
	}
	return strings.Join(words, ", ")
}

func (r Route) words() string {
	var words []string
	if r.Work != nil {
		words = append(words, "works "+r.Work.String())
	}
	for _, c := range r.Calls {
		words = append(words, "calls "+c.words())
	}
	if r.Errors > 0 {
		words = append(words, "fails "+percent(r.Errors))
	}
	if r.Permanent > 0 {
		words = append(words, fmt.Sprintf("fails at every attempt of %s of the %ss", percent(r.Permanent), r.PermanentBy))
	}
	if words == nil {
		return "answers at once"
	}
	return strings.Join(words, ", then ")
}

func (c Call) words() string {
	if c.IsGroup() {
		var members []string
		for _, m := range c.Parallel {
			members = append(members, m.words())
		}
		text := "in parallel (" + strings.Join(members, ", ") + ")"
		if c.Need > 0 {
			text += fmt.Sprintf(", of which %d suffice", c.Need)
		}
		return text
	}
	text := c.To.String()
	if c.Repeat > 1 {
		text += fmt.Sprintf(" %d times", c.Repeat)
	}
	if c.Probability < 1 {
		text += " in " + percent(c.Probability)
	}
	if c.Timeout > 0 {
		text += fmt.Sprintf(" (timeout %v)", c.Timeout)
	}
	if c.Optional {
		text += " (optional)"
	}
	return text
}
