package main

import (
	"slices"
	"strings"
	"testing"

	"wavetank/scenarios"
)

// without is the configuration of a pattern that needs what is not there.
type without struct{}

func (without) Lacks() string { return "a thing" }

func TestVariantsThatNeedWhatIsNotThereAreLeftOut(t *testing.T) {
	s, err := scenarios.Open("leader-crash")
	if err != nil {
		t.Fatal(err)
	}
	if rest, lack, err := runnable(s); rest != s || lack != "" || err != nil {
		t.Errorf("of a program that carries all is left out: %q, %v", lack, err)
	}
	etcd := slices.IndexFunc(s.Patterns, func(p scenarios.Pattern) bool { return p.Name == "etcd" })
	s.Patterns[etcd].Config = without{}
	rest, lack, err := runnable(s)
	if err != nil {
		t.Fatal(err)
	}
	x := simulator{scenario: rest, lack: lack}
	if only := x.only(); only != "static,bully,raft" || lack != "a thing" || rest.LeftOut != 2 {
		t.Errorf("of %q, which lacks %q, %d are left out", only, lack, rest.LeftOut)
	}
	for _, k := range knobsOf(rest, "") {
		if k.Pattern == "etcd" {
			t.Error("there are knobs of what nobody runs")
		}
	}
	s.Variants = s.Variants[3:]
	if _, _, err := runnable(s); err == nil || !strings.Contains(err.Error(), "needs a thing") {
		t.Errorf("of a scenario that lacks it everywhere is told %v", err)
	}
}
