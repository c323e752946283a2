package membership

import (
	"math"
	"math/bits"
	"time"

	"wavetank/sim"
)

// SuspicionTimeout returns how long a member is suspected before it is declared
// dead, in a group of so many: the multiple of a probe interval grows with the
// logarithm of the group, as the news that refutes it takes longer. It is
// memberlist's suspicionTimeout, in thousandths of an interval.
func SuspicionTimeout(mult, members int, probe time.Duration) time.Duration {
	scale := max(1, sim.Log(float64(max(members, 1)))/math.Ln10)
	return time.Duration(mult) * time.Duration(math.Floor(float64(scale*1000)+1e-6)) * probe / 1000
}

// RetransmitLimit returns how often a member passes one piece of news on: a
// multiple of the digits of the group's size. It is memberlist's retransmitLimit.
func RetransmitLimit(mult, members int) int {
	digits := 0
	for n := 1; n < members+1; n *= 10 {
		digits++
	}
	return mult * digits
}

// PushPullInterval returns how often a member of a group of so many exchanges all
// that it knows with another: beyond 32 members more rarely with every doubling.
// It is memberlist's pushPullScale.
func PushPullInterval(interval time.Duration, members int) time.Duration {
	if members <= 32 {
		return interval
	}
	return interval * time.Duration(bits.Len(uint(members-1))-5+1)
}

// Remaining returns how long a suspicion lasts in all after so many independent
// confirmations, of the k that are hoped for: from longest down to shortest, by
// their logarithm. It is memberlist's remainingSuspicionTime, in milliseconds.
func Remaining(confirmations, k int, shortest, longest time.Duration) time.Duration {
	if k < 1 {
		return shortest
	}
	part := sim.Log(float64(confirmations+1)) / sim.Log(float64(k+1))
	raw := float64(longest) - float64(part*float64(longest-shortest))
	return max(shortest, time.Duration(math.Floor(raw/1e6+1e-6))*time.Millisecond)
}
