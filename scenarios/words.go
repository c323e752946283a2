package scenarios

import (
	"fmt"
	"path"
	"strings"
)

// Name returns what people call the scenario: its file without directory and
// extension.
func (s *Scenario) Name() string {
	return strings.TrimSuffix(path.Base(strings.ReplaceAll(s.File, `\`, "/")), ".toml")
}

// Words says what the fault does, for facts, charts and people.
func (f *Fault) Words() string {
	switch e := f.Effect.(type) {
	case *Crash:
		if e.Silent {
			return victims(e.Nodes) + " loses power"
		}
		return struck(e.Nodes, e.Pattern) + " crashes"
	case *Pause:
		return struck(e.Nodes, e.Pattern) + " pauses"
	case *Hang:
		return struck(e.Nodes, e.Pattern) + " hangs"
	case *Slow:
		return fmt.Sprintf("%s takes %gx as long", struck(e.Nodes, e.Pattern), e.Factor)
	case *Gray:
		return fmt.Sprintf("%s takes %gx as long, and looks well", victims(e.Nodes), e.Factor)
	case *Errors:
		return fmt.Sprintf("%s fails %s of requests", victims(e.Nodes), percent(e.Rate))
	case *ClockStep:
		return fmt.Sprintf("clock of %s jumps by %v", victims(e.Nodes), e.By)
	case *ClockDrift:
		return fmt.Sprintf("clock of %s drifts by %g ppm", victims(e.Nodes), e.By)
	case *DiskSlow:
		return fmt.Sprintf("disk of %s takes %gx as long", victims(e.Nodes), e.Factor)
	case *DiskFull:
		return fmt.Sprintf("disk of %s is full", victims(e.Nodes))
	case *Partition:
		return e.words()
	}
	return f.weatherWords()
}

// struck names machines, or what a pattern runs on them.
func struck(nodes []Victim, pattern string) string {
	if pattern == "" {
		return victims(nodes)
	}
	return pattern + " of " + victims(nodes)
}

func (f *Fault) weatherWords() string {
	switch e := f.Effect.(type) {
	case *Loss:
		return fmt.Sprintf("%s lost on %v", percent(e.Rate), e.Link)
	case *BurstLoss:
		return fmt.Sprintf("bursts of loss on %v", e.Link)
	case *Delay:
		return fmt.Sprintf("delay on %v", e.Link)
	case *Duplicate:
		return fmt.Sprintf("%s duplicated on %v", percent(e.Rate), e.Link)
	case *Disorder:
		return fmt.Sprintf("%s out of order on %v", percent(e.Probability), e.Link)
	case *Throttle:
		return fmt.Sprintf("narrow line on %v", e.Link)
	}
	return f.Kind
}

func (p *Partition) words() string {
	if p.Isolate != "" {
		return p.Isolate + " is cut off"
	}
	var groups []string
	for _, g := range p.Groups {
		groups = append(groups, strings.Join(g, ", "))
	}
	switch p.Shape {
	case "one-way":
		return groups[0] + " cannot reach " + groups[1]
	case "bridge":
		return strings.Join(groups, " | ") + ", bridged by " + strings.Join(p.Bridge, ", ")
	}
	return strings.Join(groups, " | ") + " are apart"
}

func victims(list []Victim) string {
	var names []string
	for _, v := range list {
		switch {
		case v.Leader:
			names = append(names, "the leader of "+v.Name)
		case v.Any:
			names = append(names, "one of "+v.Name)
		default:
			names = append(names, v.Name)
		}
	}
	return strings.Join(names, ", ")
}

func percent(share float64) string { return fmt.Sprintf("%.4g%%", float64(share*100)) }
