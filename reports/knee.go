package reports

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
)

// A Knee is up to where the variants of a scenario keep what is asked of them, as one
// of its keys moves: a threshold for each seed, since a seed is one sample path whatever
// the key is (retrospective approximation: Chen and Schmeiser, Stochastic root finding
// via retrospective approximation, IIE Transactions 33, 2001).
type Knee struct {
	Info
	Over     string // the key
	Until    string // what is asked, claims joined by "&"
	Low      float64
	High     float64              // Low and High bound the search, in the unit of Write
	Write    func(float64) string // a value as a file has it
	Capacity float64              // the value at which, on paper, the busiest node of the first variant is asked for all it can do; NaN is none
	Small    bool                 // small values keep it and large ones do not, or the other way round
	Arms     []KneeArm
	Phase    *Phase // amidst the band in which an arm is metastable; nil unless it was asked for
}

// A KneeArm is a variant and its thresholds, in the order of the seeds.
type KneeArm struct {
	Arm
	Thresholds []Threshold
	Grid       []KneePoint // by value, where thresholds mean nothing; else nil
}

// A Threshold is the value of the key at which a seed ceases to keep what is asked, or the
// last whole number at which it does. It is infinite if it lies beyond the bounds of the search.
type Threshold struct {
	Seed     uint64
	At       float64
	Runs     int
	Inverted []float64 // values at which a run contradicts that there is one threshold
	Back     float64   // to what the key has to be cut, after a collapse, for the system to come back; NaN is not known
}

// Values returns the thresholds alone.
func (a *KneeArm) Values() []float64 {
	values := make([]float64, len(a.Thresholds))
	for i, t := range a.Thresholds {
		values[i] = t.At
	}
	return values
}

// Inversions counts the seeds that contradict that there is one threshold.
func (a *KneeArm) Inversions() (n int) {
	for _, t := range a.Thresholds {
		if len(t.Inverted) > 0 {
			n++
		}
	}
	return n
}

// Keeps returns the share of the seeds that keep what is asked at a value.
func (k *Knee) Keeps(a *KneeArm, x float64) float64 {
	if a.Grid != nil {
		return k.keptAt(a, x)
	}
	kept := 0
	for _, t := range a.Thresholds {
		if k.Small && x <= t.At || !k.Small && x >= t.At {
			kept++
		}
	}
	return float64(kept) / float64(len(a.Thresholds))
}

// Quantile returns the threshold within which a share of the storms keep what is asked
// for certain: only the share p fails before it. Low and High are order statistics that
// hold that of many more seeds in 95 % of samples at least whatever the distribution; an
// end is infinite where the seeds are too few. Those of the half lie between two of them,
// as of any median.
func (k *Knee) Quantile(a *KneeArm, p float64) Interval {
	switch {
	case a.Grid != nil:
		return k.crossing(a, p)
	case p == 0.5:
		return MedianInterval(a.Values())
	}
	if !k.Small {
		p = 1 - p
	}
	return orderInterval(a.Values(), p)
}

// orderInterval returns the quantile p of d between the two order statistics that hold
// it with at least 95 %, which binomial tails of 2.5 % each say.
func orderInterval(d []float64, p float64) Interval {
	if p > 0.5 { // seen from the other end, where fewer of them lie
		mirrored := make([]float64, len(d))
		for i, x := range d {
			mirrored[i] = -x
		}
		m := orderInterval(mirrored, 1-p)
		return Interval{Middle: -m.Middle, Low: -m.High, High: -m.Low, Pairs: m.Pairs}
	}
	n := len(d)
	i := Interval{Middle: Quantile(d, p), Low: math.Inf(-1), High: math.Inf(1), Pairs: n}
	sorted := slices.Sorted(slices.Values(d))
	mass := 1.0 // of exactly k below the quantile
	for range n {
		mass = float64(mass * (1 - p))
	}
	sum := 0.0 // of fewer than k
	for k := range n + 1 {
		if sum <= 0.025 && k > 0 {
			i.Low = sorted[k-1]
		}
		sum += mass
		if sum >= 0.975 && k < n && math.IsInf(i.High, 1) {
			i.High = sorted[k]
		}
		mass = float64(mass*float64(n-k)) * p / (float64(k+1) * (1 - p))
	}
	return i
}

// Gain returns by how much more of the key an arm keeps what is asked than the first arm
// does, seed by seed and in proportion: the median and its 95 % interval. A seed in which
// either lies beyond the bounds counts as infinite on that side, and is left out if both
// do.
func (k *Knee) Gain(a *KneeArm) Interval {
	if a.Grid != nil || k.Arms[0].Grid != nil {
		return k.gridGain(a)
	}
	var d []float64
	for i, t := range a.Thresholds {
		from := k.Arms[0].Thresholds[i].At
		switch gain := (t.At - from) / from; {
		case math.IsInf(from, 0) && math.IsInf(t.At, 0):
		case from == t.At: // zero, too
			d = append(d, 0)
		case math.IsInf(from, 0):
			d = append(d, -from)
		default:
			d = append(d, gain)
		}
	}
	if len(d) == 0 {
		return Interval{Middle: math.NaN(), Low: math.Inf(-1), High: math.Inf(1)}
	}
	return MedianInterval(d)
}

// Place writes a threshold, or the bound beyond which it lies.
func (k *Knee) Place(x float64) string {
	switch {
	case math.IsInf(x, 1):
		return "> " + k.Write(k.High)
	case math.IsInf(x, -1):
		return "< " + k.Write(k.Low)
	}
	return k.Write(x)
}

// reach writes the ends of an interval, or the one bound beyond which both lie. Too few
// seeds have none.
func (k *Knee) reach(i Interval) string {
	if i.Pairs < 6 {
		return missing
	}
	low, high := k.Place(i.Low), k.Place(i.High)
	if low == high {
		return low
	}
	return low + " to " + high
}

// Finding says where half of the storms break in each arm. Arms that always keep what is
// asked, or never do, come last.
func (k *Knee) Finding() string {
	var broken, always, never []string
	for i := range k.Arms {
		a := &k.Arms[i]
		switch half := k.Quantile(a, 0.5).Middle; {
		case !math.IsInf(half, 0):
			broken = append(broken, k.Write(half)+" ("+a.Name+")")
		case math.IsInf(half, 1) == k.Small:
			always = append(always, a.Name)
		default:
			never = append(never, a.Name)
		}
	}
	side, bound, start := "above", k.High, k.Low
	if !k.Small {
		side, bound, start = "below", k.Low, k.High
	}
	var parts []string
	if broken != nil {
		parts = append(parts, fmt.Sprintf("half of the storms break %s %s", side, strings.Join(broken, ", ")))
	}
	if always != nil {
		parts = append(parts, fmt.Sprintf("%s as far as %s", armsWith(always, "holds", "hold"), k.Write(bound)))
	}
	if never != nil {
		parts = append(parts, fmt.Sprintf("%s at %s already", armsWith(never, "breaks", "break"), k.Write(start)))
	}
	if gain := k.furthest(always); gain != "" {
		parts = append(parts, gain)
	}
	return capital(strings.Join(parts, "; ")) + "."
}

// furthest says which arm holds further than the first one, and by how much, or that none
// is shown to; nothing if some always hold.
func (k *Knee) furthest(always []string) string {
	best, name := Interval{}, ""
	var less []string
	for i := 1; i < len(k.Arms) && always == nil; i++ {
		g := k.Gain(&k.Arms[i])
		if math.IsNaN(g.Middle) || math.IsInf(g.Middle, 0) || math.IsInf(k.Quantile(&k.Arms[0], 0.5).Middle, 0) {
			return ""
		}
		if !k.Small {
			g = Interval{Low: -g.High, Middle: -g.Middle, High: -g.Low}
		}
		switch {
		case g.Low > 0 && g.Middle > best.Middle:
			best, name = g, k.Arms[i].Name
		case g.High < 0:
			less = append(less, k.Arms[i].Name)
		}
	}
	switch first := k.Arms[0].Name; {
	case len(k.Arms) < 2 || always != nil:
		return ""
	case name == "" && less != nil:
		return armsWith(less, "holds", "hold") + " less far than " + first
	case name == "" && len(k.Arms) == 2:
		return k.Arms[1].Name + " is not shown to hold further than " + first
	case name == "":
		return "none is shown to hold further than " + first
	case math.IsInf(best.High, 1):
		return fmt.Sprintf("%s holds %s further than %s, and at least %s", name, asShare.figure(best.Middle), first, asShare.figure(best.Low))
	default:
		return fmt.Sprintf("%s holds %s further than %s (95 %% %s)", name, asShare.figure(best.Middle), first, asShare.scale(best.Middle).span(best.Low, best.High))
	}
}

// Asked says what was asked, and where.
func (k *Knee) Asked() string {
	until := k.Until
	if until == "unrecovered == 0" { // few know it by that name
		until += " (it is within its SLO again after each fault or surge)"
	}
	text := fmt.Sprintf("Asked: %s, with %s from %s to %s.", until, k.Over, k.Write(k.Low), k.Write(k.High))
	if !math.IsNaN(k.Capacity) {
		text += " On paper " + k.Arms[0].Name + " has room up to " + k.Write(k.Capacity) + "."
	}
	return text
}

// armsWith names arms, and what they do in the number that suits them. A name keeps its
// spelling, so no sentence begins with one.
func armsWith(names []string, one, many string) string {
	if len(names) > 1 {
		return "the arms " + listed(names) + " " + many
	}
	return "the arm " + names[0] + " " + one
}

// Table returns a heading and a row for each arm: the values at which one storm in twenty
// and half of them are broken, the interval of the half, how many seeds contradict that
// there is one threshold, and of several arms how far the half is from the first's.
func (k *Knee) Table() [][]string {
	several := len(k.Arms) > 1
	head := []string{"variant", "1 in 20", "half", "half's interval", "inverted"}
	if several {
		head = append(head, "half against "+k.Arms[0].Name)
	}
	rows := [][]string{head}
	for i := range k.Arms {
		a := &k.Arms[i]
		half := k.Quantile(a, 0.5)
		row := []string{a.Name, k.Place(k.Quantile(a, 0.05).Middle), k.Place(half.Middle), k.reach(half), CountOf(a.Inversions(), "seed")}
		switch {
		case several && i == 0:
			row = append(row, missing)
		case several:
			row = append(row, k.against(a))
		}
		rows = append(rows, row)
	}
	return rows
}

// WriteTable writes the table, folded where the screen is narrow.
func (k *Knee) WriteTable(w io.Writer, s Screen) error {
	var b strings.Builder
	s.grid(&b, k.Table(), 1)
	_, err := io.WriteString(w, b.String())
	return err
}

// WriteCSV writes a row for each arm and seed.
func (k *Knee) WriteCSV(w io.Writer) error {
	rows := [][]string{{"variant", "seed", "threshold", "runs", "inversions", "back"}}
	for _, a := range k.Arms {
		for _, t := range a.Thresholds {
			rows = append(rows, []string{a.Name, fmt.Sprint(t.Seed), number(t.At).String(), fmt.Sprint(t.Runs), fmt.Sprint(len(t.Inverted)), number(t.Back).String()})
		}
	}
	return writeRows(w, rows)
}

// MarshalJSON returns the thresholds as one object whose keys are always in the same order.
func (k *Knee) MarshalJSON() ([]byte, error) {
	var arms []members
	for i := range k.Arms {
		a := &k.Arms[i]
		var seeds []members
		for _, t := range a.Thresholds {
			seeds = append(seeds, members{{"seed", t.Seed}, {"threshold", number(t.At)}, {"written", k.Place(t.At)}, {"runs", t.Runs}, {"inversions", len(t.Inverted)}, {"back", number(t.Back)}})
		}
		arms = append(arms, members{{"name", a.Name}, {"half", k.Quantile(a, 0.5).json()}, {"twentieth", k.Quantile(a, 0.05).json()}, {"gain", k.Gain(a).json()}, {"back", a.Back().json()}, {"isotonic", a.Grid != nil}, {"grid", k.grid(a)}, {"seeds", seeds}})
	}
	return append(head(kneeSchema, k.Build), members{
		{"scenario", k.Scenario}, {"title", k.Title}, {"hash", k.Hash}, {"over", k.Over}, {"until", k.Until},
		{"low", k.Write(k.Low)}, {"high", k.Write(k.High)}, {"capacity", number(k.Capacity)}, {"keeps_below", k.Small}, {"variants", arms},
		{"finding", k.Finding()}, {"metastable", k.Return()}, {"command", k.Command},
	}...).MarshalJSON()
}

// Files returns the numbers of the search.
func (k *Knee) Files() []File {
	files := []File{{"knee.json", JSON(k)}, {"knee.csv", k.WriteCSV}}
	if k.Phase != nil {
		files = append(files, File{"phase.csv", k.Phase.WriteCSV})
	}
	return files
}
