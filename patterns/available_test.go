package patterns_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
	"wavetank/sim/property"
)

// A viewer is an Availability, as the laws see it.
type viewer interface {
	Set(flag int, to net.ID, out bool) // flag 0 is a membership

	Out(to net.ID) bool
	Among(ids []net.ID) []net.ID
	Picker(given nodes.Picker, pick func(nodes.Picker) nodes.Picker) nodes.Picker
}

// A view is the sound one.
type view struct {
	*patterns.Availability
	discovery patterns.Discovery
	flags     []*patterns.HealthFlag
}

func (v *view) Set(flag int, to net.ID, out bool) {
	if flag == 0 {
		v.discovery.Tell(to, !out)
		return
	}
	v.flags[flag-1].Set(to, out)
}

// A setting is how a view is made.
type setting struct {
	instances []net.ID
	flags     int
	fixed     bool
	panics    float64
}

func newView(s setting) viewer {
	v := &view{Availability: patterns.NewAvailability(sim.New(sim.Config{Seed: 1}), s.instances, s.fixed)}
	if s.flags > 0 {
		v.discovery = v.Discover()
	}
	for range s.flags {
		v.flags = append(v.flags, v.Flag())
	}
	v.PanicBelow(s.panics, nil)
	v.PanicBelow(0, nil)
	return v
}

// first always chooses the same instance.
type first net.ID

func (f first) Pick(*nodes.Request) net.ID { return net.ID(f) }

// A week is what happens to the flags of a view.
type week struct {
	setting
	set [][]bool // by flag and instance
}

func draw(t *rapid.T, make func(setting) viewer) (viewer, week) {
	s := setting{flags: rapid.IntRange(1, 3).Draw(t, "flags"), panics: float64(rapid.IntRange(0, 10).Draw(t, "panic")) / 10}
	for i := range rapid.IntRange(1, 6).Draw(t, "n") {
		s.instances = append(s.instances, net.ID(i))
	}
	v, d := make(s), week{setting: s, set: [][]bool{}}
	for range s.flags + 1 {
		d.set = append(d.set, slices.Repeat([]bool{false}, len(s.instances)))
	}
	for range rapid.IntRange(0, 30).Draw(t, "changes") {
		f, to := rapid.IntRange(0, s.flags).Draw(t, "flag"), rapid.SampledFrom(s.instances).Draw(t, "to")
		out := rapid.Bool().Draw(t, "out")
		v.Set(f, to, out)
		d.set[f][to] = out
	}
	return v, d
}

// in returns the instances that are there and that no flag is set of; and, in a panic, all
// that are there.
func (d week) in() (in []net.ID) {
	var here []net.ID
	for _, to := range d.instances {
		if d.set[0][to] {
			continue
		}
		here = append(here, to)
		if !slices.ContainsFunc(d.set, func(of []bool) bool { return of[to] }) {
			in = append(in, to)
		}
	}
	if float64(len(in)) < d.panics*float64(len(here))-1e-6 {
		return here
	}
	return in
}

var viewLaws = []property.Law[func(setting) viewer]{
	{"an instance is in while it is there and no flag of it is set; with too few in, all that are there are", func(t *rapid.T, make func(setting) viewer) {
		v, d := draw(t, make)
		if got, want := v.Among(d.instances), d.in(); !slices.Equal(got, want) {
			t.Fatalf("%v are in, want %v of %v", got, want, d)
		}
		for _, to := range d.instances {
			if v.Out(to) == slices.Contains(d.in(), to) {
				t.Fatalf("%d is out: %v; in are %v", to, v.Out(to), d.in())
			}
		}
	}},
	{"what is out is not chosen where there is another, and what was tried rather not", func(t *rapid.T, make func(setting) viewer) {
		v, d := draw(t, make)
		given := rapid.SampledFrom(d.instances).Draw(t, "given")
		req := &nodes.Request{Key: sim.Key(rapid.Uint64().Draw(t, "key")), Tried: []net.ID{rapid.SampledFrom(d.instances).Draw(t, "tried")}}
		got, in := v.Picker(first(given), nil).Pick(req), d.in()
		fresh := slices.DeleteFunc(slices.Clone(in), func(to net.ID) bool { return to == req.Tried[0] })
		switch {
		case len(in) == 0 || slices.Contains(in, given):
			if got != given {
				t.Fatalf("chose %d in place of %d", got, given)
			}
		case !slices.Contains(in, got), len(fresh) > 0 && !slices.Contains(fresh, got):
			t.Fatalf("chose %d, in are %v, tried %v", got, in, req.Tried)
		}
	}},
}

var viewMutants = []property.Mutant[func(setting) viewer]{
	{"one flag hides another", viewLaws[0].Name, spoil(func(s *setting) {}, func(v *view) viewer { return hiding{v} })},
	{"who is gone is unwell, and a panic calls it", viewLaws[0].Name, spoil(func(s *setting) {}, func(v *view) viewer { return unwell{v} })},
	{"it never panics", viewLaws[0].Name, spoil(func(s *setting) { s.panics = 0 }, whole)},
	{"with none in it panics whatever the ratio", viewLaws[0].Name, spoil(func(s *setting) { s.panics = max(s.panics, 0.01) }, whole)},
	{"the choice does not look", viewLaws[1].Name, spoil(func(*setting) {}, func(v *view) viewer { return blind{v} })},
	{"it looks, and goes where it has been", viewLaws[1].Name, spoil(func(*setting) {}, func(v *view) viewer { return forgetful{v} })},
}

func whole(v *view) viewer { return v }

// spoil returns the mistake of a setting, and of the view that is made by it.
func spoil(s func(*setting), v func(*view) viewer) func(*func(setting) viewer) {
	return property.Instead(func(by setting) viewer {
		s(&by)
		return v(newView(by).(*view))
	})
}

type hiding struct{ *view }

func (v hiding) Set(_ int, to net.ID, out bool) { v.view.Set(1, to, out) }

type unwell struct{ *view }

func (v unwell) Set(flag int, to net.ID, out bool) { v.view.Set(max(1, flag), to, out) }

type blind struct{ *view }

func (v blind) Picker(given nodes.Picker, _ func(nodes.Picker) nodes.Picker) nodes.Picker {
	return given
}

type forgetful struct{ *view }

func (v forgetful) Picker(given nodes.Picker, _ func(nodes.Picker) nodes.Picker) nodes.Picker {
	pick := v.view.Picker(given, nil)
	return nodes.PickerFunc(func(r *nodes.Request) net.ID {
		again := r.Copy()
		again.Tried = nil
		return pick.Pick(again)
	})
}

func TestAvailabilityLaws(t *testing.T) {
	property.Suite[func(setting) viewer]{Sound: newView, Laws: viewLaws, Mutants: viewMutants}.Run(t)
}

func TestTheChoiceIsLeftAloneWhereNothingCouldComeBetween(t *testing.T) {
	for name, v := range map[string]viewer{
		"nobody has a flag":         newView(setting{instances: []net.ID{0, 1}}),
		"the instance has the data": newView(setting{instances: []net.ID{0, 1}, flags: 1, fixed: true}),
	} {
		if v.Picker(first(1), nil) != nil {
			t.Errorf("%s: the choice is taken from what was given", name)
		}
	}
	v := newView(setting{instances: []net.ID{0, 1}, flags: 1})
	v.Set(1, 1, true)
	if got := v.Picker(first(1), func(nodes.Picker) nodes.Picker { return first(1) }).Pick(&nodes.Request{}); got != 1 {
		t.Error("a pattern's choice looks at the view itself, and is not corrected")
	}
}
