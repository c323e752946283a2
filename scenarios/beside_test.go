package scenarios

import (
	"strings"
	"testing"
)

// TestAProcessBesideANodeCrashesAlone tells which patterns can, and where.
func TestAProcessBesideANodeCrashesAlone(t *testing.T) {
	for keys, want := range map[string]string{
		`node = "a"` + "\n" + `pattern = "mesh"`:                             "",
		`node = "b"` + "\n" + `pattern = "mesh"`:                             `the pattern "mesh" does not lie on "b"`,
		`node = "a"` + "\n" + `pattern = "fuse"`:                             `a circuit-breaker runs nothing that could crash alone`,
		`node = "a"` + "\n" + `pattern = "mush"`:                             `there is no pattern "mush"`,
		`node = "a"` + "\n" + `pattern = "mesh"` + "\n" + `silent = true`:    `"silent"`,
		`node = "a"` + "\n" + `pattern = "mesh"` + "\n" + `silence = "none"`: `unknown key "silence"`,
	} {
		_, err := Parse("x.toml", []byte(`
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
kind = "crash"
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
