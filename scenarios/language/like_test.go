package language_test

import (
	"reflect"
	"strings"
	"testing"

	"wavetank/patterns/catalog"
	"wavetank/scenarios"
	"wavetank/scenarios/document"
	"wavetank/scenarios/language"
)

const alike = `
title = "x"
duration = "10s"
nodes.shop = { workers = 8, routes.pay = { work = "exp 5ms", calls = ["bank.charge"], timeout = "200ms" } }
nodes.bank = { workers = 8, routes.charge = { work = "exp 20ms", errors = "30%" } }
loads.buyers = { to = "shop.pay", rate = "50/s" }
patterns.eager = { kind = "circuit-breaker", on = "shop -> bank", window = 10, open_for = "1s" }
`

// TestAPatternCanBeLikeAnother writes a pattern out, and as what differs from
// another that stands before or after it.
func TestAPatternCanBeLikeAnother(t *testing.T) {
	const written = alike + `patterns.patient = { kind = "circuit-breaker", on = "shop -> bank", window = 10, open_for = "3s" }`
	const short = alike + `patterns.patient = { like = "eager", open_for = "3s" }`
	const before = `patterns.patient = { like = "eager", open_for = "3s" }` + alike
	want, err := scenarios.Parse("written.toml", []byte(written))
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{short, before} {
		s, err := scenarios.Parse("short.toml", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"eager", "patient"} {
			if got, want := s.Pattern(name), want.Pattern(name); !reflect.DeepEqual(got.Config, want.Config) || !reflect.DeepEqual(got.On, want.On) {
				t.Errorf("%s is %+v on %v, written out %+v on %v", name, got.Config, got.On, want.Config, want.On)
			}
		}
	}
}

// TestASettingReachesWhatIsLikeIt sets a key of the pattern that another is like.
func TestASettingReachesWhatIsLikeIt(t *testing.T) {
	o := language.Options{Catalog: catalog.All()}
	o.Set = []document.Setting{{Key: "patterns.eager.window", Value: "33", From: "--set"}, {Key: "patterns.eager.open_for", Value: "2s", From: "--set"}}
	s, err := language.Load("x.toml", []byte(alike+`patterns.patient = { like = "eager", open_for = "3s" }`), o)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := scenarios.Parse("x.toml", []byte(alike+`patterns.patient = { kind = "circuit-breaker", on = "shop -> bank", window = 33, open_for = "3s" }`))
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(s.Pattern("patient").Config, plain.Pattern("patient").Config) {
		t.Errorf("the setting did not reach the pattern that is like the one that was set")
	}
}

// TestATableInAPatternIsCompletedToo: of a table within that both have, what the one does
// not say is as in the other, which stays as it is.
func TestATableInAPatternIsCompletedToo(t *testing.T) {
	first := strings.Replace(alike, "nodes.bank = {", "nodes.bank = { instances = 4,", 1) + `
patterns.strict = { kind = "load-balancer", on = "shop -> bank", eject = { consecutive = 3, max_ejection = "80%", panic_threshold = "0%" } }
`
	short, err := scenarios.Parse("short.toml", []byte(first+`patterns.mild = { like = "strict", eject = { panic_threshold = "70%" } }`))
	if err != nil {
		t.Fatal(err)
	}
	written, err := scenarios.Parse("written.toml", []byte(first+`patterns.mild = { kind = "load-balancer", on = "shop -> bank", eject = { consecutive = 3, max_ejection = "80%", panic_threshold = "70%" } }`))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"strict", "mild"} {
		if got, want := short.Pattern(name), written.Pattern(name); !reflect.DeepEqual(got.Config, want.Config) {
			t.Errorf("%s is %+v, written out %+v", name, got.Config, want.Config)
		}
	}
}
