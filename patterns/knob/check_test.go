package knob

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"wavetank/sim"
)

// config has a knob of every kind.
type config struct {
	Rule   string        `toml:"rule" default:"count" enum:"count,time,runs"`
	Window int           `toml:"window" default:"100" range:"1..1000" only:"rule=count"`
	Slow   time.Duration `toml:"slow" default:"0s" range:"0s..24h"`
	Rate   float64       `toml:"rate" kind:"ratio" default:"50%" range:">0%.." only:"rule=count,time | trial"`
	Share  float64       `toml:"share" kind:"ratio" default:"100%" only:"slow & rule!=runs"`
	Growth float64       `toml:"growth" kind:"factor" default:"1" range:"1..100"`
	Most   time.Duration `toml:"most" default:"10m" only:"growth>1"`
	Trial  bool          `toml:"trial" default:"false"`
	Late   int           `toml:"late" only:"slow & growth>1" idle:"nobody is slow; nothing grows"`
	Work   sim.Dist      `toml:"work" default:"2ms"`
	On     []string      `toml:"on" default:"failed,late" enum:"failed,late,refused"`
	Carry  []string      `toml:"carry" kind:"pattern"`
	Steps  []step        `toml:"steps"`
	Nested *nested       `toml:"nested"`
	Inner  struct {
		Size int64 `toml:"size" kind:"size" default:"4KB"`
	} `toml:"inner"`
}

type step struct {
	Name  string `toml:"name" required:"true"`
	Times int    `toml:"times" default:"1" range:"1..3"`
}

type nested struct {
	At    time.Duration `toml:"at" oneof:"when"`
	Every time.Duration `toml:"every" oneof:"when"`
}

func (c config) Validate() error {
	return First(If(c.Slow > c.Most, "slow", "%v is more than most", c.Slow))
}

func TestDefaultIsWhatTheTagsSay(t *testing.T) {
	c := Default[config]()
	want := config{
		Rule: "count", Window: 100, Rate: 0.5, Share: 1, Growth: 1, Most: 10 * time.Minute,
		Work: sim.Constant(2 * time.Millisecond), On: []string{"failed", "late"},
	}
	want.Inner.Size = 4000
	if !reflect.DeepEqual(c, want) {
		t.Errorf("got  %+v\nwant %+v", c, want)
	}
	if err := Check(&c); err != nil {
		t.Error(err)
	}
	if given := Given(&c, nil); len(given) > 0 {
		t.Errorf("a file would have to set %v", Inline(given))
	}
}

func TestCheckNamesTheKeyAndWhy(t *testing.T) {
	for _, c := range []struct {
		name string
		turn func(*config)
		want string
	}{
		{"the default", func(*config) {}, "<nil>"},
		{"an unknown word", func(c *config) { c.Rule = "mood" }, `rule: "mood" is not one of ["count" "time" "runs"]`},
		{"an unknown word in a list", func(c *config) { c.On = []string{"ok"} }, `on: "ok" is not one of ["failed" "late" "refused"]`},
		{"a word twice", func(c *config) { c.On = []string{"late", "late"} }, `on: names "late" twice`},
		{"a pattern twice", func(c *config) { c.Carry = []string{"x", "x"} }, `carry: names "x" twice`},
		{"below its range", func(c *config) { c.Window = 0 }, "window: 0 is not in 1..1000"},
		{"a negative duration", func(c *config) { c.Slow = -1 }, "slow: -1ns is not in 0s..24h"},
		{"the end that a range excludes", func(c *config) { c.Rate = 0 }, "rate: 0 is not in >0%.."},
		{"a share above all", func(c *config) { c.Slow, c.Share = 1, 2 }, "share: 2 is not in 0%..100%"},
		{"no number", func(c *config) { c.Growth = math.NaN() }, "growth: NaN is not in 1..100"},
		{"idle under a word", func(c *config) { c.Rule, c.Window = "time", 5 }, `window: has no effect under rule = "time", only under "count"`},
		{"idle, with two ways out", func(c *config) { c.Rule, c.Rate = "runs", .1 }, `rate: has no effect under rule = "runs", only under "count" and "time"; it has one with trial`},
		{"the second way out", func(c *config) { c.Rule, c.Rate, c.Trial = "runs", .1, true }, "<nil>"},
		{"idle while a number is none", func(c *config) { c.Share = .1 }, "share: has no effect while slow is 0s"},
		{"idle under an excluded word", func(c *config) { c.Rule, c.Slow, c.Share = "runs", 1, .1 }, `share: has no effect under rule = "runs"`},
		{"idle below a bound", func(c *config) { c.Most = time.Hour }, "most: has no effect while growth is 1"},
		{"idle for a reason", func(c *config) { c.Late = 1 }, "late: has no effect: nobody is slow"},
		{"idle for its second reason", func(c *config) { c.Late, c.Slow = 1, 1 }, "late: has no effect: nothing grows"},
		{"an element of a list", func(c *config) { c.Steps = []step{{"a", 1}, {"b", 9}} }, "steps.2.times: 9 is not in 1..3"},
		{"an element without its name", func(c *config) { c.Steps = []step{{"", 1}} }, "steps.1.name: is missing"},
		{"neither of a group", func(c *config) { c.Nested = &nested{} }, "nested.at: exactly one of at, every must be set, not 0"},
		{"one of a group", func(c *config) { c.Nested = &nested{Every: 1} }, "<nil>"},
		{"both of a group", func(c *config) { c.Nested = &nested{1, 1} }, "nested.at: exactly one of at, every must be set, not 2"},
		{"what takes two keys to judge", func(c *config) { c.Slow = time.Hour }, "slow: 1h0m0s is more than most"},
	} {
		t.Run(c.name, func(t *testing.T) {
			x := Default[config]()
			c.turn(&x)
			if got := fmt.Sprint(Check(&x)); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestConditionsAreDescribed(t *testing.T) {
	want := map[string]string{
		"window": "rule = count", "rate": "rule = count | time, or trial", "share": "slow and rule != runs", "most": "growth > 1",
		"late": "slow and growth > 1",
	}
	for _, d := range Describe(&config{}) {
		if d.Only != want[d.Key] {
			t.Errorf("%s matters only with %q, want %q", d.Key, d.Only, want[d.Key])
		}
	}
}

func TestATagThatMakesNoSenseIsFoundOut(t *testing.T) {
	if err := Sound(&config{}); err != nil {
		t.Error(err)
	}
	for want, table := range map[string]any{
		"the range 1-9 is malformed": &struct {
			X int `toml:"x" range:"1-9"`
		}{},
		"the range 4.. is malformed": &struct {
			X *int64 `toml:"x" kind:"size" range:"4.."`
		}{},
		"its default: x: 0 is not in 1..9": &struct {
			X int `toml:"x" default:"0" range:"1..9"`
		}{},
		"its condition: rule is never \"mood\"": &struct {
			In []struct {
				Rule string `toml:"rule" enum:"a,b"`
				X    int    `toml:"x" only:"rule=mood"`
			} `toml:"in"`
		}{},
		"its condition on span": &struct {
			Span time.Duration `toml:"span"`
			X    int           `toml:"x" only:"span>9"`
		}{},
	} {
		if err := Sound(table); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%T: %v, want %s", table, err, want)
		}
	}
}

func TestReferencesAreThoseOfTheKinds(t *testing.T) {
	c := config{Carry: []string{"a", "b"}, Rule: "c"}
	if got := References(&c, "pattern", "route"); !slices.Equal(got, []string{"a", "b"}) {
		t.Errorf("%q", got)
	}
}

// TestBoundsAreExact where numbers are too large for a float to tell them from the next.
func TestBoundsAreExact(t *testing.T) {
	var c struct {
		Wait  time.Duration `toml:"wait" range:"0s..10000h"`
		Count int64         `toml:"count" range:"-9223372036854775808..9223372036854775807"`
	}
	fields := Fields(reflect.ValueOf(&c).Elem())
	most := int64(10_000 * time.Hour)
	for n, want := range map[int64]bool{most: true, most + 1: false, most - 1: true, 0: true, -1: false} {
		if got := fields[0].HoldsExactly(n); got != want {
			t.Errorf("%v of %v: %v", fields[0].Bounds(), time.Duration(n), got)
		}
	}
	for _, n := range []int64{math.MaxInt64, math.MinInt64} {
		if !fields[1].HoldsExactly(n) {
			t.Errorf("%d is out of range", n)
		}
	}
}
