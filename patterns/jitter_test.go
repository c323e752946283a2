package patterns

import (
	"testing"
	"time"

	"wavetank/sim"
)

func TestAJitterSpreadsAPeriod(t *testing.T) {
	w := sim.New(sim.Config{Seed: 1})
	at := func(name, peer string) Site { return Site{Owner: w.Owner(name), Name: "p", Peer: peer} }
	purpose := sim.KeyOf("test")
	one, other := at("a", "").Jitter(.15, purpose), at("b", "").Jitter(.15, purpose)
	least, most, sum, same := time.Hour, time.Duration(0), time.Duration(0), 0
	const n = 10_000
	for range n {
		x, y := one.Next(time.Minute), other.Next(time.Minute)
		least, most, sum = min(least, x), max(most, x), sum+x
		if x == y {
			same++
		}
	}
	if least < time.Minute || least > time.Minute+10*time.Millisecond || most > 69*time.Second || most < 69*time.Second-10*time.Millisecond {
		t.Errorf("from %v to %v, want from 1m to 1m9s", least, most)
	}
	if mean := sum / n; (mean - 64500*time.Millisecond).Abs() > 100*time.Millisecond { // 3.8 standard errors
		t.Errorf("%v on average, want 1m4.5s", mean)
	}
	if same > 0 {
		t.Errorf("two sites agree %d times", same)
	}
	var none Jitter
	if x := none.Next(time.Minute); x != time.Minute {
		t.Errorf("no jitter makes %v of a minute", x)
	}
	again := at("a", "").Jitter(.15, purpose)
	if x := again.Next(time.Minute); x < least || x > most {
		t.Errorf("%v", x)
	}
}
