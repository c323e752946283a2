package language

import "time"

// Rates returns the arrivals per second of a load between two times, at the first and just
// before the second, if nothing but a ramp changes them in between. Of a closed loop and of
// recorded arrivals they are zero.
func (w *Workload) Rates(from, to time.Duration) (begin, end float64) {
	if from < w.From || w.Until > 0 && from >= w.Until {
		return 0, 0
	}
	begin, end = w.Rate, w.Rate
	if len(w.Steps) > 0 && w.Steps[0].Ramp { // from nothing
		slope := w.Steps[0].Rate / float64(max(w.Steps[0].At, 1))
		begin, end = float64(slope*float64(from)), float64(slope*float64(to))
	}
	for i, s := range w.Steps {
		if s.At > from {
			break
		}
		begin, end = s.Rate, s.Rate
		if i+1 < len(w.Steps) && w.Steps[i+1].Ramp {
			next := w.Steps[i+1]
			slope := (next.Rate - s.Rate) / float64(next.At-s.At)
			begin = s.Rate + float64(slope*float64(from-s.At))
			end = s.Rate + float64(slope*float64(to-s.At))
		}
	}
	if b := w.Burst; b != nil && from >= b.At {
		since := from - b.At
		if b.Every > 0 {
			since %= b.Every
		}
		if since < b.For {
			begin, end = begin+b.Rate, end+b.Rate
		}
	}
	return begin, end
}
