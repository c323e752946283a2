package retry

import "wavetank/sim"

// A flight is what of one attempt is under way, as the budget sees it: the attempt
// itself, and the copies that a hedge inside makes of it.
type flight struct {
	budget  Budget
	attempt Attempt
	under   bool // the attempt itself is under way, or waits for its turn
	copies  int
	paid    Price // for the latest copy
}

// begin takes in an attempt that begins, or waits for its turn.
func (f *flight) begin(b Budget, a Attempt) { *f = flight{budget: b, attempt: a, under: true} }

// Copy asks for one more copy, as for a retry.
func (f *flight) Copy(now sim.Time) bool {
	paid, ok := f.budget.Retry(now, false)
	if ok {
		f.budget.Again(now)
		f.copies++
		f.paid = paid
	}
	return ok
}

// Copied takes in the end of the attempt or of a copy, which are alike to a budget.
func (f *flight) Copied(now sim.Time, failed bool) {
	result := Unknown
	if failed {
		result = Failure
	}
	f.end(now, result)
}

// over takes in the result of the attempt: with it, all that is under way ends. Who
// ended with that result may have told it already.
func (f *flight) over(now sim.Time, r Result) {
	for f.under || f.copies > 0 {
		f.end(now, r)
		r = Unknown
	}
}

func (f *flight) end(now sim.Time, r Result) {
	a := f.attempt
	if f.under {
		f.under = false
	} else {
		a = Attempt{Retry: true, Paid: f.paid}
		f.copies--
	}
	a.Result = r
	f.budget.Done(now, a)
}
