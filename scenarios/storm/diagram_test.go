package storm

import (
	"strings"
	"testing"
	"time"

	"wavetank/net"
	"wavetank/sim"
)

// TestADiagramShowsTheFaultHoweverLongBefore, leaves out what lies between, and goes down
// with time all the same.
func TestADiagramShowsTheFaultHoweverLongBefore(t *testing.T) {
	at := func(d time.Duration) sim.Time { return sim.Time(d) }
	s := stretchesOf(at(10*time.Second), []span{{from: at(2 * time.Second), to: at(3 * time.Second)}, {from: at(9800 * time.Millisecond), to: at(20 * time.Second)}})
	for d, want := range map[time.Duration]bool{
		1900 * time.Millisecond: false, 2 * time.Second: true, 2500 * time.Millisecond: false, 3 * time.Second: true,
		9 * time.Second: false, 9700 * time.Millisecond: true, 10 * time.Second: true, 11 * time.Second: false,
	} {
		if s.sees(at(d)) != want {
			t.Errorf("%v is shown: %v", d, !want)
		}
	}
	last := -1.0
	for d := time.Duration(0); d < 12*time.Second; d += 10 * time.Millisecond {
		y := s.depth(at(d))
		if y < last || y > s.height() {
			t.Fatalf("%v lies at %v, what was before at %v", d, y, last)
		}
		last = y
	}
	if len(s) != 3 {
		t.Errorf("%d stretches, want one for each end of the first fault, and the last", len(s))
	}
}

func TestADiagramMarksTheItemAndPointsItsArrows(t *testing.T) {
	w := sim.New(sim.Config{})
	defer w.Close()
	a, b, group := w.Owner("a"), w.Owner("b"), w.Owner("group")
	const ms = sim.Time(time.Millisecond)
	facts := []sim.Fact{
		{Kind: sim.FaultBegan, Owner: w.Owner("fault cut"), At: 10 * ms, Note: "a | b are apart"},
		{Kind: sim.ItemRead, Owner: a, Key: 7, Value: 38, At: 890 * ms},
		{Kind: sim.AttemptSent, Owner: a, Peer: group, Key: 7, At: 900 * ms},
		{Kind: net.MessageSent, Owner: a, Peer: b, Key: 7, At: 900 * ms},
		{Kind: net.MessageDelivered, Owner: a, Peer: b, Key: 7, At: 910 * ms, Note: "\u202eok"},
		{Kind: net.MessageSent, Owner: a, Peer: b, Key: 9, At: 920 * ms},
		{Kind: net.MessageDelivered, Owner: a, Peer: b, Key: 9, At: 930 * ms},
	}
	drawn := diagram(facts, &Failure{Violation: &Violation{Property: "order", Words: "no order of the reads of item 38 explains them", At: 950 * ms}})
	got := string(drawn.SVG)
	for _, want := range []string{
		`class="item" marker-end="url(#story-item)"`, `class="sent" marker-end="url(#story-sent)"`, `class="itemly"`,
		"Marked: item 38.", "a | b are apart", `viewBox="0 0 `, `width="100%"`, "prefers-color-scheme:dark", "<title>order is violated",
		"<title>910ms a → b: a message arrived, 10ms after it left; it is about what is marked (\\u202eok)</title>", "<title>890ms",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the diagram has no %s", want)
		}
	}
	if strings.Contains(got, "group") {
		t.Error("the name of a group has a lane of its own, on which nothing happens")
	}
	if n := strings.Count(got, `marker-end="url(#story-item)"`); n != 1 {
		t.Errorf("%d arrows are about the item", n)
	}
	var rows []string
	for _, row := range drawn.Table {
		rows = append(rows, strings.Join(row, " | "))
	}
	if len(rows) != 4 || !strings.HasPrefix(rows[1], "890ms | a | item.read, value 38") || !strings.HasPrefix(rows[3], "930ms | a → b | a message arrived") {
		t.Errorf("the table is %q", rows)
	}
}

// TestWordsOfTheLastLaneStayWithinTheDiagram: on its right there is room for short ones.
func TestWordsOfTheLastLaneStayWithinTheDiagram(t *testing.T) {
	w := sim.New(sim.Config{})
	defer w.Close()
	const ms = sim.Time(time.Millisecond)
	var facts []sim.Fact
	for i, name := range []string{"a", "b", "c", "d"} {
		facts = append(facts, sim.Fact{Kind: sim.RequestTimedOut, Owner: w.Owner(name), Value: 123456, At: sim.Time(10+i*40) * ms})
	}
	facts = append(facts, sim.Fact{Kind: sim.WorkWasted, Owner: w.Owner("d"), At: 300 * ms})
	got := string(diagram(facts, &Failure{Violation: &Violation{Property: "order", At: 400 * ms}}).SVG)
	if n := strings.Count(got, ` before" x="`); n != 1 || !strings.Contains(got, `class="soft before" x="609"`) {
		t.Errorf("%d words lie on the left of their lane, want those of d alone:\n%s", n, got)
	}
}
