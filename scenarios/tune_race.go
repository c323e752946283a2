package scenarios

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"wavetank/patterns/knob"
	"wavetank/reports"
	"wavetank/scenarios/selection"
)

// mostFinal is how many designs are run again, besides those that always race.
const mostFinal = 8

// Limits on a curve through the winner.
const (
	curveLevels = 9
	curveSeeds  = 10
)

// designed returns the settings of a design for a seed.
func (t *tuning) designed(d selection.Design, seed uint64) []Setting {
	set := drawn(t.vary, seed)
	for i, level := range d {
		set = append(set, t.knobs[i].setting(level)...)
	}
	return set
}

// A cell is a design and a seed.
type cell struct {
	design selection.Design
	seed   uint64
	by     sharing
}

// observe runs designs with seeds. Where values go ill together nothing is good. What other
// machines are to make is guessed where the options say so.
func (t *tuning) observe(ctx context.Context, cells []cell, expected int) ([][]float64, error) {
	trials := make([]trial, len(cells))
	for i, c := range cells {
		trials[i] = trial{t.designed(c.design, c.seed), t.variant, c.seed, c.by}
	}
	if before := t.ran; t.options.Progress != nil {
		t.bench.options.Progress = func(done, _ int) { t.options.Progress(before+done, max(expected, before+len(cells))) }
	}
	numbers, err := t.bench.run(ctx, trials)
	t.ran += len(cells)
	for i := range numbers {
		if numbers[i] != nil && len(numbers[i]) == 0 {
			numbers[i] = slices.Repeat([]float64{math.Inf(1)}, len(t.objectives)+len(t.subjects))
		}
	}
	if errors.Is(err, ErrElsewhere) && t.options.Guess && t.guess(cells, numbers) {
		return numbers, nil
	}
	return numbers, err
}

// guess puts in the place of what other machines are to make what this one has made of the
// same design, of the same seeds for all designs, and notes that it did. It reports whether
// there is such a thing.
func (t *tuning) guess(cells []cell, numbers [][]float64) bool {
	if t.made == nil {
		t.made = make(map[string][][]float64)
	}
	for i, c := range cells {
		if key := fmt.Sprint(c.design); numbers[i] != nil {
			t.made[key] = append(t.made[key], numbers[i])
		}
	}
	for i, c := range cells {
		made := t.made[fmt.Sprint(c.design)]
		switch {
		case numbers[i] != nil:
		case len(made) == 0:
			return false
		default:
			numbers[i], t.guessed = made[int((c.seed-t.options.Seeds[0])%uint64(len(made)))], true
		}
	}
	return true
}

// further is how many runs are expected after the race.
func (t *tuning) further() int {
	return (len(t.starts)+2)*len(t.options.Seeds) + len(t.knobs)*curveLevels*min(curveSeeds, len(t.options.Seeds))
}

// race lets the designs race.
func (t *tuning) race(ctx context.Context) (*selection.Result, error) {
	p := selection.Problem{Constraints: len(t.subjects), Budget: t.budget, Seed: t.options.Seeds[0]}
	for i := range t.knobs {
		p.Knobs = append(p.Knobs, t.knobs[i].selection())
	}
	for _, s := range t.starts {
		if !t.barred(s) {
			p.Start = append(p.Start, t.levelsOf(s.values))
		}
	}
	for i := range t.objectives {
		o := &t.objectives[i]
		z := selection.Zone{Fixed: o.Zone}
		if o.Zone == 0 {
			z = selection.Zone{Fixed: o.Least(), Share: indifferent}
		}
		p.Objectives = append(p.Objectives, z)
	}
	r, err := p.Begin()
	if err != nil {
		return nil, err
	}
	by := bySeed
	for asked := r.Ask(); asked != nil; asked = r.Ask() {
		var cells []cell
		for _, q := range asked {
			cells = append(cells, cell{q.Design, t.options.Seeds[0] + uint64(q.Instance), by})
		}
		by = late
		answers, err := t.observe(ctx, cells, t.budget+t.further())
		if err == nil {
			err = t.told.missing()
		}
		if err != nil {
			result := r.Result()
			return &result, err
		}
		r.Tell(answers)
		t.tell(r.Result())
	}
	result := r.Result()
	t.ran = result.Spent
	return &result, nil
}

// indifferent is the share of the file's own value that does not matter, unless it is said.
const indifferent = 0.02

// tell says what is known so far.
func (t *tuning) tell(r selection.Result) {
	if t.options.Known == nil || len(r.Best) == 0 || t.guessed {
		return
	}
	best := r.Standings[r.Best[0]]
	t.options.Known(fmt.Sprintf("best of %d: %s, %s", len(r.Standings), strings.Join(t.values(best.Design), ", "), t.objectives[0].Figure(best.Means[0])))
}

// levelsOf returns the design of values that are among those of the knobs.
func (t *tuning) levelsOf(values []string) selection.Design {
	d := make(selection.Design, len(values))
	for i, v := range values {
		d[i] = t.knobs[i].level(v)
	}
	return d
}

func (t *tuning) values(d selection.Design) []string {
	values := make([]string, len(d))
	for i, level := range d {
		values[i] = t.knobs[i].Values[level]
	}
	return values
}

// take takes over what the race has come to.
func (t *tuning) take(r selection.Result) {
	t.out.Decided, t.out.Same, t.out.Zones, t.out.Runs = r.Decided, r.Same, r.Zones, r.Spent
	fates := map[selection.Fate]string{selection.Racing: reports.Left, selection.Beaten: "beaten", selection.Tied: "no better", selection.Infeasible: "breaks it", selection.Cut: "cut"}
	for _, s := range r.Standings {
		d := reports.Design{Values: t.values(s.Design), Raced: s.Means[:len(t.objectives)], Seeds: s.Instances, Fate: fates[s.Fate]}
		for _, from := range t.starts {
			if slices.Equal(t.levelsOf(from.values), s.Design) {
				d.Names = append(d.Names, from.name)
			}
		}
		t.out.Designs = append(t.out.Designs, d)
	}
	final := slices.Clone(r.Best[:min(len(r.Best), mostFinal)])
	if len(t.objectives) == 1 {
		final = final[:min(len(final), 2)]
	}
	letter := 'A'
	for _, i := range final {
		if d := &t.out.Designs[i]; len(d.Names) == 0 {
			d.Names = []string{string(letter)}
			letter++
		}
	}
	for i := range t.out.Designs {
		if !slices.Contains(final, i) && len(t.out.Designs[i].Names) > 0 {
			final = append(final, i)
		}
	}
	t.out.Final = final
	if len(r.Best) > 0 {
		t.out.Best = r.Best[0]
	}
}

// again runs the final designs with fresh seeds, and chooses among them: the first in the
// order of the race that is shown to keep what it is subject to.
func (t *tuning) again(ctx context.Context) error {
	t.addBarred()
	seeds := t.fresh()
	var cells []cell
	for _, i := range t.out.Final {
		for _, seed := range seeds {
			cells = append(cells, cell{t.levelsOf(t.out.Designs[i].Values), seed, late})
		}
	}
	numbers, err := t.observe(ctx, cells, t.ran+len(cells)+t.further())
	if err != nil {
		return err
	}
	t.out.Fresh = seeds
	for n, i := range t.out.Final {
		t.out.Designs[i].Again = columns(numbers[n*len(seeds):(n+1)*len(seeds)], len(t.objectives))
		t.out.Designs[i].Broken = columns(numbers[n*len(seeds):(n+1)*len(seeds)], len(t.objectives)+len(t.subjects))[len(t.objectives):]
	}
	t.out.Strict = nil
	for _, c := range t.subjects {
		t.out.Strict = append(t.out.Strict, c.Strict())
	}
	t.out.Choose()
	return nil
}

// fresh returns seeds that the race cannot have seen.
func (t *tuning) fresh() []uint64 {
	return Seeds(t.options.Seeds[0]+uint64(t.budget), len(t.options.Seeds))
}

// columns returns the first n numbers of each run, by number.
func columns(runs [][]float64, n int) [][]float64 {
	by := make([][]float64, n)
	for _, r := range runs {
		for k := range n {
			by[k] = append(by[k], r[k])
		}
	}
	return by
}

// curves runs the winner with other values of each knob, one at a time, on fresh seeds.
func (t *tuning) curves(ctx context.Context) error {
	seeds := t.out.Fresh[:min(len(t.out.Fresh), curveSeeds)]
	winner := t.levelsOf(t.out.Winner().Values)
	for i := range t.knobs {
		levels := t.knobs[i].spread(winner[i])
		var cells []cell
		for _, level := range levels {
			d := slices.Clone(winner)
			d[i] = level
			for _, seed := range seeds {
				cells = append(cells, cell{d, seed, late})
			}
		}
		numbers, err := t.observe(ctx, cells, t.ran+len(cells)*(len(t.knobs)-i))
		if err != nil {
			return err
		}
		for n, level := range levels {
			p := reports.TunedPoint{Value: t.knobs[i].Values[level]}
			for _, values := range columns(numbers[n*len(seeds):(n+1)*len(seeds)], len(t.objectives)) {
				p.At = append(p.At, reports.MeanInterval(values))
			}
			t.out.Knobs[i].Curve = append(t.out.Knobs[i].Curve, p)
		}
	}
	t.out.Checked = t.ran - t.out.Runs
	return nil
}

// spread returns some levels of a knob from end to end, and one that has to be among them.
func (k *tunedKnob) spread(level int) []int {
	all := []int{level}
	n := min(curveLevels, k.high-k.low+1)
	for i := range n {
		at := k.low
		if n > 1 {
			at += i * (k.high - k.low) / (n - 1)
		}
		all = append(all, at)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// Tuned returns the scenario with the values of the winner, as a file, and beside it the
// CSVs that it reads.
func Tuned(open Opener, t *reports.Tuning) ([]reports.File, error) {
	var set []Setting
	for i, k := range t.Knobs {
		if value := t.Winner().Values[i]; value != "" {
			set = append(set, Setting{Key: k.Key, Value: value, From: "tuned " + k.Key})
		}
	}
	s, err := open(set...)
	if err != nil {
		return nil, err
	}
	question := s.Question
	s.Question = ""
	head := "# " + question + "\n\n"
	if question == "" {
		head = ""
	}
	text := string(s.Marshal())
	var files []reports.File
	for _, name := range slices.Sorted(maps.Keys(s.Origin.Files)) {
		beside := path.Base(filepath.ToSlash(name))
		text = strings.ReplaceAll(text, "csv "+name, "csv "+beside)
		text = strings.ReplaceAll(text, knob.Quote(name), knob.Quote(beside))
		files = append(files, fileOf(beside, s.Origin.Files[name]))
	}
	text = head + "# " + t.Finding() + "\n# Made by: " + t.Command + "\n" + text
	return append(files, fileOf("tuned.toml", []byte(text))), nil
}

func fileOf(name string, data []byte) reports.File {
	return reports.File{Name: name, Write: func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	}}
}
