package reports

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"time"

	"wavetank/sim/typo"
)

// Results are the runs of a scenario with one seed, as they are printed.
type Results struct {
	Scenario string
	Hash     string // of the scenario
	Seed     uint64
	Build    string     // of the program
	Runs     []*Summary // by variant
}

// MarshalJSON returns the results as one object whose keys are always in the
// same order: loads as in the scenario, facts by name. Undefined numbers are
// null, as are infinite ones. The bytes are the same on every processor.
func (r Results) MarshalJSON() ([]byte, error) {
	runs := []members{}
	for _, s := range r.Runs {
		runs = append(runs, runOf(s))
	}
	return append(head(runSchema, r.Build), members{{"scenario", r.Scenario}, {"hash", r.Hash}, {"seed", r.Seed}, {"runs", runs}}...).MarshalJSON()
}

func runOf(s *Summary) members {
	var loads, facts members
	for i := range s.Loads {
		loads = append(loads, member{s.Loads[i].Name, loadOf(s, s.Loads[i].Name)})
	}
	for _, f := range s.Facts {
		facts = append(facts, member{f.Name, f.Count})
	}
	disturbances := func(list []Disturbance) []members {
		out := []members{}
		for _, d := range list {
			out = append(out, d.json())
		}
		return out
	}
	out := members{
		{"variant", s.Variant}, {"digest", s.Digest}, {"virtual_s", seconds(s.Duration)}, {"events", s.Events},
		{"loads", loads}, {"facts", facts}, {"warmup_s", seconds(s.Warmup)}, {"wasted_s", seconds(s.Wasted)},
		{"recovery_s", defined(s.recovery())}, {"faults", disturbances(s.Faults)}, {"surges", disturbances(s.Surges)},
	}
	if why := s.untold(); why != "" {
		out = append(out, member{"undefined", members{{"recovery_s", why}}})
	}
	out = append(out, member{"state", s.State})
	if s.State == Overloaded && s.AtEase {
		out = append(out, member{"failing_without_overload", true})
	}
	if s.NeverWell != "" {
		out = append(out, member{"never_well", s.NeverWell})
	}
	if share := s.total().young(); share > most {
		out = append(out, member{"under_way", fmt.Sprintf("%s of the requests were under way when the run ended, too young to tell", asShare.figure(share))})
	}
	if s.Judged != nil {
		judged := []members{}
		for _, j := range s.Judged {
			judged = append(judged, j.json())
		}
		out = append(out, member{"invariants", judged})
	}
	for _, f := range Families() {
		var kinds members
		for _, t := range s.Told {
			if t.family() == f {
				kinds = append(kinds, member{t.kind(), t.json()})
			}
		}
		if kinds != nil {
			out = append(out, member{f.key, kinds})
		}
	}
	return out.withPlaces(s.Places)
}

func (f Disturbance) json() members {
	return members{
		{"name", f.Name}, {"what", f.What}, {"begin_s", number(f.Begin.Seconds())}, {"end_s", number(f.End.Seconds())},
		{"touched", f.Touched}, {"recovered", f.Recovered}, {"recovery_s", defined(f.Recovery.Seconds(), f.Recovered)}, {"untold", f.Untold},
	}
}

// loadOf returns a load as an object: every metric that a load has, those of
// latency and of items together, and why what is null is undefined.
func loadOf(s *Summary, load string) members {
	var out, ok, all, items, undefined members
	for _, m := range Metrics() {
		if m.Whole {
			continue
		}
		x, is := m.Of(s, load)
		value := defined(x, is)
		group := m.Name
		if rest, found := strings.CutPrefix(m.Name, "latency_ok_"); found {
			group, ok = "latency_ms.ok", append(ok, member{rest, value})
		} else if rest, found := strings.CutPrefix(m.Name, "latency_all_"); found {
			group, all = "latency_ms.all", append(all, member{rest, value})
		} else if m.Items {
			items = append(items, member{m.Name, value})
			continue
		} else if m.Name == "wasted_work" {
			out = append(out, member{"wasted_s", value})
		} else {
			out = append(out, member{m.Name, value})
		}
		if n := len(undefined); !is && (n == 0 || undefined[n-1].key != group) {
			undefined = append(undefined, member{group, m.Why(s, load)})
		}
	}
	out = append(out, member{"latency_ms", members{{"ok", ok}, {"all", all}}})
	if l, _ := s.load(load); l.Reads+l.Writes > 0 {
		out = append(out, member{"items", items})
	}
	if undefined != nil {
		out = append(out, member{"undefined", undefined})
	}
	return out
}

// A number is written with six decimals at most, below one with six significant
// digits, and never with more than it takes to tell it apart. Undefined and
// infinite numbers are null.
type number float64

func undefined() number { return number(math.NaN()) }

// defined takes what a metric returns.
func defined(x float64, ok bool) number {
	if !ok {
		return undefined()
	}
	return number(x)
}

func seconds(d time.Duration) number { return number(d.Seconds()) }

// String returns the number as it is in CSV: undefined is empty.
func (n number) String() string {
	x := float64(n)
	switch {
	case math.IsNaN(x):
		return ""
	case math.IsInf(x, 1):
		return "inf"
	case math.IsInf(x, -1):
		return "-inf"
	}
	digits := strconv.FormatFloat(x, 'f', 6, 64)
	if math.Abs(x) < 1 {
		digits = strconv.FormatFloat(x, 'g', 6, 64)
	}
	rounded, err := strconv.ParseFloat(digits, 64)
	if err != nil {
		panic("reports: " + err.Error())
	}
	if rounded == 0 {
		return "0"
	}
	if math.Abs(rounded) < 1e-6 {
		return strconv.FormatFloat(rounded, 'g', -1, 64)
	}
	return strconv.FormatFloat(rounded, 'f', -1, 64)
}

// MarshalJSON returns the number as it is in JSON.
func (n number) MarshalJSON() ([]byte, error) {
	if math.IsNaN(float64(n)) || math.IsInf(float64(n), 0) {
		return []byte("null"), nil
	}
	return []byte(n.String()), nil
}

// Members are an object whose keys keep their order.
type members []member

type member struct {
	key   string
	value any
}

// MarshalJSON returns the object.
func (m members) MarshalJSON() ([]byte, error) { return plainJSON(m) }

// plainJSON marshals without the escapes that HTML needs: the names of links
// contain "->".
func plainJSON(v any) ([]byte, error) {
	var w plainWriter
	w.leaves = json.NewEncoder(&w.out)
	w.leaves.SetEscapeHTML(false)
	err := w.write(v)
	return w.out.Bytes(), err
}

// A plainWriter writes objects within objects into one buffer, so that none is read again for
// each that it is in.
type plainWriter struct {
	out    bytes.Buffer
	leaves *json.Encoder // writes to out
}

func (w *plainWriter) write(v any) error {
	switch v := v.(type) {
	case members:
		return w.list('{', '}', len(v), func(i int) error {
			if err := w.write(v[i].key); err != nil {
				return err
			}
			w.out.WriteByte(':')
			return w.write(v[i].value)
		})
	case []members:
		if v != nil {
			return w.list('[', ']', len(v), func(i int) error { return w.write(v[i]) })
		}
	}
	if err := w.leaves.Encode(v); err != nil {
		return err
	}
	w.out.Truncate(w.out.Len() - 1) // the newline
	return nil
}

func (w *plainWriter) list(begin, end byte, n int, write func(int) error) error {
	w.out.WriteByte(begin)
	for i := range n {
		if i > 0 {
			w.out.WriteByte(',')
		}
		if err := write(i); err != nil {
			return err
		}
	}
	w.out.WriteByte(end)
	return nil
}

// JSON returns what writes results, a comparison, a sweep or a factorial indented,
// with a newline at the end. What texts hide is escaped.
func JSON(v json.Marshaler) func(io.Writer) error {
	return func(w io.Writer) error {
		text, err := v.MarshalJSON()
		if err != nil {
			return err
		}
		var b bytes.Buffer
		if err := json.Indent(&b, append(text, '\n'), "", "  "); err != nil {
			return err
		}
		_, err = io.WriteString(w, typo.Visible(b.String()))
		return err
	}
}
