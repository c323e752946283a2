package patterns_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"wavetank/patterns"
	"wavetank/patterns/knob"
)

func TestChecksSayWhatIsAllowed(t *testing.T) {
	for _, c := range []struct {
		found *knob.FieldError
		want  string
	}{
		{patterns.Within("size", 3, 1, 3), ""},
		{patterns.Within("size", 0, 1, 3), "size: 0 is not in 1..3"},
		{patterns.Within("wait", time.Minute, 0, time.Second), "wait: 1m0s is not in 0s..1s"},
		{patterns.Within("rate", math.NaN(), 0, 1), "rate: NaN is not in 0..1"},
		{patterns.OneOf("rule", "b", "a", "b"), ""},
		{patterns.OneOf("rule", "c", "a", "b"), `rule: "c" is not one of ["a" "b"]`},
		{patterns.EachOf("on", []string{"a", "b"}, "a", "b"), ""},
		{patterns.EachOf("on", []string{"a", "c"}, "a", "b"), `on: "c" is not one of ["a" "b"]`},
		{patterns.EachOf("on", []string{"a", "a"}, "a", "b"), `on: names "a" twice`},
		{knob.If(false, "size", "%d is odd", 3), ""},
		{knob.If(true, "size", "%d is odd", 3), "size: 3 is odd"},
		{patterns.Idle("size", 3, 3, false, "here"), ""},
		{patterns.Idle("size", 4, 3, true, "here"), ""},
		{patterns.Idle("size", 4, 3, false, "here"), "size: has no effect here"},
	} {
		got := ""
		if c.found != nil {
			got = c.found.Error()
		}
		if got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
	err := knob.First(nil, knob.Wrong("a", "no"), knob.Wrong("b", "no"))
	if fmt.Sprint(err) != "a: no" || knob.First(nil, nil) != nil {
		t.Errorf("the first is %v", err)
	}
}
