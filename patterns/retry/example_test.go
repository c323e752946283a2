package retry_test

import (
	"fmt"
	"time"

	"wavetank/nodes"
	"wavetank/patterns/retry"
	"wavetank/sim"
)

// A Backoff is usable on its own: it needs the number of the wait, the wait before
// it, and luck.
func ExampleBackoff() {
	for _, jitter := range []retry.Jitter{retry.None, retry.Full, retry.Equal, retry.Decorrelated} {
		b := retry.Backoff{Base: 100 * time.Millisecond, Factor: 2, Cap: time.Second, Jitter: jitter}
		wait, key := time.Duration(0), sim.KeyOf("one client")
		fmt.Printf("%-12s", jitter)
		for n := range 5 {
			wait = b.Next(n, wait, key.Mix(uint64(n)).Rand())
			fmt.Printf(" %v", wait.Round(time.Millisecond))
		}
		fmt.Println()
	}
	// Output:
	// none         100ms 200ms 400ms 800ms 1s
	// full         92ms 130ms 139ms 103ms 942ms
	// equal        96ms 165ms 270ms 452ms 971ms
	// decorrelated 285ms 589ms 680ms 350ms 995ms
}

// A Course decides whether to try again. Its caller makes the attempts and waits.
func ExampleCourse() {
	c := retry.Default()
	c.Jitter = "none"
	course := c.NewCourse(&nodes.Request{Deadline: sim.Time(250 * time.Millisecond)}, 1)
	now := sim.Time(0)
	for course.Begin(now) {
		wait, verdict := course.Next(now, nodes.ErrFailed)
		if verdict != retry.Again {
			fmt.Printf("attempt %d at %v was the last: too late is %v\n", course.Attempts(), now, verdict == retry.Late)
			break
		}
		fmt.Printf("attempt %d at %v failed: again in %v\n", course.Attempts(), now, wait)
		now = now.Add(wait)
	}
	// Output:
	// attempt 1 at 0s failed: again in 100ms
	// attempt 2 at 100ms was the last: too late is true
}

// A Budget lets a hundred calls that all fail be retried as long as there are
// tokens, and then no more.
func ExampleBudget() {
	b := retry.NewBucket(10, 0.1, 1, 1, true)
	retried := 0
	for range 100 {
		b.Begin(0)
		b.Done(0, retry.Attempt{Result: retry.Failure})
		if price, ok := b.Retry(0, false); ok {
			retried++
			b.Again(0)
			b.Done(0, retry.Attempt{Retry: true, Paid: price, Result: retry.Failure})
		}
	}
	fmt.Println(retried, "retries of 100 failures")
	// Output:
	// 10 retries of 100 failures
}
