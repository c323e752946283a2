package world_test

import (
	"strings"
	"testing"

	"wavetank/scenarios"
)

// TestAProcessBesideANodeIsStruckAlone tells which patterns have one, and where.
func TestAProcessBesideANodeIsStruckAlone(t *testing.T) {
	for keys, want := range map[string]string{
		`kind = "crash"` + "\n" + `node = "a"` + "\n" + `pattern = "mesh"`:                             "",
		`kind = "crash"` + "\n" + `node = "b"` + "\n" + `pattern = "mesh"`:                             `the pattern "mesh" does not lie on "b"`,
		`kind = "crash"` + "\n" + `node = "a"` + "\n" + `pattern = "fuse"`:                             `a circuit-breaker runs nothing that a fault could strike alone`,
		`kind = "crash"` + "\n" + `node = "a"` + "\n" + `pattern = "mush"`:                             `there is no pattern "mush"`,
		`kind = "crash"` + "\n" + `node = "a"` + "\n" + `pattern = "mesh"` + "\n" + `silent = true`:    `"silent"`,
		`kind = "crash"` + "\n" + `node = "a"` + "\n" + `pattern = "mesh"` + "\n" + `silence = "none"`: `unknown key "silence"`,
		`kind = "pause"` + "\n" + `node = "a"` + "\n" + `pattern = "mesh"`:                             "",
		`kind = "hang"` + "\n" + `node = "a"` + "\n" + `pattern = "mesh"`:                              "",
		`kind = "slow"` + "\n" + `node = "a"` + "\n" + `pattern = "mesh"` + "\n" + `factor = 2`:        "",
		`kind = "slow"` + "\n" + `node = "a"` + "\n" + `pattern = "fuse"` + "\n" + `factor = 2`:        "a circuit-breaker runs nothing that a fault could strike alone",
	} {
		_, err := scenarios.Parse("x.toml", []byte(`
title = "x"
duration = "1s"
[nodes.a]
routes.r = { calls = ["b.r"] }
[nodes.b]
routes.r = {}
[loads.l]
to = "a.r"
rate = "1/s"
[patterns.fuse]
kind = "circuit-breaker"
on = "a -> b"
[patterns.mesh]
kind = "sidecar"
on = "a"
carries = ["fuse"]
[variants]
with = ["mesh"]
[[faults]]
at = "500ms"
`+keys+"\n"))
		switch {
		case want == "" && err != nil:
			t.Errorf("%s: %v", keys, err)
		case want != "" && (err == nil || !strings.Contains(err.Error(), want)):
			t.Errorf("%s: got %v, want %s", keys, err, want)
		}
	}
}
