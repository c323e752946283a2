package language_test

import (
	"strings"
	"testing"

	"wavetank/scenarios"
	"wavetank/scenarios/document"
)

func setting(key, value string) document.Setting {
	return document.Setting{Key: key, Value: value, From: "--sweep " + key + "=" + value}
}

func TestASettingStandsInForTheFile(t *testing.T) {
	s, err := scenarios.OpenWith("circuit-breaker", setting("duration", "50s"), setting("loads.shoppers.rate", "17/s"), setting("patterns.breaker.window", "33"),
		setting(`links."checkout -> payment".loss`, "1/50"), setting("faults.1.for", "7s"),
		setting("nodes.payment.routes.charge.work", "exp 3ms"), setting("slo.p99", "1s"), setting("variants.with", `["breaker"]`))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := scenarios.Open("circuit-breaker")
	if err != nil {
		t.Fatal(err)
	}
	if s.Duration.String() != "50s" || s.Loads[0].Rate != 17 || s.Faults[0].Schedule.For.String() != "7s" || s.SLO.P99.String() != "1s" {
		t.Errorf("duration %v, rate %v, fault %+v, %+v", s.Duration, s.Loads[0].Rate, s.Faults[0].Schedule, s.SLO)
	}
	if loss := s.Paths().Between("checkout", "payment").Loss; loss == nil || *loss != 0.02 {
		t.Errorf("loss %v", loss)
	}
	if s.Hash == plain.Hash || s.Question != plain.Question {
		t.Errorf("hash %s and %s, question %q", s.Hash, plain.Hash, s.Question)
	}
}

func TestAWrongSettingIsNamed(t *testing.T) {
	for _, test := range []struct{ key, value, want string }{
		{"patterns.breaker.failure_rate", "150%", "--sweep patterns.breaker.failure_rate=150%: "},
		{"patterns.breaker.failure_rat", "50%", `did you mean "failure_rate"?`},
		{"patterns.braker.failure_rate", "50%", `there is no "braker" in patterns` + "\ndid you mean \"breaker\"? allowed: breaker"},
		{"loads.shoppers.rate", "fast", "--sweep loads.shoppers.rate=fast: "},
		{"nodes.payment.workers", "two", "--sweep nodes.payment.workers=two: "},
		{"title.x", "1", "title is not a table"},
		{"faults.2.for", "1s", `faults has no element "2"`},
		{"faults.1", "1s", "faults.1 is an element of a list"},
		{"a..b", "1", "is not a key such as"},
		{"nonsense", "1", `unknown key "nonsense"`},
		{"patterns.breaker.on", "checkout -> nobody", "--sweep patterns.breaker.on=checkout -> nobody: "},
	} {
		_, err := scenarios.OpenWith("circuit-breaker", setting(test.key, test.value))
		if err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), "--sweep ") {
			t.Errorf("%s=%s: %v\nwant %s", test.key, test.value, err, test.want)
		}
	}
}
