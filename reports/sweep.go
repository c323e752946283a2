package reports

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
)

// An Axis is a key of a scenario and the values that it is given.
type Axis struct {
	Key    string
	Values []string
}

// Name returns the key without what leads to it, for a heading.
func (a Axis) Name() string {
	return a.Key[strings.LastIndexByte(a.Key, '.')+1:]
}

// A Sweep is a scenario compared at every point of a grid of values, over the
// same seeds.
type Sweep struct {
	Info
	Axes   []Axis        // one or two
	Points []*Comparison // in the order of the values, those of the last axis first
}

// SweptMetrics are the metrics that a sweep shows.
var SweptMetrics = []string{"error_rate", "p99", "goodput"}

// Values returns the value of each axis at a point.
func (s *Sweep) Values(point int) []string {
	values := make([]string, len(s.Axes))
	for i := len(s.Axes) - 1; i >= 0; i-- {
		n := len(s.Axes[i].Values)
		values[i] = s.Axes[i].Values[point%n]
		point /= n
	}
	return values
}

// Seeds returns how many seeds every point has.
func (s *Sweep) Seeds() int {
	least := len(s.Points[0].Seeds)
	for _, c := range s.Points {
		least = min(least, len(c.Seeds))
	}
	return least
}

// At returns the mean over the seeds of a metric of a variant at a point, and its
// 95 % interval, in seconds where it is a time. It is NaN if the metric is
// undefined in a seed: the others cannot speak for the dead.
func (s *Sweep) At(point int, variant, metric string) Interval {
	m, _ := s.Points[point].find("", metric)
	return s.Points[point].variant(variant).mean(m, "", s.values(point, variant, metric)).within(m.limits())
}

// values returns a metric by seed, nil if it is undefined in one.
func (s *Sweep) values(point int, variant, metric string) []float64 {
	c := s.Points[point]
	m, at := c.find("", metric)
	_, by := unitOf(m)
	var values []float64
	for _, r := range c.variant(variant).Runs {
		if math.IsNaN(r.values[at]) {
			return nil
		}
		values = append(values, r.values[at]/by)
	}
	return values
}

// gap returns how far a variant's metric at one point lies above that at another,
// paired by seed.
func (s *Sweep) gap(variant, metric string, point, from int) Interval {
	m, at := s.Points[point].find("", metric)
	a, b := s.Points[from].variant(variant), s.Points[point].variant(variant)
	var d, before, after []float64
	for _, p := range pairs(a.Runs, b.Runs) {
		x, y := p[0].values[at], p[1].values[at]
		if gap := minus(y, x); !math.IsNaN(gap) {
			d, before, after = append(d, gap), append(before, x), append(after, y)
		}
	}
	return MeanInterval(d).within(m.limits().minus(m.limits())).within(m.reach(a.mean(m, "", before), b.mean(m, "", after)))
}

// Finding says for each variant where the error rate is lowest, and for a sweep
// of one key whether both of its ends are worse: a U.
func (s *Sweep) Finding() string {
	var sentences []string
	for _, v := range s.Variants {
		sentences = append(sentences, capital(s.finding(v))+".")
	}
	return strings.Join(sentences, " ")
}

func (s *Sweep) finding(v Arm) string {
	var points []int
	for i := range s.Points {
		if !math.IsNaN(s.At(i, v.Name, "error_rate").Middle) {
			points = append(points, i)
		}
	}
	if points == nil {
		return v.phrase() + " there is no error rate at any point"
	}
	mean := func(i int) float64 { return s.At(i, v.Name, "error_rate").Middle }
	best := slices.MinFunc(points, func(a, b int) int { return cmp.Compare(mean(a), mean(b)) })
	worst := slices.MaxFunc(points, func(a, b int) int { return cmp.Compare(mean(a), mean(b)) })
	if mean(best) == mean(worst) {
		return fmt.Sprintf("%s the error rate is the same everywhere, %s%s", v.phrase(), asShare.figure(mean(best)), s.Points[best].beside(v.Name))
	}
	text := fmt.Sprintf("%s the error rate is lowest at %s, %s%s", v.phrase(), s.label(best), asShare.figure(mean(best)), s.Points[best].beside(v.Name))
	if len(s.Axes) > 1 {
		return text + fmt.Sprintf(", and highest at %s, %s", s.label(worst), asShare.figure(mean(worst)))
	}
	var ends []string
	for _, end := range []int{0, len(s.Points) - 1} {
		d := s.gap(v.Name, "error_rate", end, best)
		switch {
		case end == best || d.Pairs == 0:
		case d.Open():
			ends = append(ends, fmt.Sprintf("at %s it is %s higher in the one seed that ran, which cannot say how sure this is", s.label(end), asShare.gap(d.Middle)))
		case d.Low > 0:
			ends = append(ends, fmt.Sprintf("at %s it is %s higher (95 %% interval %s)", s.label(end), asShare.gap(d.Middle), asShare.gaps(d)))
		default:
			ends = append(ends, fmt.Sprintf("at %s no difference from that is shown", s.label(end)))
		}
	}
	if s.IsU(v.Name) {
		text += ", and both ends are worse, a U"
	}
	return text + ": " + strings.Join(ends, "; ")
}

// IsU reports whether the error rate of a variant has its least value inside a
// sweep of one key, and both ends lie above it: the 95 % intervals of the paired
// differences exclude zero.
func (s *Sweep) IsU(variant string) bool {
	best, least := -1, math.Inf(1)
	for i := range s.Points {
		if x := s.At(i, variant, "error_rate").Middle; x < least {
			best, least = i, x
		}
	}
	return len(s.Axes) == 1 && best > 0 && best < len(s.Points)-1 &&
		s.gap(variant, "error_rate", 0, best).Low > 0 && s.gap(variant, "error_rate", len(s.Points)-1, best).Low > 0
}

// label writes a point as a sentence names it.
func (s *Sweep) label(point int) string {
	var words []string
	for i, value := range s.Values(point) {
		words = append(words, s.Axes[i].Name()+" = "+value)
	}
	return strings.Join(words, ", ")
}

// WriteTable writes a row for each point and variant: means over the seeds, and
// their 95 % intervals.
func (s *Sweep) WriteTable(w io.Writer) error {
	var b strings.Builder
	b.WriteString("Means over the seeds, and their 95 % intervals (from two seeds on).\n\n")
	var heading []string
	for _, a := range s.Axes {
		heading = append(heading, a.Name())
	}
	heading = append(heading, "variant", "seeds", "error rate", "", "p99", "", "goodput", "")
	rows := [][]string{heading}
	for i := range s.Points {
		for _, v := range s.Points[i].Variants {
			row := append(s.Values(i), shorten(v.Name, 28), whole(int64(len(v.Runs))))
			for _, name := range SweptMetrics {
				m, _ := s.Points[i].find("", name)
				u, _ := unitOf(m)
				x := s.At(i, v.Name, name)
				row = append(row, u.figure(x.Middle), u.around(x))
			}
			rows = append(rows, row)
		}
	}
	grid(&b, rows, len(s.Axes)+1)
	b.WriteString(s.legend())
	_, err := io.WriteString(w, b.String())
	return err
}

// around writes an interval of a value, not of a difference.
func (u unit) around(i Interval) string {
	if i.Open() || math.IsNaN(i.Middle) {
		return missing
	}
	s := u.scale(max(math.Abs(i.Low), math.Abs(i.High)))
	return s.span(i.Low, i.High) + s.suffix
}

// WriteCSV writes a row for each point, variant and metric: its mean over the
// seeds and the 95 % interval of that. Times are in seconds, shares are not in
// percent.
func (s *Sweep) WriteCSV(w io.Writer) error {
	var heading []string
	for _, a := range s.Axes {
		heading = append(heading, a.Key)
	}
	rows := [][]string{append(heading, "variant", "metric", "mean", "low", "high", "seeds")}
	for i := range s.Points {
		for _, v := range s.Points[i].Variants {
			name := v.Name
			for _, metric := range SweptMetrics {
				x := s.At(i, name, metric)
				low, high := x.ends()
				rows = append(rows, append(s.Values(i), name, metric, number(x.Middle).String(), low, high, strconv.Itoa(x.Pairs)))
			}
		}
	}
	return writeRows(w, rows)
}
