package main

import (
	"bufio"
	"bytes"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
)

// A world lives on little and throws much away, so that the usual target of the
// collector, twice what lives, has it run all the time. Five times costs some tens of
// megabytes and saves a quarter of the time of a comparison, a third of a hunt's.
const collectorTarget = 400

// A restraint is what the collector is told: its target in percent of what lives, and
// how many bytes the program may take before it collects more often than that. Zero
// leaves either as it is.
type restraint struct {
	percent int
	most    int64
}

// restrain chooses the collector's target for a machine of so many bytes, zero if that
// is not known. Who has set GOGC or GOMEMLIMIT knows better.
func restrain(getenv func(string) string, machine int64) restraint {
	if getenv("GOGC") != "" {
		return restraint{}
	}
	r := restraint{percent: collectorTarget}
	if getenv("GOMEMLIMIT") == "" {
		r.most = machine / 4 * 3
		if machine <= 0 {
			r.most = 4 << 30
		}
	}
	return r
}

func (r restraint) apply() {
	if r.percent > 0 {
		debug.SetGCPercent(r.percent)
	}
	if r.most > 0 {
		debug.SetMemoryLimit(r.most)
	}
}

// machineMemory returns how many bytes the program may take at most: those of the
// machine, or fewer if its control group says so. It is zero where nobody says.
func machineMemory(read func(file string) ([]byte, error)) int64 {
	var least int64
	for _, file := range []string{"/proc/meminfo", "/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"} {
		text, err := read(file)
		if err != nil {
			continue
		}
		if n := bytesIn(text); n > 0 && (least == 0 || n < least) {
			least = n
		}
	}
	return least
}

// bytesIn reads "MemTotal: 16 kB", in any line, or a bare number of bytes; zero is
// neither.
func bytesIn(text []byte) int64 {
	for lines := bufio.NewScanner(bytes.NewReader(text)); lines.Scan(); {
		words := strings.Fields(lines.Text())
		switch {
		case len(words) == 3 && words[0] == "MemTotal:" && words[2] == "kB":
			n, _ := strconv.ParseInt(words[1], 10, 53)
			return n << 10
		case len(words) == 1:
			n, _ := strconv.ParseInt(words[0], 10, 64)
			return n
		}
	}
	return 0
}

// restrainCollector is called once, before anything is run.
func restrainCollector() { restrain(os.Getenv, machineMemory(os.ReadFile)).apply() }
