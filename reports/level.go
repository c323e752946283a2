package reports

import (
	"slices"
	"time"

	"wavetank/sim"
)

// A Level is a height that facts of one kind told: each said how high something
// of its owner's stood from then on. Before an owner's first fact there is none.
// The numbers leave out the warm-up.
type Level struct {
	Name    string
	Heights              // over all owners: Mean and Last are means over those that told one
	Owners  []OwnerLevel // in the order in which they first told it
	Width   time.Duration
	Windows []LevelWindow // from time zero, the warm-up included
}

// Heights are a level in four numbers.
type Heights struct {
	Mean float64 // weighted by time
	Min  int64
	Max  int64
	Last float64 // when the run ended
	Told bool    // there was a level after the warm-up; if not, the numbers are undefined
}

// An OwnerLevel is the level of one owner.
type OwnerLevel struct {
	Name string
	Heights
}

// A LevelWindow is a level within a window: its mean over time and owners, and
// the highest of any owner. It is not OK if nobody had told one yet.
type LevelWindow struct {
	Mean float64
	Max  int64
	OK   bool
}

// LevelFamily is the family of facts whose Value is how high something of the Owner's
// stands from then on.
var LevelFamily = &Family{Name: "level", Tells: "tells a level", example: "levels.saga.unfinished.max", stats: []stat{
	levelStat("mean", "", "Mean over time of the level that the facts of a kind tell, after the warm-up; of several owners (nodes or loads), their mean.",
		func(h *Heights) float64 { return h.Mean }),
	levelStat("min", "level", "The lowest level that any owner had after the warm-up.", func(h *Heights) float64 { return float64(h.Min) }),
	levelStat("max", "level", "The highest level that any owner had after the warm-up.", func(h *Heights) float64 { return float64(h.Max) }),
	levelStat("last", "level", "The level at the end of the run; of several owners, their mean.", func(h *Heights) float64 { return h.Last }),
},
	key: "levels", heading: []string{"level", "of", "mean", "min", "max", "last"},
	begin: func(_ *Family, kind *sim.Kind, c *Collector) foldTold {
		return &levelFold{name: kind.String(), warm: c.warm, width: c.width, places: make(map[*sim.Owner]int), windows: make([]levelWindow, len(c.windows))}
	},
	csv: levelRows,
}

func levelStat(name, unit, words string, of func(*Heights) float64) stat {
	return stat{name: name, unit: unit, signed: true, lacks: "nobody told that level", words: words + " Undefined if nobody told one.", of: func(s *Summary, kind string) (float64, bool) {
		if l, ok := Find[*Level](s.Told, kind); ok {
			return of(&l.Heights), l.Told
		}
		return 0, false
	}}
}

func (l *Level) family() *Family { return LevelFamily }
func (l *Level) kind() string    { return l.Name }

// kept leaves out the owners.
func (l *Level) kept() Told {
	k := *l
	k.Owners = nil
	return &k
}

func (l *Level) row() []string {
	if !l.Told {
		return nil
	}
	return []string{l.Name, CountOf(len(l.Owners), "owner"), unit{}.figure(l.Mean), whole(l.Min), whole(l.Max), unit{}.figure(l.Last)}
}

// mostOwners bounds the owners of a level that are told one by one.
const mostOwners = 100

func (l *Level) json() any {
	var owners members
	for _, o := range l.Owners[:min(len(l.Owners), mostOwners)] {
		owners = append(owners, member{o.Name, o.json()})
	}
	if owners == nil {
		return l.Heights.json()
	}
	return append(l.Heights.json(), member{"owners", owners})
}

func (h Heights) json() members {
	return members{
		{"mean", defined(h.Mean, h.Told)}, {"min", defined(float64(h.Min), h.Told)},
		{"max", defined(float64(h.Max), h.Told)}, {"last", defined(h.Last, h.Told)},
	}
}

// levelRows are what the charts of levels draw: a row for each variant, level and
// window.
func levelRows(_ *Family, c *Comparison) [][]string {
	rows := [][]string{{"variant", "level", "at_s", "mean", "mean_p5", "mean_p95", "highest", "highest_p5", "highest_p95"}}
	for _, v := range c.Variants {
		for _, l := range v.Levels {
			for i, p := range l.Points {
				row := []string{v.Name, l.Name, number(p.At.Seconds()).String()}
				rows = append(rows, slices.Concat(row, p.cells(1), l.Highest.Points[i].cells(1)))
			}
		}
	}
	return rows
}
