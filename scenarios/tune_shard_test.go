package scenarios

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"wavetank/reports"
)

// TestShardsOfATuningGuessWhatIsAskedNext counts which of the runs of a tuning its shards make,
// each without a word from the others.
func TestShardsOfATuningGuessWhatIsAskedNext(t *testing.T) {
	const shards = 3
	open := tried(t, strings.Replace(busyServer, `duration = "4s"`, `duration = "3500ms"`, 1))
	k := TuneOptions{Knobs: []string{"patterns.again.attempts=1..5", "patterns.again.base=100ms..2s"}, Budget: 70}
	tune := func(shard int) (made map[string]bool, err error) {
		var lock sync.Mutex
		made = make(map[string]bool)
		o := CompareOptions{Seeds: Seeds(1, 3), Guess: shard >= 0, Known: func(words string) {
			if shard >= 0 {
				t.Errorf("a shard tells a guess: %s", words)
			}
		}}
		o.Evaluate = func(ctx context.Context, task Task) ([]*reports.Summary, error) {
			if shard >= 0 && task.Index%shards != shard {
				return nil, ErrElsewhere
			}
			lock.Lock()
			made[fmt.Sprint(task.Scenario.Hash, task.Seeds)] = true
			lock.Unlock()
			return task.Carry(ctx, nil)
		}
		_, err = Tune(t.Context(), open, k, o)
		return made, err
	}
	asked, err := tune(-1)
	if err != nil {
		t.Fatal(err)
	}
	known := 0
	for shard := range shards {
		made, err := tune(shard)
		if !errors.Is(err, ErrElsewhere) {
			t.Fatalf("shard %d of %d ends with %v", shard+1, shards, err)
		}
		for run := range made {
			if asked[run] {
				known++
			}
		}
	}
	if known < len(asked)*2/3 {
		t.Errorf("shards know %d of %d runs: their guesses are worth nothing", known, len(asked))
	}
	t.Logf("shards know %d of %d runs", known, len(asked))
}
