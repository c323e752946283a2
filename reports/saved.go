package reports

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
)

// A Saved is what the JSON of a comparison keeps: enough to pair it, seed by seed,
// with another.
type Saved struct {
	Schema, Build, Scenario, Hash, Command string

	Point        string // of a sweep, its values; else empty
	Variants     []SavedVariant
	Expectations []struct{ That, Status string }
}

// A SavedVariant is one arm of it.
type SavedVariant struct {
	Variant string
	Runs    []struct {
		Seed   uint64
		Digest string
	}
	Metrics map[string]SavedBand
	ByLoad  map[string]map[string]SavedBand `json:"metrics_by_load"`
}

// A SavedBand is a metric, with its value in each run.
type SavedBand struct{ Values []savedValue }

// A savedValue is NaN for null, and infinite for "inf".
type savedValue float64

// UnmarshalJSON reads what measured writes.
func (v *savedValue) UnmarshalJSON(text []byte) error {
	switch string(text) {
	case "null":
		*v = savedValue(math.NaN())
		return nil
	case `"inf"`:
		*v = savedValue(math.Inf(1))
		return nil
	}
	return json.Unmarshal(text, (*float64)(v))
}

// MarshalJSON writes it so that it is read again.
func (v savedValue) MarshalJSON() ([]byte, error) {
	switch x := float64(v); {
	case math.IsNaN(x):
		return []byte("null"), nil
	case math.IsInf(x, 1):
		return []byte(`"inf"`), nil
	default:
		return json.Marshal(x)
	}
}

// ReadSaved reads what was kept as comparison.json, factorial.json or sweep.json: one
// comparison, or one of each point. What has no values of single runs cannot be paired,
// and is an error.
func ReadSaved(data []byte) ([]*Saved, error) {
	var file struct {
		Saved
		Comparison *Saved
		Points     []struct {
			Values     []string
			Comparison *Saved
		}
	}
	if err := json.Unmarshal(data, &file); err != nil {
		return nil, fmt.Errorf("it is not the JSON of a comparison: %w", err)
	}
	all := []*Saved{&file.Saved}
	switch {
	case file.Comparison != nil:
		all = []*Saved{file.Comparison}
	case file.Points != nil:
		all = nil
		for _, p := range file.Points {
			if p.Comparison != nil {
				p.Comparison.Point = strings.Join(p.Values, ", ")
				all = append(all, p.Comparison)
			}
		}
	}
	for _, s := range all {
		if err := s.check(); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// check complains about what cannot be paired.
func (s *Saved) check() error {
	if len(s.Variants) == 0 {
		return fmt.Errorf("it holds no variants: it is not the JSON of a comparison")
	}
	if s.Schema != comparisonSchema {
		return fmt.Errorf("its schema is %q, and this program reads %q: make it again (%s)", s.Schema, comparisonSchema, s.Command)
	}
	for _, v := range s.Variants {
		for name, b := range v.Metrics {
			if len(b.Values) != len(v.Runs) {
				return fmt.Errorf("variant %s has %d values of %s, and %d runs", v.Variant, len(b.Values), name, len(v.Runs))
			}
		}
	}
	return nil
}

func (s *Saved) variant(name string) *SavedVariant {
	i := slices.IndexFunc(s.Variants, func(v SavedVariant) bool { return v.Variant == name })
	if i < 0 {
		return nil
	}
	return &s.Variants[i]
}

// value returns a metric in the run with a seed, NaN if there is none.
func (v *SavedVariant) value(load, metric string, seed uint64) float64 {
	bands := v.Metrics
	if load != "" {
		bands = v.ByLoad[load]
	}
	i := slices.IndexFunc(v.Runs, func(r struct {
		Seed   uint64
		Digest string
	}) bool {
		return r.Seed == seed
	})
	if values := bands[metric].Values; i >= 0 && i < len(values) {
		return float64(values[i])
	}
	return math.NaN()
}
