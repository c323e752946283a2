package breaker

import (
	"errors"
	"math"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"wavetank/patterns/knob"
)

// read returns the value that a tag's text stands for, as a number: durations
// in nanoseconds, ratios as fractions.
func read(t *testing.T, f reflect.StructField, text string) float64 {
	t.Helper()
	if f.Type == reflect.TypeFor[time.Duration]() {
		d, err := time.ParseDuration(text)
		if err != nil {
			t.Fatalf("%s: %v", f.Name, err)
		}
		return float64(d)
	}
	digits, percent := strings.CutSuffix(text, "%")
	if percent != (f.Tag.Get("kind") == "ratio") {
		t.Fatalf("%s: %q does not suit its kind", f.Name, text)
	}
	v, err := strconv.ParseFloat(digits, 64)
	if err != nil {
		t.Fatalf("%s: %v", f.Name, err)
	}
	if percent {
		return v / 100
	}
	return v
}

// set gives a numeric field the value.
func set(v reflect.Value, to float64) {
	if v.CanInt() {
		v.SetInt(int64(to))
	} else {
		v.SetFloat(to)
	}
}

func number(v reflect.Value) float64 {
	if v.CanInt() {
		return float64(v.Int())
	}
	return v.Float()
}

func TestDefaultIsWhatTheTagsSayAndLegal(t *testing.T) {
	c := Default()
	if err := c.Validate(); err != nil {
		t.Fatal(err)
	}
	v := reflect.ValueOf(c)
	for i := range v.NumField() {
		f, got := v.Type().Field(i), v.Field(i)
		if f.Tag.Get("toml") == "" || f.Tag.Get("doc") == "" {
			t.Errorf("%s lacks a key or a doc", f.Name)
		}
		want := f.Tag.Get("default")
		switch got.Kind() {
		case reflect.String:
			if got.String() != want {
				t.Errorf("%s is %q, documented as %q", f.Name, got, want)
			}
		case reflect.Slice:
			if words := strings.Join(got.Interface().([]string), ","); words != want {
				t.Errorf("%s is %q, documented as %q", f.Name, words, want)
			}
		case reflect.Bool:
			if strconv.FormatBool(got.Bool()) != want {
				t.Errorf("%s is %v, documented as %q", f.Name, got, want)
			}
		default:
			if number(got) != read(t, f, want) {
				t.Errorf("%s is %v, documented as %q", f.Name, got, want)
			}
		}
	}
}

// refused returns the key that Validate complains about, or "".
func refused(c Config) string {
	var field *knob.FieldError
	if errors.As(c.Validate(), &field) {
		return field.Field
	}
	return ""
}

func TestValidateKeepsTheRangesOfTheTags(t *testing.T) {
	for _, f := range reflect.VisibleFields(reflect.TypeFor[Config]()) {
		span := f.Tag.Get("range")
		if span == "" {
			continue
		}
		ends := strings.Split(span, "..")
		lo, hi := read(t, f, ends[0]), read(t, f, ends[1])
		step := 1.0
		if f.Type.Kind() == reflect.Float64 {
			step = 1e-6
		}
		key := f.Tag.Get("toml")
		try := func(value float64) string {
			c := busy(key)
			set(reflect.ValueOf(&c).Elem().FieldByIndex(f.Index), value)
			return refused(c)
		}
		for _, legal := range []float64{lo, hi} {
			if got := try(legal); got != "" {
				t.Errorf("%s = %v is refused for %s", key, legal, got)
			}
		}
		for _, illegal := range []float64{lo - step, hi + step} {
			if got := try(illegal); got != key {
				t.Errorf("%s = %v is refused for %q", key, illegal, got)
			}
		}
		if f.Type.Kind() == reflect.Float64 && try(math.NaN()) != key {
			t.Errorf("%s accepts what is not a number", key)
		}
	}
}

// busy returns a configuration in which the knob has an effect.
func busy(key string) Config {
	c := Default()
	switch key {
	case "consecutive":
		c.Rule = "consecutive"
	case "window_time", "slices":
		c.Rule = "time"
	case "slow_call_rate":
		c.SlowCall = time.Second
	case "open_max":
		c.OpenGrowth, c.OpenFor = 2, 1
	}
	return c
}

func TestValidateNamesTheKey(t *testing.T) {
	for _, c := range []struct {
		name string
		turn func(*Config)
		want string
	}{
		{"an unknown rule", func(c *Config) { c.Rule = "mood" }, "rule"},
		{"an unknown trial rule", func(c *Config) { c.TrialRule = "all" }, "trial_rule"},
		{"an unknown scope", func(c *Config) { c.Scope = "world" }, "scope"},
		{"an unknown failure", func(c *Config) { c.Failures = []string{"failed", "late"} }, "failures"},
		{"a failure named twice", func(c *Config) { c.Failures = []string{"failed", "failed"} }, "failures"},
		{"nothing that could trip it", func(c *Config) { c.Failures = nil }, "failures"},
		{"only slow calls to trip it", func(c *Config) { c.Failures, c.SlowCall = nil, 1 }, ""},
		{"a cap below the wait that it caps", func(c *Config) { c.OpenGrowth, c.OpenMax = 2, 1 }, "open_max"},
		{"a cap on growth that is none", func(c *Config) { c.OpenMax = time.Hour }, "open_max"},
		{"a wait above the idle cap", func(c *Config) { c.OpenFor = time.Hour }, ""},
		{"a window of calls under the rule of time", func(c *Config) { c.Rule, c.Window = "time", 20 }, "window"},
		{"a window of time under the rule of calls", func(c *Config) { c.WindowTime = time.Second }, "window_time"},
		{"a run of failures under the rule of calls", func(c *Config) { c.Consecutive = 3 }, "consecutive"},
		{"a rate under the rule of runs", func(c *Config) { c.Rule, c.FailureRate = "consecutive", .3 }, "failure_rate"},
		{"a rate that only the trials use", func(c *Config) {
			c.Rule, c.FailureRate, c.TrialRule = "consecutive", .3, "rate"
		}, ""},
		{"a rate of slow calls that are not counted", func(c *Config) { c.SlowCallRate = .3 }, "slow_call_rate"},
	} {
		t.Run(c.name, func(t *testing.T) {
			config := Default()
			c.turn(&config)
			if got := refused(config); got != c.want {
				t.Errorf("refused for %q, want %q: %v", got, c.want, config.Validate())
			}
		})
	}
}
