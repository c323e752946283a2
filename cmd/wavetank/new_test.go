package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"wavetank/reports"
	"wavetank/scenarios"
	"wavetank/scenarios/lint"
)

func TestShowPrintsTheFileOfAScenario(t *testing.T) {
	for _, name := range scenarios.Library() {
		if e := tank(t, "show", name).must(t, 0); !strings.HasPrefix(e.stdout, "# ") || e.stderr != "" {
			t.Errorf("%s: %.50q, %s", name, e.stdout, e.stderr)
		}
	}
	tank(t, "show", "circut-breaker").must(t, statusUsage, `did you mean "circuit-breaker"?`)
}

// TestWhatNewWritesRunsAtOnce drafts systems of several shapes and sizes.
func TestWhatNewWritesRunsAtOnce(t *testing.T) {
	for name, args := range map[string][]string{
		"as it is":              nil,
		"one service":           {"--services", "web"},
		"two, and a busy load":  {"--services", "web,db", "--loads", "users=600/s"},
		"five in a row":         {"--services", "a,b,c,d,e", "--loads", "users=40/s,robots=5/s"},
		"a fan":                 {"--services", "gate,cart,users,db", "--calls", "gate->cart,gate->users,cart->db,users -> db", "--loads", "shoppers=50/s,crawlers=20/s@cart"},
		"a load in the middle":  {"--services", "web,api,db", "--loads", "batch=60/min@api"},
		"somebody who is alone": {"--services", "web,db,cron", "--calls", "web->db", "--loads", "users=30/s,timer=20/s@cron"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "my.toml")
			e := tank(t, append([]string{"new", path}, args...)...).must(t, 0)
			if !strings.Contains(e.stdout, "Next: wavetank compare "+path) {
				t.Errorf("stdout: %s", e.stdout)
			}
			s, err := scenarios.Open(path)
			if err != nil {
				t.Fatal(err)
			}
			for _, n := range lint.Serious(lint.All(s)) {
				t.Errorf("a warning: %v", n)
			}
			compared, err := scenarios.Compare(t.Context(), s, scenarios.CompareOptions{Seeds: scenarios.Seeds(1, 2)})
			if err != nil {
				t.Fatal(err)
			}
			scenarios.Judge(s, compared)
			for _, e := range compared.Expectations {
				if e.Verdict.Status != reports.Pass {
					t.Errorf("%s: %v, %s", e.That, e.Verdict.Status, e.Verdict.Words)
				}
			}
			before, _ := os.ReadFile(path)
			tank(t, append([]string{"new", path}, args...)...).must(t, statusUsage, "is there already")
			if after, _ := os.ReadFile(path); string(after) != string(before) || tank(t, append([]string{"new"}, args...)...).must(t, 0).stdout != string(before) {
				t.Error("the file is not what stdout says, or was written over")
			}
		})
	}
}

func TestWhatCannotBeDraftedIsRefused(t *testing.T) {
	for want, args := range map[string][]string{
		"would never end: b -> c -> b": {"--services", "a,b,c", "--calls", "a->b,b->c,c->b"},
		`no service "x"`:               {"--calls", "web->x"},
		`"a" stands there twice`:       {"--services", "a,a"},
		"is not NAME=RATE":             {"--loads", "users"},
		"users=fast":                   {"--loads", "users=fast"},
		`"a b" cannot be the name`:     {"--services", "a b"},
		"is not A->B":                  {"--calls", "web"},
	} {
		tank(t, append([]string{"new"}, args...)...).must(t, statusUsage, want)
	}
}

func TestTheVersionNamesItsRevision(t *testing.T) {
	if e := tank(t, "--version").must(t, 0); !strings.HasPrefix(e.stdout, "wavetank ") || !strings.Contains(e.stdout, "\nrevision ") {
		t.Errorf("%q", e.stdout)
	}
	r := revision{version: "v1.2.3", hash: "0123456789abcdef", time: "2026-11-29T12:00:00Z", dirty: true}
	if r.String() != "v1.2.3 (0123456789ab, modified)" || !strings.Contains(r.long(), "revision 0123456789abcdef of 2026-11-29T12:00:00Z, modified since\n") {
		t.Errorf("%v, %q", r, r.long())
	}
}
