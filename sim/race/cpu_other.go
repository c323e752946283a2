//go:build !unix

package race

import "time"

var start = time.Now()

// cpuTime returns the time that has passed, where nobody tells how much of it the
// process has had.
func cpuTime() time.Duration { return time.Since(start) }
