package reports

import "io"

// MarshalJSON returns the sweep as one object whose keys are always in the same
// order. Each point holds its comparison in full.
func (s *Sweep) MarshalJSON() ([]byte, error) {
	type axis struct {
		Key    string   `json:"key"`
		Values []string `json:"values"`
	}
	type point struct {
		Values     []string    `json:"values"`
		Means      members     `json:"means"`
		Comparison *Comparison `json:"comparison"`
	}
	out := struct {
		Scenario string  `json:"scenario"`
		Title    string  `json:"title"`
		Axes     []axis  `json:"axes"`
		Points   []point `json:"points"`
		Finding  string  `json:"finding"`
		Command  string  `json:"command"`
	}{Scenario: s.Scenario, Title: s.Title, Finding: s.Finding(), Command: s.Command}
	for _, a := range s.Axes {
		out.Axes = append(out.Axes, axis(a))
	}
	for i, c := range s.Points {
		p := point{Values: s.Values(i), Comparison: c}
		for _, v := range s.Variants {
			var means members
			for _, metric := range SweptMetrics {
				means = append(means, member{metric, s.At(i, v.Name, metric).json()})
			}
			p.Means = append(p.Means, member{v.Name, means})
		}
		out.Points = append(out.Points, p)
	}
	return plainJSON(out)
}

// WriteJSON writes the sweep indented, with a newline at the end.
func (s *Sweep) WriteJSON(w io.Writer) error { return writeJSON(w, s) }

type intervalJSON struct {
	Mean  number `json:"mean"`
	Low   number `json:"low"`
	High  number `json:"high"`
	Seeds int    `json:"seeds"`
}

func (i Interval) json() intervalJSON {
	return intervalJSON{number(i.Middle), number(i.Low), number(i.High), i.Pairs}
}
