package language

import (
	"errors"
	"strings"
	"testing"

	"wavetank/scenarios/document"
)

func TestCyclesAreBounded(t *testing.T) {
	for name, c := range map[string]struct {
		routes string
		want   string // of the message; "" if it loads
	}{
		"a chain is no cycle":                     {"a = {calls = ['n.b']}\nb = {calls = ['n.c']}\nc = {}", ""},
		"a diamond is no cycle":                   {"a = {calls = ['n.b', 'n.c']}\nb = {calls = ['n.d']}\nc = {calls = ['n.d']}\nd = {}", ""},
		"a certain cycle never ends":              {"a = {calls = ['n.b']}\nb = {calls = ['n.a']}", "n.a -> n.b -> n.a"},
		"a cycle within a group is one, too":      {"a = {calls = [{ parallel = [['n.a']], need = 1 }]}", "n.a -> n.a"},
		"an optional cycle never ends":            {"a = {calls = [{ to = 'n.a', optional = true }]}", "n.a -> n.a"},
		"a cycle that half of all take dies out":  {"a = {calls = ['n.b']}\nb = {calls = [{ to = 'n.a', probability = '50%' }]}", ""},
		"repetition outweighs probability":        {"a = {calls = [{ to = 'n.a', probability = '50%', repeat = 2 }]}", "n.a -> n.a"},
		"two mild cycles add up":                  {"a = {calls = [{ to = 'n.a', probability = 0.6 }, { to = 'n.b', probability = 0.6 }]}\nb = {calls = ['n.a']}", "n.a -> n.a"},
		"two mild cycles that stay below one":     {"a = {calls = [{ to = 'n.a', probability = 0.4 }, { to = 'n.b', probability = 0.4 }]}\nb = {calls = ['n.a']}", ""},
		"the certain cycle is the one named":      {"a = {calls = [{ to = 'n.a', probability = 0.9 }, 'n.b']}\nb = {calls = ['n.c']}\nc = {calls = ['n.b']}", "n.b -> n.c -> n.b"},
		"a chain of fans is too much":             {"a = {calls = [{ to = 'n.b', repeat = 10000 }]}\nb = {calls = [{ to = 'n.c', repeat = 10000 }]}\nc = {}", "sets off about 1e+08 calls"},
		"a rare fan within a cycle is fine":       {"a = {calls = [{ to = 'n.a', probability = 0.0001, repeat = 100 }]}", ""},
		"a cycle that is left by a fan counts it": {"a = {calls = [{ to = 'n.a', probability = 0.99 }, { to = 'n.b', repeat = 10000 }]}\nb = {calls = [{ to = 'n.c', repeat = 100 }]}\nc = {}", "sets off about"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Load("x.toml", []byte("title = 'x'\nduration = '1s'\n[nodes.n.routes]\n"+c.routes+"\n"), Options{})
			if c.want == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			var problem *document.Problem
			if !errors.As(err, &problem) || !strings.HasSuffix(problem.Message, c.want) && !strings.Contains(problem.Message, c.want) || problem.Line < 4 {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
}
