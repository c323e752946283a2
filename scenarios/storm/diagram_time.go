package storm

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"wavetank/sim"
)

// The stretches of time that a diagram shows, and their heights in pixels.
const (
	before  = 400 * time.Millisecond // the violation
	after   = 20 * time.Millisecond
	around  = 60 * time.Millisecond // the beginning and the end of each fault
	nearby  = 60 * time.Millisecond // stretches that are no farther apart are one
	perTick = 95.0                  // 50 ms
	gapTall = 34.0
)

// stretches are the times that a diagram shows, in order. What lies between two of them is
// left out.
type stretches []stretch

type stretch struct {
	from, to    sim.Time
	top, bottom float64 // below the beginning of the lanes
}

// stretchesOf returns the last before a violation, and a little around each fault.
func stretchesOf(violated sim.Time, faults []span) stretches {
	list := stretches{{from: max(0, violated.Add(-before)), to: violated.Add(after)}}
	for _, f := range faults {
		for _, at := range []sim.Time{f.from, f.to} {
			if from := max(0, at.Add(-around)); from < violated {
				list = append(list, stretch{from: from, to: min(at.Add(around), violated.Add(after))})
			}
		}
	}
	slices.SortFunc(list, func(a, b stretch) int { return cmp.Compare(a.from, b.from) })
	var all stretches
	for _, s := range list {
		if last := len(all) - 1; last >= 0 && s.from <= all[last].to.Add(nearby) {
			all[last].to = max(all[last].to, s.to)
			continue
		}
		all = append(all, s)
	}
	y := 0.0
	for i := range all {
		all[i].top = y
		y += perTick * all[i].to.Sub(all[i].from).Seconds() / 0.05
		all[i].bottom = y
		y += gapTall
	}
	return all
}

func (s stretches) height() float64 { return s[len(s)-1].bottom }

// sees reports whether an instant is shown.
func (s stretches) sees(t sim.Time) bool {
	return slices.ContainsFunc(s, func(x stretch) bool { return x.from <= t && t <= x.to })
}

// depth is how far down an instant lies; one that is left out, in the midst of the gap.
func (s stretches) depth(t sim.Time) float64 {
	for i, x := range s {
		switch {
		case t < x.from && i == 0:
			return x.top
		case t < x.from:
			return x.top - gapTall/2
		case t <= x.to:
			return x.top + (x.bottom-x.top)*t.Sub(x.from).Seconds()/x.to.Sub(x.from).Seconds()
		}
	}
	return s.height()
}

// axis draws the lanes, the times, and what is left out between them.
func (s *sketch) axis() {
	for _, name := range s.names {
		x := s.x(name)
		for _, t := range s.stretches {
			fmt.Fprintf(s, `<line x1="%d" y1="%.1f" x2="%d" y2="%.1f"/>`+"\n", x, float64(s.top)+t.top, x, float64(s.top)+t.bottom)
		}
		fmt.Fprintf(s, `<text class="name" x="%d" y="%d">%s</text>`+"\n", x, s.top-10, escaped(name))
	}
	const step = sim.Time(50 * time.Millisecond)
	for i, x := range s.stretches {
		for t := (x.from + step - 1) / step * step; t <= x.to; t += step {
			fmt.Fprintf(s, `<line class="grid" x1="%d" y1="%.1f" x2="%d" y2="%.1f"/>`+"\n", leftMargin-5, s.y(t), s.width, s.y(t))
			s.text(5, s.y(t)+4, "faint", fmt.Sprintf("%d.%02d s", t/sim.Time(time.Second), t%sim.Time(time.Second)/sim.Time(10*time.Millisecond)))
		}
		if i > 0 {
			y := float64(s.top) + x.top - gapTall/2
			left := x.from.Sub(s.stretches[i-1].to).Round(10 * time.Millisecond)
			fmt.Fprintf(s, `<line class="lost" x1="%d" y1="%.1f" x2="%d" y2="%.1f"/>`+"\n", leftMargin-10, y, s.width, y)
			s.text(5, y+4, "faint", fmt.Sprintf("… %v left out", left))
		}
	}
}

// A marked is what a violation is about: an item, and the requests that read or write it,
// or the requests that the facts at the instant of the violation tell of.
type marked struct {
	item    int64
	hasItem bool
	keys    map[sim.Key]bool
}

// markedIn looks for the item in the words of the violation, then among what happened at
// its instant.
func markedIn(facts []sim.Fact, v *Violation) *marked {
	m := &marked{keys: map[sim.Key]bool{}}
	if _, words, ok := strings.Cut(" "+v.Words, " item "); ok {
		n, _ := fmt.Sscanf(words, "%d", &m.item)
		m.hasItem = n == 1
	}
	for i := range facts {
		x := &facts[i]
		if !m.hasItem && x.At == v.At && isItem(x.Kind) {
			m.item, m.hasItem = x.Value, true
		}
		if x.At == v.At && x.Key != 0 && !isTraffic(x.Kind) && x.Kind != sim.FaultBegan && x.Kind != sim.FaultEnded {
			m.keys[x.Key] = true
		}
	}
	for i := range facts {
		if x := &facts[i]; m.hasItem && isItem(x.Kind) && x.Value == m.item && x.Key != 0 {
			m.keys[x.Key] = true
		}
	}
	return m
}

func isItem(k *sim.Kind) bool {
	return k == sim.ItemWriting || k == sim.ItemWritten || k == sim.ItemRead
}

// about reports whether a fact is about what the violation is about.
func (m *marked) about(x *sim.Fact) bool {
	return m.keys[x.Key] || m.hasItem && isItem(x.Kind) && x.Value == m.item
}

// words says what stands out.
func (m *marked) words() string {
	switch {
	case m.hasItem:
		return fmt.Sprintf(" Marked: item %d.", m.item)
	case len(m.keys) > 0:
		return " Marked: the request that it happened with."
	}
	return ""
}
