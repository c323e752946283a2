package reports

type heightsJSON struct {
	Mean   number  `json:"mean"`
	Min    number  `json:"min"`
	Max    number  `json:"max"`
	Last   number  `json:"last"`
	Owners members `json:"owners,omitempty"`
}

type spansJSON struct {
	Count    int64      `json:"count"`
	Share    number     `json:"share"`
	OverlapS number     `json:"overlap_s"`
	List     []spanJSON `json:"list"`
	More     int64      `json:"more"`
}

type spanJSON struct {
	Owner  string `json:"owner"`
	BeginS number `json:"begin_s"`
	EndS   number `json:"end_s"`
	Open   bool   `json:"open"`
}

// mostOwners bounds the owners of a level that are told one by one.
const mostOwners = 100

func (l *Level) json() heightsJSON {
	out := l.Heights.json()
	for _, o := range l.Owners[:min(len(l.Owners), mostOwners)] {
		out.Owners = append(out.Owners, member{o.Name, o.json()})
	}
	return out
}

func (h Heights) json() heightsJSON {
	return heightsJSON{
		Mean: defined(h.Mean, h.Told), Min: defined(float64(h.Min), h.Told),
		Max: defined(float64(h.Max), h.Told), Last: defined(h.Last, h.Told),
	}
}

func (s *Spans) json() spansJSON {
	out := spansJSON{
		Count: s.Count, Share: defined(ratio(s.Covered.Seconds(), s.Measured.Seconds())),
		OverlapS: seconds(s.Overlap), List: []spanJSON{}, More: s.More,
	}
	for _, x := range s.List {
		out.List = append(out.List, spanJSON{x.Owner, number(x.Begin.Seconds()), number(x.End.Seconds()), x.Open})
	}
	return out
}
