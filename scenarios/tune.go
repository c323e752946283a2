package scenarios

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"wavetank/reports"
)

// TuneOptions say what a tuning may change, and what it is after.
type TuneOptions struct {
	Knobs       []string // KEY=LOW..HIGH or KEY=VALUE,VALUE,…
	Minimise    []string // metrics, or sums of them
	Maximise    []string
	Subject     string   // claims joined by "&" that a design has to keep
	Indifferent []string // OBJECTIVE=VALUE: the difference that does not matter
	Vary        []string // KEY,KEY=±SHARE
	Budget      int      // runs of the race
}

// mostKnobs bounds a tuning.
const mostKnobs = 8

// A tuning is under way.
type tuning struct {
	variant    string
	knobs      []tunedKnob
	objectives []reports.Objective
	subjects   []*reports.Claim
	told       evidence // of the objectives
	vary       []variation
	starts     []start
	budget     int
	bench      *bench
	options    CompareOptions
	ran        int                    // runs so far
	made       map[string][][]float64 // what designs came to here, where others make a part
	guessed    bool                   // what those came to, to know what is likely to be asked next
	out        *reports.Tuning
}

// Tune looks for the values of some keys with which a variant does best. The race is run on
// seeds of its own, from the first of the options' on; what is left of it is run again with
// as many fresh ones as the options name, and the winner is chosen by these. When the
// context is cancelled it returns what is known, with the context's error.
func Tune(ctx context.Context, open Opener, k TuneOptions, o CompareOptions) (*reports.Tuning, error) {
	t, err := newTuning(open, k, o)
	if err != nil {
		return nil, err
	}
	race, err := t.race(ctx)
	if err != nil && !errors.Is(err, context.Canceled) {
		return nil, err
	}
	if race == nil || len(race.Standings) == 0 || race.Standings[0].Instances == 0 {
		return nil, err
	}
	t.take(*race)
	if err == nil {
		err = t.again(ctx)
	}
	if err == nil {
		err = t.curves(ctx)
	}
	if err == nil && t.guessed {
		err = ErrElsewhere
	}
	if err != nil && !errors.Is(err, context.Canceled) {
		return nil, err
	}
	return t.out, err
}

func newTuning(open Opener, k TuneOptions, o CompareOptions) (*tuning, error) {
	base, err := open()
	if err != nil {
		return nil, err
	}
	t := &tuning{budget: k.Budget, options: o}
	if len(k.Knobs) == 0 || len(k.Knobs) > mostKnobs {
		return nil, fmt.Errorf("a tuning has 1 to %d knobs, not %d: --knob %s", mostKnobs, len(k.Knobs), knobForm)
	}
	for _, text := range k.Knobs {
		knob, err := parseKnob(text, base)
		if err != nil {
			return nil, fmt.Errorf("--knob: %w", err)
		}
		if slices.ContainsFunc(t.knobs, func(other tunedKnob) bool { return sameKey(other.Key, knob.Key) }) {
			return nil, fmt.Errorf("--knob: %s stands there twice", knob.Key)
		}
		t.knobs = append(t.knobs, knob)
	}
	if err := t.chooseVariant(open, base); err != nil {
		return nil, err
	}
	if err := t.varying(open, base, k.Vary); err != nil {
		return nil, fmt.Errorf("--vary: %w", err)
	}
	if err := t.ask(open, base, k); err != nil {
		return nil, err
	}
	t.starts = starts(base, t.knobs)
	for _, s := range t.starts {
		for i := range t.knobs {
			t.knobs[i].add(s.values[i])
		}
	}
	t.out = &reports.Tuning{
		Info: info(base, o), Variant: t.variant, Objectives: t.objectives, Budget: k.Budget, Vary: strings.Join(k.Vary, " "),
		Best: -1,
	}
	for _, claim := range t.subjects {
		t.out.Subjects = append(t.out.Subjects, claim.String())
	}
	for i := range t.knobs {
		t.out.Knobs = append(t.out.Knobs, t.knobs[i].TunedKnob)
	}
	return t, nil
}

// chooseVariant takes the one that the knobs touch, and complains about a knob that no
// value of it can be set, that moves nothing, or that varies besides.
func (t *tuning) chooseVariant(open Opener, base *Scenario) error {
	touched := make([]bool, len(base.Variants))
	for i := range t.knobs {
		k := &t.knobs[i]
		moves := false
		for _, level := range []int{k.low, k.high} {
			s, err := open(k.setting(level)...)
			if err != nil {
				return err
			}
			for v := range base.Variants {
				if !sameArm(base, s, v) {
					touched[v], moves = true, true
				}
			}
		}
		if !moves {
			return fmt.Errorf("--knob %s: no variant is any different with another value", k.Key)
		}
	}
	var names []string
	for v, is := range touched {
		if is {
			names = append(names, base.Variants[v].Name)
		}
	}
	if len(names) > 1 {
		return fmt.Errorf("the knobs change the variants %s: say which is tuned, as in --only %s", strings.Join(names, ", "), names[len(names)-1])
	}
	t.variant = names[0]
	return nil
}

// varying reads what varies, and tries the ends of it.
func (t *tuning) varying(open Opener, base *Scenario, texts []string) error {
	var ends [2][]Setting
	for _, text := range texts {
		all, err := parseVary(text, base)
		if err != nil {
			return err
		}
		for _, v := range all {
			if varies(t.vary, v.key) || slices.ContainsFunc(t.knobs, func(k tunedKnob) bool { return sameKey(k.Key, v.key) }) {
				return fmt.Errorf("%s is given a value twice", v.key)
			}
			for i, factor := range []float64{1 - v.share, 1 + v.share} {
				ends[i] = append(ends[i], v.setting(factor))
			}
			t.vary = append(t.vary, v)
		}
	}
	for _, set := range ends {
		if _, err := open(set...); err != nil {
			return err
		}
	}
	return nil
}

// ask reads what the tuning is after: of each run the objectives, and then by how much
// each subject is broken.
func (t *tuning) ask(open Opener, base *Scenario, k TuneOptions) error {
	if len(k.Minimise)+len(k.Maximise) == 0 {
		k.Minimise = []string{"error_rate"}
	}
	var claims []*reports.Claim
	for i, text := range slices.Concat(k.Minimise, k.Maximise) {
		flag := "--minimise"
		if i >= len(k.Minimise) {
			flag = "--maximise"
		}
		o, err := reports.ParseObjective(text, i >= len(k.Minimise))
		if err == nil {
			err = checkClaim(o.Claim().String(), []string{t.variant}, base)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", flag, err)
		}
		if slices.ContainsFunc(t.objectives, func(other reports.Objective) bool { return other.Text == o.Text }) {
			return fmt.Errorf("%s: %s stands there twice", flag, o.Text)
		}
		t.objectives, claims = append(t.objectives, o), append(claims, o.Claim())
		t.told.add(o.Claim(), flag+" "+o.Text)
	}
	for _, text := range k.Indifferent {
		name, value, _ := strings.Cut(text, "=")
		i := slices.IndexFunc(t.objectives, func(o reports.Objective) bool { return o.Text == strings.TrimSpace(name) })
		if i < 0 {
			return fmt.Errorf("--indifferent %q is not OBJECTIVE=VALUE such as %s=…", text, t.objectives[0].Text)
		}
		if err := t.objectives[i].Indifferent(strings.TrimSpace(value)); err != nil {
			return fmt.Errorf("--indifferent: %w", err)
		}
	}
	if k.Subject != "" {
		subjects, err := claimsOf("--subject", k.Subject, base, t.variant, true)
		if err != nil {
			return err
		}
		t.subjects, claims = subjects, append(claims, subjects...)
	}
	t.bench = newBench(open, claims, t.options, func(c *reports.Comparison) (numbers []float64) {
		t.told.note(c)
		for i := range t.objectives {
			numbers = append(numbers, t.objectives[i].Of(c))
		}
		for _, claim := range t.subjects {
			numbers = append(numbers, claim.Excess(c))
		}
		return numbers
	})
	return nil
}
