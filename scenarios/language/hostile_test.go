package language

import (
	"fmt"
	"strings"
	"testing"
)

// TestHostileFilesAreAnswered loads files made to cost time and memory. One that
// costs more than it should runs into the time limit of go test.
func TestHostileFilesAreAnswered(t *testing.T) {
	if testing.Short() {
		t.Skip("takes some seconds")
	}
	const head = "title = 'x'\nduration = '60s'\n"
	fill := func(prefix, unit, suffix string) string {
		return prefix + strings.Repeat(unit, (largestFile-len(prefix)-len(suffix))/len(unit)) + suffix
	}
	number := func(prefix, format string, n int) string {
		var b strings.Builder
		b.WriteString(prefix)
		for i := range n {
			fmt.Fprintf(&b, format, i, i+1)
		}
		return b.String()
	}
	for name, text := range map[string]string{
		"brackets":                   fill(head+"x = ", "[", ""),
		"closed brackets":            fill(head+"x = [", "[],", "]"),
		"headers of one letter":      number(head, "[nodes.a%[1]d]\n", 60000),
		"unknown keys on one line":   number(head+"[nodes.a]\nclock = {", "k%[1]d=1,", 90000) + "}",
		"dotted keys":                fill(head, "a.", "a = 1\n"),
		"empty tables in a list":     fill(head, "[[faults]]\n", ""),
		"a line of a million spaces": fill(head+"[nodes.a]", " ", "?"),
		"quotes":                     fill(head+"x = ", `"`, ""),
		"backslashes":                fill(head+"x = \"", `\\`, "\""),
		"calls in a chain":           number(head, "[nodes.n%d.routes]\nr={calls=['n%d.r']}\n", 19000) + "[nodes.n19000.routes]\nr={}\n",
		"calls in one great circle":  number(head+"[nodes.z.routes]\nr={calls=['n0.r']}\n", "[nodes.n%d.routes]\nr={calls=[{to='n%d.r',probability=0.99}]}\n", 15000) + "[nodes.n15000.routes]\nr={calls=['z.r']}\n",
		"one route calling many":     fill(head+"[nodes.a.routes]\nr={}\ns={calls=[", "'a.r',", "]}\n"),
		"dangling calls":             fill(head+"[nodes.a.routes]\nr={}\ns={calls=[", "'a.x',", "]}\n"),
		"links":                      number(head+"[nodes.a]\ninstances=10000\n", "[links.'a-%d -> a-%d']\nloss=0\n", 9000),
		"edges of a pattern":         fill(head+"[nodes.a.routes]\nr={calls=[{to='a.r',probability=0.1}]}\n[patterns.p]\nkind='test'\non=[", "'a -> *',", "]\n"),
		"variants":                   number(head+"[nodes.a]\n[variants]\n", "v%[1]d=[]\n", 80000),
		"escaped keys":               number(head, "\"\\u0041%[1]d\"=1\n", 60000),
	} {
		t.Run(name, func(t *testing.T) {
			s, err := Load("hostile.toml", []byte(text), testOptions())
			t.Logf("%d bytes, %.80s", len(text), fmt.Sprint(err))
			if err == nil {
				if err := invariant(s); err != nil {
					t.Error(err)
				}
			}
		})
	}
}
