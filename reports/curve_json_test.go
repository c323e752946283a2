package reports

import (
	"encoding/json"
	"math"
	"testing"
	"time"

	"wavetank/sim"
)

func TestTheCourseOfAComparisonIsWhatItsChartsDraw(t *testing.T) {
	c := &Comparison{Info: Info{Changes: []Change{{From: 2 * time.Second, To: 3 * time.Second, What: "twice"}}}, Seeds: []uint64{1, 2}}
	c.Faults = []Disturbance{{What: "<hangs>", Begin: sim.Time(time.Second), End: sim.Time(2 * time.Second)}}
	for _, name := range []string{"without", "with"} {
		v := &Variant{Arm: Arm{Name: name}, Runs: make([]Run, 2)}
		v.Total.Duration, v.Total.Warmup = 8*time.Second, 2*time.Second
		v.Errors = Curve{Width: time.Second, Points: []Point{{Median: 1.0 / 3, Low: 0, High: math.Inf(1), OK: true}, {At: sim.Time(time.Second)}}}
		v.P50, v.P99, v.AllP99, v.Degraded = v.Errors, v.Errors, v.Errors, v.Errors
		c.Variants = append(c.Variants, v)
	}
	text, err := c.Course()
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		At               []float64
		Duration, Warmup float64
		Arms             []struct {
			Name   string
			Curves map[string]struct{ Median, Low, High []*float64 }
		}
		Shades []struct {
			What     string
			From, To float64
		}
	}
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	if len(got.At) != 2 || got.At[1] != 1 || got.Duration != 4 || got.Warmup != 1 || len(got.Arms) != 2 || got.Arms[1].Name != "with" {
		t.Errorf("the course is %s", text)
	}
	errors := got.Arms[0].Curves["error_rate"]
	if *errors.Median[0] != 0.3333 || errors.High[0] != nil || errors.Median[1] != nil || len(got.Arms[0].Curves) != 5 {
		t.Errorf("its error rate is %s", text)
	}
	if len(got.Shades) != 2 || got.Shades[0].What != "<hangs>" || got.Shades[0].From != 1 || got.Shades[1].To != 3 {
		t.Errorf("its shades are %+v", got.Shades)
	}
}
