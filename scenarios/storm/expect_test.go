package storm

import (
	"context"
	"reflect"
	"testing"

	"wavetank/scenarios"
	"wavetank/sim"
)

// The run in which a storm is looked at is also the one that the expectations are held
// against, so that it must come to what scenarios.Run reports: here with a fault that is
// still on when it ends.
func TestALookedAtRunComesToWhatAnyRunComesTo(t *testing.T) {
	s, err := scenarios.Parse("mesh.toml", []byte(mesh+"\n[[faults]]\nat = \"1s\"\nkind = \"hang\"\nnode = \"cache\"\n"))
	if err != nil {
		t.Fatal(err)
	}
	want, err := scenarios.Run(context.Background(), s, "with", 1, sim.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	w, err := scenarios.Build(s, "with", 1, sim.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	collector := scenarios.Collect(w)
	if err := newChecker(w, s.Calm(), nil).drive(); err != nil {
		t.Fatal(err)
	}
	if got := scenarios.Summary(w, collector); !reflect.DeepEqual(got, want) {
		t.Errorf("looked at, it came to\n%+v\nand else to\n%+v", got, want)
	}
}
