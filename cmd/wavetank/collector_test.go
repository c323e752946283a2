package main

import (
	"errors"
	"math"
	"runtime/debug"
	"testing"
)

func TestTheCollectorIsRestrainedUnlessTheUserSaysOtherwise(t *testing.T) {
	cases := []struct {
		name string
		env  map[string]string
		most int64
		want restraint
	}{
		{"nothing is set", nil, granted(8 << 30), restraint{400, 6 << 30}},
		{"the machine's memory is not known", nil, granted(0), restraint{400, 4 << 30}},
		{"the user set a target", map[string]string{"GOGC": "50"}, 2000, restraint{0, 2000}},
		{"the user switched the collector off", map[string]string{"GOGC": "off"}, 2000, restraint{0, 2000}},
		{"the user set a limit", map[string]string{"GOMEMLIMIT": "1GiB"}, 2000, restraint{400, 0}},
		{"the user set both", map[string]string{"GOGC": "200", "GOMEMLIMIT": "1GiB"}, 2000, restraint{0, 0}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := restrain(func(key string) string { return c.env[key] }, c.most); got != c.want {
				t.Errorf("%+v, want %+v", got, c.want)
			}
		})
	}
}

func TestARestraintIsApplied(t *testing.T) {
	defer restoreCollector()()
	debug.SetGCPercent(100)
	debug.SetMemoryLimit(math.MaxInt64)
	restraint{}.apply()
	if p, m := debug.SetGCPercent(100), debug.SetMemoryLimit(-1); p != 100 || m != math.MaxInt64 {
		t.Errorf("no restraint changed the collector to %d %%, %d bytes", p, m)
	}
	restraint{400, 6 << 30}.apply()
	if p, m := debug.SetGCPercent(100), debug.SetMemoryLimit(-1); p != 400 || m != 6<<30 {
		t.Errorf("%d %%, %d bytes, want 400 %%, %d", p, m, int64(6<<30))
	}
}

func TestTheMemoryOfTheMachineIsTheLeastThatAnybodyGrants(t *testing.T) {
	const meminfo, group, old = "/proc/meminfo", "/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"
	const machine = "MemTotal:        8039424 kB\nMemFree:          123456 kB\n"
	cases := []struct {
		name  string
		files map[string]string
		want  int64
	}{
		{"no files, as on other systems", nil, 0},
		{"a machine without groups", map[string]string{meminfo: machine}, 8039424 << 10},
		{"a group without a limit", map[string]string{meminfo: machine, group: "max\n"}, 8039424 << 10},
		{"a group with a limit", map[string]string{meminfo: machine, group: "1073741824\n"}, 1 << 30},
		{"an old group without a limit", map[string]string{meminfo: machine, old: "9223372036854771712\n"}, 8039424 << 10},
		{"an old group with a limit", map[string]string{meminfo: machine, old: "536870912\n"}, 512 << 20},
		{"a group of its own", map[string]string{meminfo: machine, "/proc/self/cgroup": "0::/user/x.scope\n", "/sys/fs/cgroup/user/x.scope/memory.max": "1073741824\n"}, 1 << 30},
		{"a limit on addresses, of which Go takes some for nothing", map[string]string{meminfo: machine, "/proc/self/limits": "Limit  Soft Limit  Hard Limit  Units\nMax address space         6442450944           6442450944           bytes     \n"}, 6<<30 - reserved},
		{"a limit on addresses of which little is left", map[string]string{meminfo: machine, "/proc/self/limits": "Max address space         2040109465           2040109465           bytes     \n"}, leastMemory},
		{"no limit on addresses", map[string]string{meminfo: machine, "/proc/self/limits": "Max address space         unlimited            unlimited            bytes\n"}, 8039424 << 10},
		{"nonsense", map[string]string{meminfo: "MemTotal: much kB\n", group: "-5\n"}, 0},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := machineMemory(func(file string) ([]byte, error) {
				text, ok := c.files[file]
				if !ok {
					return nil, errors.New("no such file")
				}
				return []byte(text), nil
			})
			if got != c.want {
				t.Errorf("%d bytes, want %d", got, c.want)
			}
		})
	}
}

// restoreCollector returns what undoes a restraint.
func restoreCollector() func() {
	percent, most := debug.SetGCPercent(100), debug.SetMemoryLimit(-1)
	debug.SetGCPercent(percent)
	return func() {
		debug.SetGCPercent(percent)
		debug.SetMemoryLimit(most)
	}
}
