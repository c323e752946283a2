package sim

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestParseDistReadsEveryForm(t *testing.T) {
	const ms = time.Millisecond
	quick, slow := Weighted{0.99, Exponential(2 * ms)}, Weighted{0.01, Exponential(100 * ms)}
	cases := []struct {
		text string
		want Dist
	}{
		{"2ms", Constant(2 * ms)},
		{"0", Constant(0)},
		{"  1h30m\t", Constant(90 * time.Minute)},
		{"const 2ms", Constant(2 * ms)},
		{"uniform 1ms..5ms", Uniform{ms, 5 * ms}},
		{"uniform 1ms 5ms", Uniform{ms, 5 * ms}},
		{"uniform 1.5ms .. 5ms", Uniform{1500 * time.Microsecond, 5 * ms}},
		{"uniform lo=1ms hi=5ms", Uniform{ms, 5 * ms}},
		{"uniform 0..0", Uniform{}},
		{"exp 2ms", Exponential(2 * ms)},
		{"exp mean=2ms", Exponential(2 * ms)},
		{"normal 10ms sd=2ms", Normal{10 * ms, 2 * ms}},
		{"normal mean=10ms sd=2ms", Normal{10 * ms, 2 * ms}},
		{"normal sd=2ms 10ms", Normal{10 * ms, 2 * ms}},
		{"lognormal p50=1ms p99=5ms", built(NewLognormal(ms, 5*ms))},
		{"lognormal p99=5ms p50=1ms", built(NewLognormal(ms, 5*ms))},
		{"lognormal mu=-7 sigma=1.2", built(LognormalOf(-7, 1.2))},
		{"erlang 4 10ms", Erlang{4, 10 * ms}},
		{"erlang k=4 mean=10ms", Erlang{4, 10 * ms}},
		{"hyperexp 90% 500us, 10% 5.5ms", built(NewHyperexponential(Phase{0.9, 500 * time.Microsecond}, Phase{0.1, 5500 * time.Microsecond}))},
		{"hyperexp 9/10 500us,0.1 5.5ms", built(NewHyperexponential(Phase{0.9, 500 * time.Microsecond}, Phase{0.1, 5500 * time.Microsecond}))},
		{"hyperexp 1/3 1ms, 1/3 2ms, 1/3 3ms", built(NewHyperexponential(Phase{1.0 / 3, ms}, Phase{1.0 / 3, 2 * ms}, Phase{1.0 / 3, 3 * ms}))},
		{"pareto min=1ms alpha=1.5 cap=10s", Pareto{ms, 1.5, 10 * time.Second}},
		{"pareto min=1ms alpha=1.5", Pareto{ms, 1.5, 0}},
		{"gamma shape=2.5 mean=10ms", Gamma{2.5, 10 * ms}},
		{"weibull scale=10ms shape=0.5", Weibull{0.5, 10 * ms}},
		{"75ms + exp 2ms", built(NewSum(Constant(75*ms), Exponential(2*ms)))},
		{"75ms+exp 2ms", built(NewSum(Constant(75*ms), Exponential(2*ms)))},
		{"(1ms + exp 2ms) + 3ms", built(NewSum(Constant(ms), Exponential(2*ms), Constant(3*ms)))},
		{"(mix 99% exp 2ms, 1% exp 100ms) + 5ms", built(NewSum(built(NewMixture(quick, slow)), Constant(5*ms)))},
		{"mix 50% (1ms + exp 2ms), 50% 3ms", built(NewMixture(Weighted{0.5, built(NewSum(Constant(ms), Exponential(2*ms)))}, Weighted{0.5, Constant(3 * ms)}))},
		{"pareto min=1ms alpha=1e+1 + 1ms", built(NewSum(Pareto{ms, 10, 0}, Constant(ms)))},
		{"( exp 2ms )", Exponential(2 * ms)},
		{"mix 99% exp 2ms, 1% exp 100ms", built(NewMixture(quick, slow))},
		{"mix 99% (exp 2ms), 1% ( exp 100ms )", built(NewMixture(quick, slow))},
		{"mix 50% (hyperexp 50% 1ms, 50% 2ms), 50% 3ms", built(NewMixture(
			Weighted{0.5, built(NewHyperexponential(Phase{0.5, ms}, Phase{0.5, 2 * ms}))}, Weighted{0.5, Constant(3 * ms)}))},
		{"csv values", built(ReadEmpirical("values", strings.NewReader(measured["values"])))},
	}
	for _, c := range cases {
		t.Run(c.text, func(t *testing.T) {
			d, err := ParseDist(c.text, openMeasured)
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(d, c.want) {
				t.Errorf("got %#v, want %#v", d, c.want)
			}
		})
	}
}

func TestTextIsWhatAPersonWouldWrite(t *testing.T) {
	for _, text := range []string{
		"2ms", "0s", "1h", "1h30m", "1m30s", "500us", "uniform 1ms..5ms", "exp 2ms", "normal 10ms sd=2ms",
		"lognormal p50=1ms p99=5ms", "lognormal mu=-7 sigma=1.2", "erlang 4 10ms", "hyperexp 90% 500us, 10% 5.5ms",
		"hyperexp 7% 500us, 93% 5.5ms", "pareto min=1ms alpha=1.5 cap=10s", "mix 99.9% exp 2ms, 0.1% exp 100ms",
		"mix 50% (hyperexp 50% 1ms, 50% 2ms), 50% 3ms", "csv values",
		"gamma shape=2.5 mean=10ms", "weibull shape=0.5 scale=10ms", "75ms + exp 2ms", "(mix 50% 1ms, 50% (1ms + exp 2ms)) + (csv values)",
	} {
		if got := mustDist(t, text).String(); got != text {
			t.Errorf("%q prints as %q", text, got)
		}
	}
}

// wrongDists are distributions that cannot be read. The offset points to at: the text from there on
// begins with it.
var wrongDists = []struct {
	text, at string // at is where the offset points: the text from there on begins with it
	want     string
}{
	{"", "", "a distribution is missing; allowed: const, uniform,"},
	{"   ", "", "a distribution is missing"},
	{"expo 2ms", "expo", `unknown distribution "expo": did you mean "exp"? allowed: const, uniform, exp, normal, lognormal, erlang, hyperexp, pareto, gamma, weibull, mix, csv or a bare duration`},
	{"exponential 2ms", "exponential", `did you mean "exp"?`},
	{"constant 2ms", "constant", `did you mean "const"?`},
	{"lognromal p50=1ms p99=2ms", "lognromal", `did you mean "lognormal"?`},
	{"exp(2ms)", "exp", `a distribution is written without parentheses, as in "exp 2ms"`},
	{"p50=5ms p99=10ms", "p50", `a distribution begins with its name, as in "lognormal p50=1ms p99=5ms"`},
	{"5 milliseconds", "5", `duration "5" needs a unit: ns, us, ms, s, m or h, as in "5ms"`},
	{"2 * exp 5ms", "2", `duration "2" needs a unit`},
	{"mix 10ms 90%, 5ms 10%", "10ms", `the weight comes first, as in "10% 5ms"`},
	{"gamma shape=2 scale=10ms", "scale", `gamma has no "scale": write its mean, which is shape × scale`},
	{"weibull shape=2 mean=10ms", "mean", `weibull has no "mean": write its scale`},
	{"zeta 2ms", "zeta", `unknown distribution "zeta"; allowed: const,`},
	{"gamma 2ms", "2ms", `gamma does not expect "2ms": write it as in "gamma shape=2.5 mean=10ms"`},
	{"gamma shape=0 mean=1ms", "gamma", "gamma shape=0: allowed is 0.01 to 1000"},
	{"gamma shape=NaN mean=1ms", "NaN", "is not a number"},
	{"weibull shape=0.05 scale=1ms", "weibull", "weibull shape=0.05: allowed is 0.1 to 100"},
	{"weibull shape=1", "weibull", "weibull needs scale"},
	{"75ms + expo 2ms", "expo", `did you mean "exp"?`},
	{"75ms +", "", "a distribution is missing"},
	{"1ms + mix 50% 1ms, 50% 2ms", "mix", "a mix in a sum stands in parentheses, as does a sum in a branch: write (mix"},
	{"mix 50% 1ms + 2ms, 50% 2ms", "mix", "a mix in a sum stands in parentheses, as does a sum in a branch"},
	{"mix 50% ((mix 100% 1ms) + 2ms), 50% 2ms", "mix 100%", "a mix cannot be a branch of a mix"},
	{strings.Repeat("(", 5) + "1ms" + strings.Repeat(")", 5), "(1ms)", "parentheses lie at most 4 deep"},
	{"1ms" + strings.Repeat(" + 1ms", 16), "1ms", "17 terms: allowed are 1 to 16"},
	{"2", "2", `duration "2" needs a unit: ns, us, ms, s, m or h, as in "2ms"`},
	{"2ms 3ms", "3ms", `a duration has no blank in it: write "2ms3ms"`},
	{"5 ms", "ms", `a duration has no blank in it: write "5ms"`},
	{"5ms exp 2ms", "exp", `nothing may follow a duration: write it as in "5ms", or add as in "5ms + exp 2ms"`},
	{"const 5 ms", "ms", "const does not expect"},
	{"-2ms", "-2ms", `duration "-2ms" must not be negative`},
	{"0.1ns", "0.1ns", "below a nanosecond"},
	{"11y", "11y", `"11y" is not a duration: write it as in "500us"`},
	{"87601h", "87601h", `duration "87601h" is over ten years`},
	{"99999999999h", "99999999999h", "ten years at most"},
	{"exp NaN", "NaN", `"NaN" is not a duration`},
	{"exp Infs", "Infs", "is not a duration"},
	{"exp", "exp", `exp needs mean: write it as in "exp 2ms"`},
	{"exp mean=", "", "is not a duration"},
	{"exp men=2ms", "men", `exp has no "men": did you mean "mean"? allowed: mean`},
	{"exp 2ms mean=3ms", "mean=3ms", "mean is given twice"},
	{"uniform 5ms..1ms", "1ms", "uniform ends at 1ms, before it begins at 5ms"},
	{"uniform 5ms..", "uniform", "uniform needs hi"},
	{"uniform 1ms..2ms..3ms", "2ms..3ms", "is not a duration"},
	{"normal 10ms", "normal", `normal needs sd: write it as in "normal 10ms sd=2ms"`},
	{"normal 10ms 2ms", "2ms", `normal does not expect "2ms"`},
	{"normal 10ms std=2ms", "std=2ms", `normal has no "std": did you mean "sd"? allowed: mean, sd`},
	{"normal 10ms sd=-2ms", "-2ms", "must not be negative"},
	{"lognormal 1ms 5ms", "1ms", `lognormal does not expect "1ms"`},
	{"lognormal", "lognormal", "either p50 and p99 or mu and sigma"},
	{"lognormal p50=1ms sigma=2", "lognormal", "either p50 and p99 or mu and sigma"},
	{"lognormal p50=1ms", "lognormal", "lognormal needs p99"},
	{"lognormal p50=5ms p99=1ms", "lognormal", "0 < p50 <= p99, not p50=5ms p99=1ms"},
	{"lognormal p50=0 p99=1ms", "lognormal", "0 < p50 <= p99"},
	{"lognormal mu=NaN sigma=1", "NaN", `"NaN" is not a number`},
	{"lognormal mu=1e400 sigma=1", "1e400", "is not a number"},
	{"lognormal mu=0x10 sigma=1", "0x10", "is not a number"},
	{"lognormal mu=100 sigma=1", "lognormal", "mu=100: allowed is -50 to 20"},
	{"lognormal mu=0 sigma=-1", "lognormal", "sigma=-1: allowed is 0 to 20"},
	{"erlang 0 10ms", "0", "erlang k=0: allowed is a whole number from 1 to 1000"},
	{"erlang 2.5 10ms", "2.5", "whole number"},
	{"erlang 1e9 10ms", "1e9", "whole number from 1 to 1000"},
	{"erlang 4", "erlang", "erlang needs mean"},
	{"pareto min=1ms alpha=1", "1", "alpha=1 has no mean without a cap"},
	{"pareto min=0 alpha=2", "0", "min must be above zero"},
	{"pareto min=1ms alpha=-1 cap=1s", "-1", "alpha must be above zero"},
	{"pareto min=1ms alpha=2 cap=1us", "1us", "cap=1us lies below min=1ms"},
	{"pareto min=1ms", "pareto", "pareto needs alpha"},
	{"hyperexp 90% 1ms, 20% 2ms", "90% 1ms", "the weights sum to 1.1: they must sum to 1 (100%)"},
	{"hyperexp 90% 1ms,", "", "a branch is a weight and what it weighs"},
	{"hyperexp", "", "a branch is a weight and what it weighs"},
	{"hyperexp 1ms", "1ms", "a branch is a weight and what it weighs"},
	{"hyperexp 200% 1ms", "200%", `ratio "200%" is above 1`},
	{"hyperexp 90% 1ms, x 2ms", "x", `"x" is not a ratio`},
	{"hyperexp 90% 1ms, 10% exp 2ms", "exp 2ms", "is not a duration"},
	{"mix 50% exp 1ms, 50% expo 2ms", "expo", `did you mean "exp"?`},
	{"mix 50% 1ms, 50% mix 100% 2ms", "mix 100%", "a mix cannot be a branch of a mix"},
	{"mix 50% 1ms, 50% (mix 100% 2ms)", "mix 100%", "a mix cannot be a branch of a mix"},
	{"mix 50% 1ms, 40% 2ms", "50% 1ms", "the weights sum to 0.9"},
	{"mix " + strings.Repeat("1% 1ms, ", 64) + "36% 1ms", "1% 1ms", "65 branches: allowed are 1 to 64"},
	{"mix 100% ()", ")", "a distribution is missing"},
	{"csv", "", "csv needs a file name"},
	{"csv nowhere", "nowhere", "open nowhere: no such file"},
	{"csv broken", "broken", `broken:3:1: "abc" is not a duration`},
}

func TestParseDistSaysWhatIsWrongAndWhere(t *testing.T) {
	for _, c := range wrongDists {
		t.Run(c.text, func(t *testing.T) {
			d, err := ParseDist(c.text, openMeasured)
			var p *ParseError
			if !errors.As(err, &p) {
				t.Fatalf("got %v and error %v, want a *ParseError", d, err)
			}
			if !strings.Contains(p.Msg, c.want) {
				t.Errorf("message is %q, want %q", p.Msg, c.want)
			}
			if p.Offset < 0 || p.Offset > len(c.text) || !strings.HasPrefix(c.text[p.Offset:], c.at) || c.at == "" && p.Offset != len(c.text) {
				t.Errorf("offset is %d, want that of %q", p.Offset, c.at)
			}
		})
	}
}

func TestParseDistRefusesCSVWhenNothingCanBeOpened(t *testing.T) {
	_, err := ParseDist("mix 100% csv values", nil)
	if err == nil || !strings.Contains(err.Error(), "csv is not allowed here") {
		t.Errorf("error is %v", err)
	}
}

func FuzzParseDist(f *testing.F) {
	for _, c := range theories {
		f.Add(c.text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, err := ParseDist(text, openMeasured)
		if err != nil {
			var p *ParseError
			if !errors.As(err, &p) || p.Offset < 0 || p.Offset > len(text) || p.Msg == "" {
				t.Fatalf("error of %q is %#v", text, err)
			}
			return
		}
		again, err := ParseDist(d.String(), openMeasured)
		if err != nil || !reflect.DeepEqual(d, again) {
			t.Fatalf("%q prints as %q, which gives %#v, %v", text, d, again, err)
		}
		if x := d.Sample(KeyOf(text).Rand()); x < 0 || x > longestDraw || d.Mean() < 0 {
			t.Fatalf("%q drew %v, mean %v", text, x, d.Mean())
		}
	})
}

func ExampleParseDist() {
	d, err := ParseDist("mix 99% exp 2ms, 1% exp 100ms", nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(d, "has the mean", d.Mean())
	fmt.Println("request 1:", d.Sample(KeyOf("request 1").Rand()))
	fmt.Println("again:    ", d.Sample(KeyOf("request 1").Rand()))

	_, err = ParseDist("normal 10ms std=2ms", nil)
	fmt.Println(err)
	// Output:
	// mix 99% exp 2ms, 1% exp 100ms has the mean 2.98ms
	// request 1: 1.343115ms
	// again:     1.343115ms
	// normal has no "std": did you mean "sd"? allowed: mean, sd
}
