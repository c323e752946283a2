package reports

import (
	"slices"
	"testing"
)

// TestWhatExpectationsAreAbout: each metric once, in the order of the text, those of facts
// included, with values and paired differences of its own.
func TestWhatExpectationsAreAbout(t *testing.T) {
	c := elected(t)
	c.Expectations = []Expectation{
		{That: "with.facts.raft.led > 1"}, {That: "engaged"},
		{That: "with.users.stale_reads + with.facts.raft.led > with.levels.queue.deep.max"},
	}
	want := []Subject{{"", "facts.raft.led"}, {"users", "stale_reads"}, {"", "levels.queue.deep.max"}}
	if got := c.Subjects(); !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	led, ok := c.Over("with", want[0])
	if !ok || led.Runs != len(c.Seeds) || led.Median < 1 {
		t.Errorf("a kind of fact over the seeds: %+v, %v", led, ok)
	}
	if _, ok := c.Over("nobody", want[0]); ok {
		t.Error("a variant that is not there has values")
	}
	if _, ok := c.Over("with", Subject{"nobody", "stale_reads"}); ok {
		t.Error("a load that is not there has values")
	}
	if d, ok := c.Against("with", want[0]); !ok || d.Metric != "facts.raft.led" {
		t.Errorf("the difference in a kind of fact: %+v, %v", d, ok)
	}
}
