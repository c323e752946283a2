package campaign

import (
	"encoding/json"
	"testing"
)

func mustJSON(t *testing.T, h Header) []byte {
	t.Helper()
	text, err := json.Marshal(h)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// FuzzResult holds what a machine may send: other bytes are an error, never a panic.
func FuzzResult(f *testing.F) {
	r := &Result{Work: Key{1}, Machine: "one", Runs: []Runs{{Seed: 1, Data: []byte{1, 2, 3}}, {Seed: 300}}}
	data, err := r.MarshalBinary()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Fuzz(func(t *testing.T, data []byte) {
		var r Result
		if r.UnmarshalBinary(data) != nil {
			return
		}
		for _, runs := range r.Runs {
			if sums, err := runs.Summaries(); err == nil && len(sums) > 0 && sums[0].Seed != runs.Seed {
				t.Fatal("a summary of another seed")
			}
		}
	})
}
