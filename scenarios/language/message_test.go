package language_test

import (
	"reflect"
	"strings"
	"testing"

	"wavetank/scenarios"
)

// TestAMessageSaysWhatToWriteInstead holds what is said of a mistake, the line below it,
// to words that a file may use.
func TestAMessageSaysWhatToWriteInstead(t *testing.T) {
	const head = `title = "x"
duration = "10s"
[nodes.shop]
routes.pay = { calls = ["bank.charge"], work = WORK }
[nodes.bank]
instances = 2
routes.charge = {}
[loads.buyers]
to = "shop.pay"
rate = "1/s"
[patterns.p]
on = "shop -> bank"
`
	for _, test := range []struct{ work, pattern, want string }{
		{`"5 ms"`, `kind = "retry"`, `a duration has no blank in it: write "5ms"`},
		{`"5ms"`, `kind = "breaker"`, `did you mean "circuit-breaker"?`},
		{`"5ms"`, `kind = "limiter"`, `did you mean "rate-limiter"?`},
		{`"5ms"`, `kind = "balancer"`, `did you mean "load-balancer"?`},
		{`"5ms"`, `kind = "shedding"`, `did you mean "load-shedding"?`},
		{`"5ms"`, `kind = "throttle"`, `did you mean "adaptive-throttle"?`},
		{`"5ms"`, "kind = 'rate-limiter'\nrate = '60/min'\nevery = '1m'\nburst = 30", "allowed: 60 or more"},
		{`"5ms"`, "kind = 'rate-limiter'\nrate = '1/s'\nevery = '100ms'", "allowed: 1s or more"},
		{`"5ms"`, "kind = 'load-balancer'\npolicy = 'given'", `allowed: another policy such as "least-outstanding"; or eject = { … }`},
		{`"5ms"`, "kind = 'load-balancer'\nweight = [1]", `did you mean "weights"?`},
		{`"5ms"`, "kind = 'load-balancer'\npolicy = 'least-requests'", `did you mean "least-outstanding"?`},
		{`"5ms"`, "kind = 'load-balancer'\neject = { base_ejection_time = '9s' }", `did you mean "base"?`},
		{`"5ms"`, "kind = 'retry'\nbudget_percent = '20%'", `did you mean "budget_share"?`},
		{`"5ms"`, "kind = 'retry'\nmax_retry_after = '5s'", `did you mean "retry_after_max"?`},
		{`"5ms"`, "kind = 'circuit-breaker'\nsuccess_threshold = 3", `did you mean "trial_successes"?`},
		{`"5ms"`, "kind = 'cache'\nnegative_ttl = '5s'", `did you mean "negative"?`},
		{`"5ms"`, "kind = 'admission-control'\nmax_rejection_probability = '80%'", `did you mean "most"?`},
		{`"5ms"`, "kind = 'timeout'\nattempt = '3s'\ntotal = '2m'\nleast = '2m'", "allowed: less than 2m"},
		{`"5ms"`, "kind = 'timeout'\nattempt = '3m'\ntotal = '2m'", "allowed: 2m or less"},
		{`"5ms"`, "kind = 'retry'\nbase = '10s'\ncap = '1s'", "allowed: 10s or more"},
		{`"5ms"`, "kind = 'retry'\nretry_on = []", "retry_on: names nothing"},
		{`"5ms"`, "kind = 'adaptive-limit'\nmin = 10\nmax = 5", "allowed: 1 to 5"},
		{`"5ms"`, "kind = 'hedge'\nminimum_calls = 2000\nwindow = 1000", "allowed: 1000 or less"},
		{`"5ms"`, "kind = 'load-shedding'\non = 'bank'\ntarget = '1s'\ninterval = '100ms'", "allowed: 100ms or less"},
	} {
		file := strings.Replace(head, "WORK", test.work, 1)
		if strings.Contains(test.pattern, "\non = ") {
			file = strings.Replace(file, "on = \"shop -> bank\"\n", "", 1)
		}
		_, err := scenarios.Parse("x.toml", []byte(file+test.pattern+"\n"))
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s, %s: %v\nwant %s", test.work, test.pattern, err, test.want)
		}
		if err != nil && (strings.Contains(err.Error(), "describe says") || strings.Contains(err.Error(), "const")) {
			t.Errorf("%s, %s: in words that no file knows: %v", test.work, test.pattern, err)
		}
	}
}

// TestAPatternCanBeLikeOneThatIsLikeAnother follows the chain in any order of the file.
func TestAPatternCanBeLikeOneThatIsLikeAnother(t *testing.T) {
	middle, last := `patterns.middle = { like = "eager", window = 33 }`+"\n", `patterns.last = { like = "middle", open_for = "3s" }`+"\n"
	want, err := scenarios.Parse("x.toml", []byte(alike+middle+`patterns.last = { kind = "circuit-breaker", on = "shop -> bank", window = 33, open_for = "3s" }`))
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{alike + middle + last, alike + last + middle, last + middle + alike} {
		s, err := scenarios.Parse("x.toml", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if got, want := s.Pattern("last"), want.Pattern("last"); !reflect.DeepEqual(got.Config, want.Config) || !reflect.DeepEqual(got.On, want.On) {
			t.Errorf("it is %+v on %v, want %+v on %v", got.Config, got.On, want.Config, want.On)
		}
	}
}

func TestWhatIsLikeItselfIsRefused(t *testing.T) {
	for text, want := range map[string]string{
		`patterns.a = { like = "a" }`: "a is like itself: a is like a",
		`patterns.a = { like = "b" }
patterns.b = { like = "c" }
patterns.c = { like = "a" }`: "a is like itself: a is like b is like c is like a",
		`patterns.a = { like = "b" }
patterns.b = { like = "aeger" }`: `there is no pattern "aeger"`,
	} {
		if _, err := scenarios.Parse("x.toml", []byte(alike+text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
}
